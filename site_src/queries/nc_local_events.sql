-- title: Local policy dates in North Carolina
-- description: Without the signings that only ICE's lists of 287(g) agreements give.
-- row: one event
select "when", county_name, jurisdiction, instrument, action, effect_on_cooperation, summary, page, event_id,
  source_id
from policy_events_dated
where state_fips = '37' and county_fips is not null and actor <> 'agency'
order by date, event_id
