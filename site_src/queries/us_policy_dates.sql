-- title: National policy dates
-- description: Federal decisions about detainers and the programs around them.
-- row: one dated federal event
select date, "when", date_precision, coalesce(instrument_name, instrument) as name, action, summary, source_id, event_id
from policy_events_dated
where state_fips is null and county_fips is null
order by date, event_id
