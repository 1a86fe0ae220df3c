-- title: Counts by month, for every place that has them
-- description: Whole months only; a month that a source calls partial is left out. Each series has one source and one measure.
-- row: one month of one place in one source
select area_type, area_fips, period_start as month, value::bigint as detainers, d.measure, m.title as counted, source_id
from detainers d join measures m using (measure)
where d.measure in ('detainers_issued', 'detainers_received', 'people_with_detainer')
  and outcome is null and not partial and value is not null
  and area_type in ('country', 'state', 'county')
  and day(period_start) = 1 and period_end = (period_start + interval 1 month - interval 1 day)::date
order by area_fips, month, d.measure, source_id
