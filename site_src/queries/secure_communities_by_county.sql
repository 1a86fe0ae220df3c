-- title: When Secure Communities was switched on
-- description: Year in which fingerprint sharing under Secure Communities began in each county. Codes that were abolished before the program are left out.
-- row: one county with an activation date
-- headline: The first county was switched on {{ (rows | min(attribute='activated')).activated | said }}, the last {{ (rows | max(attribute='activated')).activated | said }}
-- note: The program ended in November 2014 and resumed in January 2017; the dates here are those of the first activation.
select county_fips, county_name, state_name, activated, year(activated)::integer as activation_year,
  a.source_id
from county_activation a join counties c using (county_fips)
join states s on s.state_fips = c.state_fips
order by county_fips
