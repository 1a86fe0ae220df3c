-- title: A count does not end in the future
-- table: detainers
-- field: period_end
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, period_end as found
from detainers
where period_end > current_date
