-- title: Policy dates in the state
-- row: one event
-- key: state_fips
select e.state_fips, e.date, e.date_precision, e."when", e.jurisdiction, e.instrument, e.action,
  e.effect_on_cooperation, e.summary, e.other_account, e.other_page, e.page,
  case when c.slug is not null then 'counties/' || s.slug || '/' || c.slug || '/' end as address,
  e.event_id, e.source_id
from policy_events_dated e join states s using (state_fips) left join counties c on c.county_fips = e.county_fips
order by e.state_fips, e.date, e.event_id
