-- title: TRAC's counts for each county, with median and rank within the state
-- description: Detainers of each county as TRAC counts them to about December 2015; the second figure leaves out agencies whose names read as state prisons or federal facilities (our reading). Where that reading is known to fail, it gives no rank and no median.
-- row: one measure of one county
with totals as (
  select area_fips as county_fips, left(area_fips, 2) as state_fips, measure, value::bigint as value, source_id,
    measure = 'detainers_issued_jails' and (area_fips in (select area_fips from jail_figure_limits)
      or left(area_fips, 2) in (select area_fips from jail_figure_limits)) as limited
  from detainers
  where area_type = 'county' and outcome is null and observation_id like 'trac-%' and value is not null
    and measure in ('detainers_issued', 'detainers_issued_jails')
)
select county_fips, measure, value,
  case when not limited then median(value) over same_state end as state_median,
  case when not limited then rank() over (same_state order by value desc) end::integer as state_rank,
  case when not limited then count(*) over same_state end::integer as counties_in_state,
  source_id
from totals
window same_state as (partition by state_fips, measure, limited)
order by county_fips, measure
