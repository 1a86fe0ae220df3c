-- title: A county code was in use on the date of the event
-- table: policy_events
-- field: county_fips
-- expected: a code in use on {date}
-- mend: Use the code of that time, or its later county: see the table county_successors.
-- level: error
select e._file, e._line, e.county_fips as found, e.date
from policy_events e
join counties c on c.county_fips = e.county_fips
where valid_from > year(e.date) or valid_to < year(e.date)
