-- title: A suppressed count cannot be worked out from the rest
-- description: A total minus the one published outcome would give away the other.
-- table: detainers
-- field: value
-- expected: both outcome rows of {area_fips} empty when one is
-- mend: Empty the number of this row too and set exactness to suppressed.
-- level: error
select d._file, d._line, d.observation_id || ': ' || d.value as found, d.area_fips
from detainers d
join outcomes o using (outcome)
where d.value is not null and d.area_type in ('county', 'unplaced') and o.outcome_group = 'TRAC''s own split'
  and exists (
    select 1 from detainers other join outcomes p using (outcome)
    where other.source_id = d.source_id and other.area_fips = d.area_fips and other.area_type = d.area_type
      and other.page = d.page and other.exactness = 'suppressed' and p.outcome_group = o.outcome_group
      and other.period_start is not distinct from d.period_start and other.period_end = d.period_end
      and other.note is not distinct from d.note
  )
