-- title: Policy dates of the county and its state
-- row: one event
-- key: county_fips
select c.county_fips, e.date, e.date_precision, e."when", e.jurisdiction, e.instrument, e.action,
  e.effect_on_cooperation, e.summary, e.other_account, e.other_page, e.page, e.event_id, e.source_id
from counties c join policy_events_dated e
  on (e.reach = 'state' and e.state_fips = c.state_fips)
    or exists (from event_places p where p.event_id = e.event_id and p.county_fips = c.county_fips)
order by c.county_fips, e.date, e.event_id
