-- title: The county codes of an event were in use on its date
-- table: policy_event_counties
-- field: county_fips
-- expected: a code in use on {date}
-- mend: Use the code of that time, or its later county: see the table county_successors.
-- level: error
select p._file, p._line, p.county_fips as found, e.date
from policy_event_counties p
join policy_events e using (event_id)
join counties c on c.county_fips = p.county_fips
where c.valid_from > year(e.date) or c.valid_to < year(e.date)
