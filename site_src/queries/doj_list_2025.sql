-- title: The Justice Department's list of 5 August 2025
-- row: one state, county or city
select jurisdiction, coalesce(state_name, '') as state_name, summary, source_id
from policy_events_dated where event_id like 'doj-%'
order by event_id
