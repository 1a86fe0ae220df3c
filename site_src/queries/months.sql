-- title: Detainers by month, for every place with monthly counts
-- description: Whole months only; a month that a source calls partial is left out.
-- row: one month of one place in one source
select area_type, area_fips, period_start as month, value::bigint as detainers, source_id
from detainers
where measure = 'detainers_issued' and outcome is null and facility_kind is null and not partial and value is not null
  and area_type in ('country', 'state', 'county')
  and day(period_start) = 1 and period_end = (period_start + interval 1 month - interval 1 day)::date
order by area_fips, month, source_id
