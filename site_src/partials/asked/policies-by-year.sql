-- How many recorded decisions added to cooperation with ICE, and how many limited it, year by year?
-- Only what is in this table: more is recorded for some states than for others.
select substr(date, 1, 4) as year, effect_on_cooperation, count(*) as events
from policy_events
where effect_on_cooperation in ('adds', 'limits')
group by substr(date, 1, 4), effect_on_cooperation
order by year, effect_on_cooperation
