-- title: A date known to the month or year is its first day
-- table: statements
-- field: said_on
-- expected: the first day of the {precision}
-- mend: Write the first day, or correct the precision.
-- level: error
select _file, _line, said_on as found, said_on_precision as precision
from statements
where (said_on_precision = 'month' and day(said_on) <> 1)
  or (said_on_precision = 'year' and (day(said_on) <> 1 or month(said_on) <> 1))
