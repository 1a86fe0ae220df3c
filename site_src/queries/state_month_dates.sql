-- title: Policy dates within the months of a state
-- row: one dated event of the state
-- key: state_fips
select state_fips, e.date, replace(e.effect_on_cooperation, 'none', 'neither') as effect, e.summary as what, e.source_id
from policy_events_dated e join (
  select state_fips, min(month) as first_day, max(month) + interval 1 month as last_day
  from state_months group by state_fips
) using (state_fips)
where e.reach = 'state' and e.date_precision in ('day', 'month') and e.date between first_day and last_day
order by state_fips, e.date, what, e.source_id
