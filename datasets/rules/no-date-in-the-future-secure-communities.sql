-- title: An activation is not in the future
-- table: secure_communities
-- field: activated
-- expected: a date no later than today
-- mend: Correct the date.
-- level: error
select _file, _line, activated as found
from secure_communities
where activated > current_date
