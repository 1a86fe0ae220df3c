-- title: TRAC's counts for each county, with median and rank within the state
-- description: Detainers of each county as TRAC counts them to about December 2015; the second figure leaves out agencies whose names read as state prisons or federal facilities (our reading). Where that reading is known to fail, it gives no rank and no median.
-- row: one measure of one county
select area_fips as county_fips, measure, value::bigint as value,
  case when limited is null then median(value) over same_state end as state_median,
  case when limited is null then rank() over (same_state order by value desc) end::integer as state_rank,
  case when limited is null then count(*) over same_state end::integer as counties_in_state,
  source_id
from detainers d left join (
  select area_fips as limited from jail_figure_limits
) l on d.measure = 'detainers_issued_jails' and l.limited in (d.area_fips, left(d.area_fips, 2))
where area_type = 'county' and outcome is null and observation_id like 'trac-%'
  and measure in ('detainers_issued', 'detainers_issued_jails')
window same_state as (partition by left(area_fips, 2), measure, limited is null)
order by county_fips, measure
