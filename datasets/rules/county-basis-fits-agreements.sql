-- title: A county of an agreement says how it is known
-- table: agreements_287g
-- field: county_basis
-- expected: as listed, city's county or by hand where county_fips is filled in, and nothing where it is empty
-- mend: Fill in county_basis, or empty it where there is no county.
-- level: error
select _file, _line, coalesce(county_fips, 'no county') || ', ' || coalesce(county_basis, 'no basis') as found
from agreements_287g
where (county_fips is null) <> (county_basis is null)
