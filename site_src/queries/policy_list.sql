-- title: All policy dates
-- description: Dated decisions about detainers and 287(g) agreements, of counties, states and the federal government.
-- row: one event
select e.event_id, e.date, e.date_precision, e."when", year(e.date) as year, e.jurisdiction,
  coalesce(e.state_name, 'United States') as state_name, e.county_name, e.instrument, e.instrument_name, e.actor,
  e.action, e.effect_on_cooperation, e.summary, e.page, e.other_account, e.other_page, e.note,
  case when c.slug is not null then 'counties/' || s.slug || '/' || c.slug || '/'
    when s.slug is not null then 'states/' || s.slug || '/' end as address,
  e.source_id
from policy_events_dated e left join states s using (state_fips) left join counties c on c.county_fips = e.county_fips
order by e.date, e.event_id
