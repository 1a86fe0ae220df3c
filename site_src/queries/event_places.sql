-- title: Counties of each policy event of a county or a city
-- description: Events of a state or of the country are not here. An event of several counties has a row for each.
-- row: one county of one event
select event_id, county_fips from policy_events where county_fips is not null
union all select event_id, county_fips from policy_event_counties
order by event_id, county_fips
