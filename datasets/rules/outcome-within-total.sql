-- title: Outcomes do not exceed their total
-- description: Unplaced rows of one state stand for different places, so they are left out.
-- table: detainers
-- field: value
-- expected: outcomes that come to no more than the total, {total}
-- mend: Check the outcome rows and the total against the page of the source.
-- level: error
with totals as (
  select source_id, area_type, area_fips, agency, period_start, period_end, measure, counted_by, page,
    max(value) as total
  from detainers
  where outcome is null and value is not null
  group by all
),
parts as (
  select d._file, d._line, d.observation_id, d.value, t.total,
    sum(d.value) over (
      partition by d.source_id, d.area_type, d.area_fips, d.agency, d.period_start, d.period_end,
        d.measure, d.counted_by, d.page
    ) as added
  from detainers d
  join totals t
    on d.source_id = t.source_id and d.area_type = t.area_type and d.area_fips = t.area_fips
    and d.agency is not distinct from t.agency
    and d.period_start is not distinct from t.period_start and d.period_end = t.period_end
    and d.measure = t.measure and d.counted_by is not distinct from t.counted_by
    and d.page = t.page
  where d.outcome is not null and d.value is not null and d.area_type <> 'unplaced'
)
select _file, _line, total,
  case when value > total then observation_id || ': ' || value
    else observation_id || ': with the other outcomes ' || added end as found
from parts
where value > total or added > total
