-- title: An event of counties or cities is not one of the state
-- description: A jurisdiction such as "Durham and Orange counties" with the reach state would stand on the page of every county of the state.
-- table: policy_events
-- field: jurisdiction
-- expected: reach county or city, and the county in county_fips or a row a county in policy_event_counties
-- mend: Name each county in datasets/policies/policy_event_counties.csv, or the one county in county_fips.
-- level: error
select _file, _line, jurisdiction as found
from policy_events
where reach in ('country', 'state')
  and regexp_matches(jurisdiction, '\b(County|Parish|City|Town|Village|Borough|[Cc]ounties|[Pp]arishes|[Cc]ities|[Tt]owns)\b')
