-- title: North Carolina policy dates, county by county
-- description: North Carolina counties with two or more dated events, not counting entries of ICE's own 287(g) lists. All dated events of these counties are shown, those entries too.
-- row: one event in one county
-- headline: {{ rows | map(attribute='event_id') | unique | list | length | said }} dated events in {{ rows | map(attribute='county') | unique | list | length }} counties of North Carolina, {{ (rows | map(attribute='starts') | min).year | string }} to {{ (rows | map(attribute='starts') | max).year | string }}
-- note: A thin mark is an exact day, a short bar a month and a long bar a year. We judged whether an event adds to cooperation, limits it or does neither.
with events as (
  select e.* exclude (county_fips), p.county_fips, c.short_name
  from policy_events_dated e join event_places p using (event_id) join counties c on c.county_fips = p.county_fips
  where e.state_fips = '37'
),
busy as (
  select county_fips from events where source_id <> 'ice-287g-lists'
  group by county_fips having count(*) >= 2
)
select short_name as county, date as starts, "when" as dated,
  case date_precision when 'day' then date + interval 1 day when 'month' then date + interval 1 month
    else date + interval 1 year end::date as ends,
  date_precision, instrument, action, replace(effect_on_cooperation, 'none', 'neither') as effect, summary, event_id, source_id
from events join busy using (county_fips)
order by county, starts, event_id
