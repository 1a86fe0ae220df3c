-- title: A date known to the month or year is its first day
-- table: county_successors
-- field: changed_on
-- expected: the first day of the {precision}
-- mend: Write the first day, or correct the precision.
-- level: error
select _file, _line, changed_on as found, date_precision as precision
from county_successors
where (date_precision = 'month' and day(changed_on) <> 1)
  or (date_precision = 'year' and (day(changed_on) <> 1 or month(changed_on) <> 1))
