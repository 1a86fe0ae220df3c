-- title: No number twice
-- description: Two rows of one source for the same area, agency, period, measure, outcome, counter and page. Unplaced rows of one state stand for different places, so they are left out.
-- table: detainers
-- field: observation_id
-- expected: each number of a source once; it is also {first_row}
-- mend: Remove one of the two rows, or say in a field what makes them different.
-- level: error
select _file, _line, observation_id as found,
  first(observation_id) over same as first_row
from detainers
where area_type <> 'unplaced'
window same as (
  partition by source_id, area_type, area_fips, agency, period_start, period_end, measure, outcome,
    counted_by, page
  order by observation_id
)
qualify row_number() over same > 1
