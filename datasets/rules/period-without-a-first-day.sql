-- title: A period without a first day is one that the source does not state
-- description: Its last day is assumed, so it must not read as the source's.
-- table: detainers
-- field: period_basis
-- expected: not stated where the first day is empty
-- mend: Write not stated here, or fill in period_start.
-- level: error
select _file, _line, period_basis || ', ' || coalesce(period_start::text, 'no first day') as found
from detainers
where period_start is null and period_basis <> 'not stated'
