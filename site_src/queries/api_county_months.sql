-- title: Detainers by month, county by county
-- description: Whole months, for the few counties that a source counts by month.
-- row: one month of one county in one source
-- key: county_fips
select area_fips as county_fips, month, detainers, source_id
from months where area_type = 'county'
order by area_fips, month, source_id
