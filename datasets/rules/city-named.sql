-- title: A city has a name, and nothing else has one
-- table: detainers
-- field: city
-- expected: the name of the city for the area type city, and none for others
-- mend: Fill in the name of the city, or correct area_type.
-- level: error
select _file, _line, area_type || ', ' || coalesce(city, 'no city') as found
from detainers
where (area_type = 'city') <> (city is not null)
