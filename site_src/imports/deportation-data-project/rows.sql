-- title: Observations
-- description: A month is partial when the records begin or end inside it.
select 'ddp-' || case area_type when 'unplaced' then 'unplaced-' else '' end || lower(area_fips) || '-'
    || strftime(period_start, '%Y-%m') || '-' || replace(measure, '_', '-')
    || coalesce('-' || trim(regexp_replace(lower(outcome), '[^a-z0-9]+', '-', 'g'), '-'), '') as observation_id,
  source.source_id, area_type, area_fips, period_start, period_end, 'stated' as period_basis,
  day(period_start) > 1 or period_end < last_day(period_start) as partial,
  s.measure, outcome, value, unit, exactness, page
from suppressed s join measures m using (measure), source
