-- title: TRAC's counts for each county, with median and rank within the state
-- description: Detainers of each county as TRAC counts them to about December 2015; the jail figure leaves out agencies that look like state prisons or federal facilities.
-- row: one measure of one county
select area_fips as county_fips, measure, value::bigint as value,
  median(value) over same_state as state_median,
  rank() over (same_state order by value desc)::integer as state_rank,
  count(*) over same_state::integer as counties_in_state,
  source_id
from detainers
where area_type = 'county' and outcome is null and value is not null and observation_id like 'trac-%'
  and measure in ('detainers_issued', 'detainers_issued_jails')
window same_state as (partition by left(area_fips, 2), measure)
order by county_fips, measure
