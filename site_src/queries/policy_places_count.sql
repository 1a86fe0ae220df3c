-- title: Counties outside North Carolina with a dated event that is not from a federal list of 2014 or 2025
select count(distinct county_fips) as value from (
  select county_fips, source_id, state_fips from policy_events where county_fips is not null
  union all select c.county_fips, e.source_id, e.state_fips from policy_event_counties c join policy_events e using (event_id)
)
where state_fips <> '37' and source_id not in ('ice-cis-list-2014', 'doj-list-2025-08-05')
