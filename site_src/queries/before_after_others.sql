-- title: What else changed within a year of the date
-- row: one other policy date of the place, its state or the country
-- key: pair_id
select b.pair_id, e.date, e.date_precision, e."when", e.jurisdiction, e.summary, e.page, e.source_id
from before_after_list b join policy_events_dated e
  on e.event_id <> b.event_id and e.date between b.date - interval 1 year and b.date + interval 1 year
  and (e.state_fips is null or (e.state_fips = b.state_fips and (e.county_fips is null or e.county_fips = b.county_fips)))
order by b.pair_id, e.date, e.event_id
