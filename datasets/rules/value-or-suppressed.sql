-- title: A number is given unless it is suppressed
-- table: detainers
-- field: value
-- expected: a number, or the exactness suppressed with no number
-- mend: Fill the number in, or correct exactness.
-- level: error
select _file, _line, coalesce(value::text, 'no number') || ', ' || exactness as found
from detainers
where (value is null) <> (exactness = 'suppressed')
