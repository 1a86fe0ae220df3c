-- title: The reach of an event fits its codes
-- description: An event of one county has its code; one of several counties has a row for each in policy_event_counties. Without codes it would be shown as a policy of the whole state.
-- table: policy_events
-- field: reach
-- expected: country without a state; state with a state and no county; county or city with county_fips, or with rows in policy_event_counties
-- mend: Add the county, or a row a county to datasets/policies/policy_event_counties.csv, or correct reach.
-- level: error
select e._file, e._line, e.reach as found
from policy_events e
left join (select event_id, count(*) as counties from policy_event_counties group by event_id) p using (event_id)
where case e.reach
  when 'country' then e.state_fips is not null or e.county_fips is not null or p.counties is not null
  when 'state' then e.state_fips is null or e.county_fips is not null or p.counties is not null
  else e.state_fips is null or (e.county_fips is null and p.counties is null)
end
