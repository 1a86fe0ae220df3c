-- title: What else changed within a year of the date
-- row: one other policy date of the place, its state or the country
-- key: pair_id
select b.pair_id, e.date, e.date_precision, e."when", e.jurisdiction, e.summary, e.page, e.source_id
from before_after_list b join policy_events_dated e
  on e.event_id <> b.event_id and e.date between b.date - interval 1 year and b.date + interval 1 year
  and (e.reach = 'country' or (e.reach = 'state' and e.state_fips = b.state_fips)
    or exists (from event_places p where p.event_id = e.event_id and p.county_fips = b.county_fips))
order by b.pair_id, e.date, e.event_id
