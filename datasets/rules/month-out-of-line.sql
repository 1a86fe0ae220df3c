-- title: A month is like the months around it
-- description: Looked at where at least five of the ten months around it are there. A row with a note is left out: the note says what is known.
-- table: detainers
-- field: value
-- expected: a number near {around}, the middle of the five months before and after
-- mend: Compare with the page and with the neighbors of the row there; if the source is like that, say so in the note.
-- level: warning
with months as (
  select _file, _line, observation_id, note, value,
    median(value) over around as around, count(value) over around as months_around
  from detainers
  where value is not null and outcome is null and unit in ('arrests', 'detainers', 'people', 'requests')
    and area_type <> 'unplaced' and not partial and period_start < period_end
    and date_trunc('month', period_start) = date_trunc('month', period_end)
  window around as (
    partition by source_id, area_type, area_fips, city, agency, facility_kind, measure, counted_by
    order by period_start::timestamp
    range between interval 5 month preceding and interval 5 month following exclude current row
  )
)
select _file, _line, observation_id || ': ' || value as found, around
from months
where note is null and months_around >= 5 and (value > 3 * around + 15 or (value = 0 and around >= 20))
