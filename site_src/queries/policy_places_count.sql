-- title: Counties outside North Carolina with a dated event that is not from a federal list of 2014 or 2025
select count(distinct p.county_fips) as value
from event_places p join policy_events e using (event_id)
where e.state_fips <> '37' and e.source_id not in ('ice-cis-list-2014', 'doj-list-2025-08-05')
