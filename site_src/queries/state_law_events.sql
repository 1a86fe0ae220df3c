-- title: State laws and bills on detainers
-- row: one step of a law or bill
select "when", state_name, instrument_name, action, effect_on_cooperation, summary, page, event_id, source_id
from policy_events_dated
where instrument in ('state law', 'state bill') and county_fips is null
order by date, event_id
