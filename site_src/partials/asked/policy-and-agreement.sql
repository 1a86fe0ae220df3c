-- Which counties with a recorded detainer policy also have a 287(g) agreement today?
select c.county_name, s.state, e.date as policy_date, e.effect_on_cooperation, e.summary,
  a.model, a.signed_date, e.source_id
from policy_events e
join agreements_287g a on a.county_fips = e.county_fips and a.status = 'listed'
join counties c on c.county_fips = e.county_fips
join states s on s.state_fips = c.state_fips
where e.instrument = 'detainer policy' and a.agency_type = 'County'
order by c.county_fips, e.date, e.event_id, a.agreement_id
