-- To which counties' jails did ICE send most detainers, as TRAC counts them, and how many people live there?
-- Agencies that look like state prisons or federal facilities are left out.
select c.county_name, s.state, d.value as detainers, p.population,
  round(1000.0 * d.value / p.population, 1) as per_1000_residents, d.source_id
from detainers d
join counties c on c.county_fips = d.area_fips
join states s on s.state_fips = c.state_fips
left join population p on p.county_fips = c.county_fips and p.year = 2015
where d.area_type = 'county' and d.measure = 'detainers_issued_jails' and d.value is not null
order by d.value desc, c.county_fips
limit 25
