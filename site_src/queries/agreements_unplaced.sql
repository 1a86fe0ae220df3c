-- title: Listed 287(g) agencies of a part of a state whose county is not known
-- description: City, campus, airport and regional agencies on ICE's last list without a county in the tables. Agencies of the whole state are not among them.
-- row: one state with at least one such agency
-- key: state_fips
select state_fips,
  (count(distinct agency) filter (where agency_type = 'Municipality'))::bigint as city_agencies,
  (count(distinct agency) filter (where agency_type = 'County'))::bigint as regional_agencies,
  any_value(source_id) as source_id
from agreements_287g
where status = 'listed' and county_fips is null and agency_type in ('Municipality', 'County')
group by state_fips
order by state_fips
