-- title: The counties of an event lie in its state
-- table: policy_event_counties
-- field: county_fips
-- expected: a county code that begins with the event's state code {state_fips}
-- mend: Correct county_fips, or state_fips of the event.
-- level: error
select p._file, p._line, p.county_fips as found, coalesce(e.state_fips, 'of a state') as state_fips
from policy_event_counties p
join policy_events e using (event_id)
where left(p.county_fips, 2) is distinct from e.state_fips
