-- What do different sources say about the same fiscal year, October to September?
-- The numbers stand side by side; sources are never added up.
select substr(d.period_end, 1, 4) as fiscal_year, s.publisher, d.value as detainers, d.exactness,
  d.source_id
from detainers d
join sources s on s.source_id = d.source_id
where d.area_type = 'country' and d.measure = 'detainers_issued' and d.outcome is null
  and substr(d.period_start, 5) = '-10-01' and substr(d.period_end, 5) = '-09-30'
  and cast(substr(d.period_end, 1, 4) as integer)
    = cast(substr(d.period_start, 1, 4) as integer) + 1
order by fiscal_year, detainers, d.source_id
