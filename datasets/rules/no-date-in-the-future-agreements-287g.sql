-- title: An agreement is not signed in the future
-- table: agreements_287g
-- field: signed_date
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, signed_date as found
from agreements_287g
where signed_date > current_date
