-- title: Policy dates of Travis County and Texas, 2011 to 2018
-- row: one event
select d.date, d.date_precision, d."when", d.jurisdiction, d.instrument, d.action, d.effect_on_cooperation, d.summary,
  d.other_account, d.other_page, d.page, d.event_id, d.source_id
from policy_events_dated d
where (d.county_fips = '48453' or (d.reach = 'state' and d.state_fips = '48'))
  and d.date between '2011-01-01' and '2018-12-31'
order by d.date, d.event_id
