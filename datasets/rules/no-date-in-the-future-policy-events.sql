-- title: A policy event is not in the future
-- table: policy_events
-- field: date
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, date as found
from policy_events
where date > current_date
