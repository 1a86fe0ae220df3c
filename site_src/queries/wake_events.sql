-- title: Policy dates of Wake County and North Carolina, 2018 to 2020
-- row: one event
select date, date_precision, "when", jurisdiction, instrument, action, effect_on_cooperation, summary, other_account,
  other_page, page, event_id, source_id
from policy_events_dated
where (county_fips = '37183' or (state_fips = '37' and reach = 'state'))
  and date between '2018-01-01' and '2020-12-31'
order by date, event_id
