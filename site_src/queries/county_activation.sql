-- title: Activation of Secure Communities, each county once
-- description: The county is that of today where its code was only renamed; listed_fips is its code on the list. Codes abolished before the program reached them are left out.
-- row: one county with an activation date
select coalesce(r.successor_fips, sc.county_fips) as county_fips, sc.county_fips as listed_fips,
  sc.activated, sc.source_id
from secure_communities sc join counties c on c.county_fips = sc.county_fips
left join county_successors r on r.predecessor_fips = sc.county_fips and r.kind = 'renamed'
where sc.activated is not null and (c.valid_to is null or c.valid_to >= year(sc.activated))
order by county_fips
