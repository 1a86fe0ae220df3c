-- title: Detainers by month in a county
-- description: Detainers issued in the county by month, as a source counts them that has every month, with the policy dates of the county and its state. Heights are shares of the highest month.
-- row: one month of one source
-- key: county_fips
-- columns: month, detainers, partial, source_id
-- headline: Most in {{ (rows | max(attribute='detainers')).month | dated('month') }}: {{ (rows | max(attribute='detainers')).detainers | said }} detainers
-- note: Bars are the source with most months, dots any other. Hollow bars are months that are not complete. Zero means that none was found for this county. The picture shows timing. It does not show that one thing caused another.
select d.area_fips as county_fips, date_trunc('month', period_start)::date as month,
  value::bigint as detainers, partial,
  value / nullif(max(value) over (partition by d.area_fips), 0) as share,
  dense_rank() over (partition by d.area_fips order by months desc, d.source_id)::integer as place,
  d.source_id
from (select *, count(*) over (partition by source_id, area_type, area_fips, facility_kind, measure, outcome) as months
  from detainers where source_id in (select source_id from monthly_series)) d
where d.area_type = 'county' and d.measure = 'detainers_issued' and d.outcome is null and d.facility_kind is null
  and d.value is not null and date_trunc('month', d.period_start) = date_trunc('month', d.period_end)
order by county_fips, place, month
