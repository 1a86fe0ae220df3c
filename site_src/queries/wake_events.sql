-- title: Policy dates of Wake County and North Carolina
-- row: one event
select "when", jurisdiction, instrument, action, effect_on_cooperation, summary, note, page, event_id, source_id
from policy_events_dated
where county_fips = '37183' or (state_fips = '37' and county_fips is null)
order by date, event_id
