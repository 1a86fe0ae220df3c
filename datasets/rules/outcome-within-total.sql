-- title: Outcomes do not exceed their total
-- description: Unplaced rows of one state stand for different places, so they are left out.
-- table: detainers
-- field: value
-- expected: outcomes that come to no more than the total, {total}
-- mend: Check the outcome rows and the total against the page of the source.
-- level: error
with compared as (
  select source_id, area_type, area_fips, city, agency, facility_kind, period_start, period_end, measure, counted_by, page,
    max(value) filter (where outcome is null) as total,
    max(value) filter (where outcome is not null) as largest,
    sum(value) filter (where outcome is not null) as added
  from detainers
  where value is not null and area_type <> 'unplaced'
  group by all
  having largest > total or added > total
)
select d._file, d._line, c.total,
  case when d.value > c.total then d.observation_id || ': ' || d.value
    else d.observation_id || ': with the other outcomes ' || c.added end as found
from detainers d
join compared c
  on d.source_id = c.source_id and d.area_type = c.area_type and d.area_fips = c.area_fips
  and d.city is not distinct from c.city and d.agency is not distinct from c.agency
  and d.facility_kind is not distinct from c.facility_kind
  and d.period_start is not distinct from c.period_start and d.period_end = c.period_end
  and d.measure = c.measure and d.counted_by is not distinct from c.counted_by
  and d.page = c.page
where d.outcome is not null and (d.value > c.total or c.added > c.total)
