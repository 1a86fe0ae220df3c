-- title: A county code was in use in the period
-- description: Without a first day only the end of the period can be tested.
-- table: detainers
-- field: area_fips
-- expected: a code in use in the period of the row: {county_name} has {years}
-- mend: Use the code of that time, or its later county: see the table county_successors.
-- level: error
select d._file, d._line, area_fips as found, county_name,
  'the years ' || coalesce(valid_from::text, 'before') || ' to ' || coalesce(valid_to::text, 'now') as years
from detainers d
join counties on county_fips = area_fips
where valid_from > year(period_end) or valid_to < year(period_start)
