-- title: A name in addresses is unique in its state
-- table: counties
-- field: slug
-- expected: a name that no other county of the state has
-- mend: Add -city to the name of the city.
-- level: error
select _file, _line, slug as found
from counties
qualify count(*) over (partition by state_fips, slug) > 1
