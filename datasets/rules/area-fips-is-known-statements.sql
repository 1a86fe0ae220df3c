-- title: An area is the country, a state or a county of the tables
-- table: statements
-- field: area_fips
-- expected: US, a code of the table of states or a code of the table of counties
-- mend: Correct the code; keep the zero at its start.
-- nearest: counties.county_fips
-- level: error
with known as (
  select state_fips as area_fips from states
  union all select county_fips from counties
  union all select 'US'
)
select _file, _line, area_fips as found
from statements
where area_fips not in (select area_fips from known)
