-- title: Small outcome counts are not published
-- description: So that no single case can be seen.
-- table: detainers
-- field: value
-- expected: no number below 10 for one outcome of an agency or a county
-- mend: Empty the number and set exactness to suppressed.
-- level: error
select _file, _line, observation_id || ': ' || value as found
from detainers
where outcome is not null and value < 10 and area_type in ('agency', 'county', 'unplaced')
