-- title: Policy events with their dates in words
-- row: one event
select e.*, s.state_name, c.county_name,
  case date_precision when 'day' then strftime(date, '%-d %B %Y') when 'month' then strftime(date, '%B %Y')
    else strftime(date, '%Y') end as "when"
from policy_events e left join states s using (state_fips)
left join counties c on c.county_fips = e.county_fips
order by date, event_id
