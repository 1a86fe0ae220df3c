-- title: A county lies in its state
-- table: policy_events
-- field: county_fips
-- expected: a county code that begins with the state code {state_fips}
-- mend: Correct county_fips or state_fips.
-- level: error
select _file, _line, county_fips as found, coalesce(state_fips, 'of a state') as state_fips
from policy_events
where left(county_fips, 2) is distinct from state_fips and county_fips is not null
