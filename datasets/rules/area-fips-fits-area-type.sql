-- title: The code of an area fits its kind
-- table: detainers
-- field: area_fips
-- expected: a code that fits the area type {area_type}
-- mend: Correct area_type or area_fips: country US, state two digits, county five digits.
-- level: error
select _file, _line, area_fips as found, area_type
from detainers
where (area_type = 'country' and area_fips <> 'US')
  or (area_type = 'state' and not regexp_full_match(area_fips, '[0-9]{2}'))
  or (area_type in ('county', 'city') and length(area_fips) <> 5)
  or (area_type = 'agency' and area_fips = 'US')
  or (area_type = 'unplaced' and length(area_fips) <> 2)
