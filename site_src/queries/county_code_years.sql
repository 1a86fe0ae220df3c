-- title: County codes that began or ended
-- description: The first and the last year of each code that was not in use all the time.
-- row: one county code
select county_fips, county_name, state_name, valid_from, valid_to, c.source_id
from counties c join states using (state_fips)
where valid_from is not null or valid_to is not null
order by county_fips
