-- title: Observations
select source_id || '-' || area_fips || '-' || strftime(period_start, '%Y-%m') || '-' || replace(measure, '_', '-')
    || coalesce('-' || trim(regexp_replace(lower(outcome), '[^a-z0-9]+', '-', 'g'), '-'), '') as observation_id,
  source_id, area_type, area_fips, period_start, period_end, 'stated' as period_basis, false as partial,
  s.measure, outcome, value, unit, exactness, page
from suppressed s join measures m using (measure), source
