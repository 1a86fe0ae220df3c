-- title: An agency has a name, and nothing else has one
-- table: detainers
-- field: agency
-- expected: the name of the agency for the area type agency, and none for others
-- mend: Fill in the name of the agency, or correct area_type.
-- level: error
select _file, _line, area_type || ', ' || coalesce(agency, 'no agency') as found
from detainers
where (area_type = 'agency') <> (agency is not null)
