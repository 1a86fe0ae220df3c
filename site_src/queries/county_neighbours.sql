-- title: Counties that share a border
-- row: one neighbour
-- key: county_fips
select b.id as county_fips, c.county_name, k.county_name_es, s.state, s.slug as state_slug, c.slug
from boundaries_borders b join counties c on c.county_fips = b.neighbour
join states s using (state_fips) join county_names k on k.county_fips = c.county_fips
where b.layer = 'counties'
order by b.id, c.state_fips <> left(b.id, 2), c.county_name
