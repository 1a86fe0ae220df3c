-- title: North Carolina policy dates, county by county
-- description: Dated events of North Carolina counties with at least two events besides 287(g) signings from ICE's lists.
-- row: one event
-- headline: {{ rows | length | said }} dated events in {{ rows | map(attribute='county') | unique | list | length }} counties of North Carolina, {{ (rows | map(attribute='starts') | min).year | string }} to {{ (rows | map(attribute='starts') | max).year | string }}
-- note: A day is a tick, a month a short bar and a year a long bar: the width is how exactly the date is known. The side of an event (adds to cooperation, limits it, neither) is the compilers' reading.
with events as (
  select e.* exclude (county_fips), p.county_fips, c.short_name
  from policy_events_dated e join event_places p using (event_id) join counties c on c.county_fips = p.county_fips
  where e.state_fips = '37'
),
busy as (
  select county_fips from events where instrument <> 'Secure Communities'
  group by county_fips having count(*) >= 3
)
select short_name as county, date as starts, "when" as dated,
  case date_precision when 'day' then date + interval 1 day when 'month' then date + interval 1 month
    else date + interval 1 year end::date as ends,
  date_precision, instrument, action, replace(effect_on_cooperation, 'none', 'neither') as effect, summary, source_id
from events join busy using (county_fips)
order by county, starts, event_id
