-- title: The policy dates in the drawing
-- description: Dates on which a policy of the sheriff's office, a court's ruling on detainers or a federal program began or ended, within the months counted. Announcements, resolutions that bind nobody, and the days on which SB 4 was signed and blocked are in the list of dates only.
-- row: one day
select row_number() over (order by date)::integer as number, date, effect, what, source_id from (
  select e.date, min(e.effect_on_cooperation) as effect,
    string_agg(e.jurisdiction || ': ' || e.summary, ' ' order by e.reach desc, e.event_id) as what,
    min(e.source_id) as source_id
  from policy_events e
  where e.date_precision = 'day' and e.effect_on_cooperation <> 'none'
    and (
      (e.reach = 'county' and e.county_fips = '48453' and e.actor = 'sheriff' and e.action in ('took effect', 'ended'))
      or (e.reach = 'state' and e.state_fips = '48' and e.actor = 'federal court' and e.action = 'decided')
      or (e.reach = 'country' and e.actor in ('DHS', 'ICE', 'president') and e.action in ('ended', 'signed', 'took effect'))
    )
    and e.date between (select min(month) from travis_counted) and '2017-10-31'
  group by e.date
)
order by date
