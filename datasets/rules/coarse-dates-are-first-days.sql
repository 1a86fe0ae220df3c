-- title: A date known to the month or year is its first day
-- table: policy_events
-- field: date
-- expected: the first day of the {precision}
-- mend: Write the first day, or correct the precision.
-- level: error
select _file, _line, date as found, date_precision as precision
from policy_events
where (date_precision = 'month' and day(date) <> 1)
  or (date_precision = 'year' and (day(date) <> 1 or month(date) <> 1))
