-- title: A list is not from the future
-- table: agreements_287g_counts
-- field: snapshot_date
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, snapshot_date as found
from agreements_287g_counts
where snapshot_date > current_date
