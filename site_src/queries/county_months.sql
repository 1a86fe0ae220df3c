-- title: Counts by month in a county
-- description: Detainers issued in the county by month, as a source counts them that has every month, with the policy dates of the county and its state. Heights are shares of the highest month.
-- row: one month of one source
-- key: county_fips
-- columns: month, counted, detainers, partial, source_id
-- says: detainers
-- partial: partial
-- headline: Highest in {{ (rows | selectattr('place', 'equalto', 1) | max(attribute='detainers')).month | dated('month') }}: {{ (rows | selectattr('place', 'equalto', 1) | max(attribute='detainers')).detainers | said }}
-- note: Bars are the source with most months, dots any other. Hollow bars are months that are not complete; a month without a bar is missing in the source. The chart shows when things happened, not why.
select d.area_fips as county_fips, date_trunc('month', period_start)::date as month,
  value::bigint as detainers, m.title as counted, partial,
  value / nullif(max(value) over (partition by d.area_fips), 0) as share,
  dense_rank() over (partition by d.area_fips order by months desc, d.measure, d.source_id)::integer as place,
  d.source_id
from (select *, count(*) over (partition by source_id, area_type, area_fips, measure, outcome) as months
  from detainers where source_id in (select source_id from monthly_series)) d join measures m using (measure)
where d.area_type = 'county' and d.measure in ('detainers_issued', 'detainers_received', 'people_with_detainer') and d.outcome is null
  and d.value is not null and date_trunc('month', d.period_start) = date_trunc('month', d.period_end)
order by county_fips, place, month
