-- title: A former county has a later one
-- table: counties
-- field: county_fips
-- expected: a row in county_successors for {county_name}
-- mend: Add the later county to county_successors, or correct status.
-- level: error
select _file, _line, county_fips as found, county_name
from counties
where status = 'former'
  and county_fips not in (select predecessor_fips from county_successors)
