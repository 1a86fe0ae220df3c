-- How many recorded decisions added to cooperation with ICE, and how many limited it, year by year?
-- A law counts once, in the year of its first step, and a ruling once for all its states.
-- Only what is in this table: more is recorded for some states than for others.
with decided as (
  select effect_on_cooperation, min(substr(date, 1, 4)) as year
  from policy_events
  where effect_on_cooperation in ('adds', 'limits')
  group by effect_on_cooperation, case
    when instrument = 'court ruling' then instrument_name
    when instrument in ('state law', 'ordinance', 'executive order', 'attorney general directive')
      then coalesce(state_fips, 'US') || coalesce(instrument_name, event_id)
    else event_id end
)
select year, effect_on_cooperation, count(*) as decisions
from decided
group by year, effect_on_cooperation
order by year, effect_on_cooperation
