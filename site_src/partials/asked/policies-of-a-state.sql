-- Which dated decisions on cooperation with ICE are recorded for one state, here North Carolina?
-- date_precision tells whether the day, the month or the year is known.
select e.date, e.date_precision, e.jurisdiction, e.actor, e.action, e.instrument,
  e.effect_on_cooperation, e.summary, e.source_id
from policy_events e
join states s on s.state_fips = e.state_fips
where s.state = 'NC'
order by e.date, e.event_id
