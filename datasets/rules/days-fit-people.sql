-- title: Nobody is in jail for more days than a month has
-- description: A row with a note is left out: the note says what is known.
-- table: detainers
-- field: value
-- expected: at most 31 days for each of the {people} people of the month
-- mend: Compare people and days with the page; where the source itself is wrong, say so in the note.
-- level: warning
select d._file, d._line, d.observation_id || ': ' || d.value || ' days' as found, p.value::bigint as people
from detainers d
join detainers p on p.measure = 'people_with_detainer' and p.source_id = d.source_id and p.area_fips = d.area_fips
  and p.area_type = d.area_type and p.agency is not distinct from d.agency
  and p.period_start = d.period_start and p.period_end = d.period_end
where d.measure = 'jail_days_of_people_with_detainer' and d.note is null
  and date_trunc('month', d.period_start) = date_trunc('month', d.period_end) and d.value > 31 * p.value
