-- title: Policy dates in the state
-- row: one event
-- key: state_fips
select state_fips, date, "when", date_precision, jurisdiction, instrument, instrument_name, action,
  effect_on_cooperation, summary, page, event_id, source_id
from policy_events_dated where state_fips is not null
order by state_fips, date, event_id
