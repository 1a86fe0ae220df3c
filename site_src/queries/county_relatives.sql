-- title: Earlier and later county codes
-- row: one earlier or later county
-- key: county_fips
with pairs as (
  select predecessor_fips as county_fips, successor_fips as other, 'later' as relation, * from county_successors
  union all
  select successor_fips, predecessor_fips, 'earlier', * from county_successors
)
select p.county_fips, c.county_name, k.county_name_es, p.relation, s.slug as state_slug, c.slug, p.changed_on, p.kind,
  p.note, p.source_id
from pairs p join counties c on c.county_fips = p.other join states s using (state_fips)
join county_names k on k.county_fips = c.county_fips
order by p.county_fips, p.relation, c.county_name
