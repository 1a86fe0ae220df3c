-- title: An event of one county has its code in the row
-- table: policy_event_counties
-- field: event_id
-- expected: an event without county_fips, and a row for each of at least two counties
-- mend: An event of one county has its code in county_fips of policy_events and no row here.
-- level: error
select p._file, p._line, p.event_id as found
from policy_event_counties p
join policy_events e using (event_id)
where e.county_fips is not null
  or (select count(*) from policy_event_counties o where o.event_id = p.event_id) < 2
