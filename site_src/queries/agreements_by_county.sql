-- title: Counties with an agency on ICE's last 287(g) list
-- description: Number of agreements of agencies in each county on the last list.
-- row: one county with at least one listed agreement
-- headline: On {{ first.last_list | said }} ICE listed agreements in {{ rows | length | said }} counties
-- note: Agencies of a whole state are not on this map, nor are the few city and regional agencies whose county is not known. Where ICE lists no county for a city agency, the county is that of the city.
select county_fips, county_name, state_name, count(*)::bigint as agreements,
  string_agg(distinct model, ', ' order by model) as models,
  max(last_listed) as last_list, any_value(a.source_id) as source_id
from agreements_287g a join counties c using (county_fips) join states s on s.state_fips = c.state_fips
where a.status = 'listed'
group by county_fips, county_name, state_name
order by county_fips
