-- title: Names that find a county or a state
-- description: What the box "Find your county" knows: name, seat, state, FIPS code and address, the most populous first.
-- row: one county, former county or state
select county_name as name, t.seat, state, state_name, county_fips as fips,
  'counties/' || state_slug || '/' || slug || '/' as address, status,
  coalesce(population, 0) as population, l.source_id
from county_list l left join county_seats t using (county_fips)
union all
select state_name, null, state, '', state_fips, 'states/' || slug || '/', 'state', 0, source_id from state_list
order by population desc, fips
