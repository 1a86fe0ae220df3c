-- title: Where each facility lies, in the years in which it has rows
-- description: The county of its code, where that lies in the state that the row gives; else that of
--   its city. A code that was no longer in use is followed to a sole later county.
with asked as (
  select distinct code, city, state, year(prepared) as year from given
),
found as (
  select a.*, s.state_fips, f.county_fips as by_code, c.county_fips as by_city
  from asked a
  left join states s on upper(a.state) in (upper(s.state_name), s.state)
  left join facilities f on f.facility_code = upper(a.code)
    and (s.state_fips is null or left(f.county_fips, 2) = s.state_fips)
  left join cities c on c.state_fips = s.state_fips
    and c.city = replace(replace(upper(a.city), '.', ''), 'SAINT ', 'ST ')
),
later as (
  select predecessor_fips, min(successor_fips) as successor_fips from county_successors
  group by all having count(*) = 1
),
in_use as (
  select year, c.county_fips as said, c.county_fips from counties c, (select distinct year from asked)
  where coalesce(valid_from, 0) <= year and coalesce(valid_to, 9999) >= year
  union all
  select year, c.county_fips, l.successor_fips
  from counties c join later l on l.predecessor_fips = c.county_fips, (select distinct year from asked)
  where valid_to < year
)
select f.code, f.city, f.state, f.year, coalesce(a.county_fips, b.county_fips) as county_fips,
  coalesce(f.state_fips, left(a.county_fips, 2)) as state_fips,
  case when a.county_fips is not null then 'by the code of the facility'
    when b.county_fips is not null then 'by its city and state'
    when f.state_fips is not null then 'to the state alone'
    else 'no state: to the country alone' end as way
from found f
left join in_use a on a.year = f.year and a.said = f.by_code
left join in_use b on b.year = f.year and b.said = f.by_city
