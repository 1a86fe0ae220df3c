-- title: Counts by county, month, measure and outcome
select 'county' as area_type, county_fips as area_fips, month as period_start,
  last_day(month) as period_end, measure, outcome, value
from read where way like 'by %'
