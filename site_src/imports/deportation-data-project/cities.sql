-- title: Cities that lie in one county
-- description: County seats, independent cities, and the cities of ICE's facilities. A city that stands
--   for several counties is left out.
with known as (
  select left(county_fips, 2) as state_fips, seat as city, county_fips from county_seats
  union
  select state_fips, regexp_replace(county_name, ' city$', ''), county_fips
  from counties where county_name like '% city' and status = 'current'
  union
  select state_fips, facility_city, county_fips from facilities
  where county_fips is not null and facility_city is not null
)
select state_fips, replace(replace(upper(city), '.', ''), 'SAINT ', 'ST ') as city,
  min(county_fips) as county_fips
from known
group by all having count(distinct county_fips) = 1
