-- title: Policy dates within the months of a county
-- row: one dated event of the county or its state
-- key: county_fips
with span as (
  select county_fips, min(month) as first_day, max(month) + interval 1 month as last_day
  from county_months group by county_fips
),
dated as (
  select s.county_fips, e.date, replace(e.effect_on_cooperation, 'none', 'neither') as effect, e.summary as what, e.source_id
  from span s join policy_events_dated e
    on (e.reach = 'state' and e.state_fips = left(s.county_fips, 2))
      or exists (from event_places p where p.event_id = e.event_id and p.county_fips = s.county_fips)
  where e.date_precision in ('day', 'month') and e.date between first_day and last_day
  union
  select s.county_fips, signed_date, 'adds', agency || ' (' || model || ')', a.source_id
  from span s join agreements_287g a using (county_fips) where signed_date between first_day and last_day
  union
  select s.county_fips, activated, 'adds', 'Secure Communities switched on', c.source_id
  from span s join county_activation c using (county_fips) where activated between first_day and last_day
)
select county_fips, date, effect, what, source_id from dated
order by county_fips, date, effect, what, source_id
