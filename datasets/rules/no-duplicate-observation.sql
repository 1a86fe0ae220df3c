-- title: No number twice
-- description: Two rows of one source for the same area, city, agency, kind of facility, period, measure, outcome, counter and page. Unplaced rows of one state stand for different places, so they are left out.
-- table: detainers
-- field: observation_id
-- expected: each number of a source once; it is also {first_row}
-- mend: Remove one of the two rows, or say in a field what makes them different.
-- level: error
with same as (
  select source_id, area_type, area_fips, city, agency, facility_kind, period_start, period_end, measure, outcome,
    counted_by, page, min(observation_id) as first_row
  from detainers
  where area_type <> 'unplaced'
  group by all
  having count(*) > 1
)
select d._file, d._line, d.observation_id as found, s.first_row
from detainers d
join same s
  on d.source_id = s.source_id and d.area_type = s.area_type and d.area_fips = s.area_fips
  and d.city is not distinct from s.city and d.agency is not distinct from s.agency
  and d.facility_kind is not distinct from s.facility_kind
  and d.period_start is not distinct from s.period_start and d.period_end = s.period_end
  and d.measure = s.measure and d.outcome is not distinct from s.outcome
  and d.counted_by is not distinct from s.counted_by and d.page = s.page
where d.observation_id <> s.first_row
