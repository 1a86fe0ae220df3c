-- title: A statement is not from the future
-- table: statements
-- field: said_on
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, said_on as found
from statements
where said_on > current_date
