-- title: A limit stands for a state or county of the tables
-- table: jail_figure_limits
-- field: area_fips
-- expected: a code of the table of states or of the table of counties
-- mend: Correct the code; keep the zero at its start.
-- nearest: counties.county_fips
-- level: error
with known as (
  select state_fips as area_fips from states
  union all select county_fips from counties
)
select _file, _line, area_fips as found
from jail_figure_limits
where area_fips not in (select area_fips from known)
