-- title: Numbers that are not part of a series of months
-- row: one number
select d.*
from detainers d
where not (d.period_start is not null and d.period_start < d.period_end
  and date_trunc('month', d.period_start) = date_trunc('month', d.period_end)
  and d.source_id in (select source_id from monthly_series))
order by d.observation_id
