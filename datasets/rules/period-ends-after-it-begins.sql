-- title: A period ends on or after the day it begins
-- table: detainers
-- field: period_end
-- expected: a last day on or after the first day, {period_start}
-- mend: Correct period_start or period_end.
-- level: error
select _file, _line, period_end as found, period_start
from detainers
where period_end < period_start
