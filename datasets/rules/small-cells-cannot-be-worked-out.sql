-- title: A number that is not published cannot be worked out from the rest
-- description: What is left of a total, of a kind of facility or of a longer period must not be a number from 1 to 9.
-- table: detainers
-- field: value
-- expected: {why}
-- mend: Leave this row out too, or empty its number and set exactness to suppressed.
-- level: error
with cells as (
  select *, coalesce(city, agency, '') || ' ' || case area_type when 'agency' then left(area_fips, 2)
      else area_fips end as place
  from detainers where area_type in ('agency', 'city', 'county') and measure in ('detainers_issued', 'detainers_issued_jails')
),
totals as (
  select * from cells where outcome is null and value is not null and measure = 'detainers_issued'
),
split as (
  select c.*, coalesce(o.outcome_group = 'TRAC''s own split', false) as other_split
  from cells c join outcomes o using (outcome) where c.value is not null
),
parts as (
  select source_id, place, facility_kind, period_start, period_end, page, counted_by, other_split,
    sum(value) as added, arg_min(_file, value) as _file, arg_min(_line, value) as _line,
    arg_min(observation_id, value) as first_row
  from split group by all
),
nested as (
  select l.observation_id, l.value, sum(s.value) as added, arg_min(s._file, s.value) as _file,
    arg_min(s._line, s.value) as _line, arg_min(s.observation_id, s.value) as first_row
  from cells l join cells s on s.place = l.place and s.area_type = l.area_type and s.measure = l.measure
    and (s.source_id = l.source_id or s.area_type = 'agency')
    and s.outcome is not distinct from l.outcome and s.facility_kind is not distinct from l.facility_kind
    and s.period_start >= l.period_start and s.period_end <= l.period_end
    and (s.period_start, s.period_end) <> (l.period_start, l.period_end)
  where (l.outcome is not null or l.facility_kind is not null) and s.value is not null
  group by l.observation_id, l.value, date_diff('day', s.period_start, s.period_end) < 31
)
select d._file, d._line, d.observation_id || ': ' || d.value as found,
  'both outcome rows of ' || d.area_fips || ' empty when one is' as why
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
union all
select p._file, p._line, p.first_row || ': ' || (t.value - p.added) || ' left',
  'outcomes that leave none, or at least 10, of the total ' || t.observation_id
from parts p join totals t on t.source_id = p.source_id and t.place = p.place and t.page = p.page
  and t.facility_kind is not distinct from p.facility_kind and t.counted_by is not distinct from p.counted_by
  and t.period_start is not distinct from p.period_start and t.period_end = p.period_end
where t.value - p.added between 1 and 9
union all
select k._file, k._line, k.observation_id || ': ' || (w.value - k.value) || ' left',
  'a kind of facility that leaves none, or at least 10, of ' || w.observation_id
from cells k join cells w on w.source_id = k.source_id and w.area_type = k.area_type and w.place = k.place
  and w.page = k.page and w.facility_kind is null and w.outcome is not distinct from k.outcome
  and w.period_start is not distinct from k.period_start and w.period_end = k.period_end
  and w.counted_by is not distinct from k.counted_by and w.measure = 'detainers_issued'
where (k.facility_kind is not null or k.measure = 'detainers_issued_jails')
  and w.value - k.value between 1 and 9
union all
select _file, _line, first_row || ': ' || (value - added) || ' left',
  'numbers of parts of the period that leave none, or at least 10, of ' || observation_id
from nested where value - added between 1 and 9
