-- title: Counties of the state
-- row: one county
-- key: state_fips
select state_fips, county_name, county_name_es, short_name, slug, status, population, all_detainers as detainers_on_record, jail_detainers, noncitizens, agreements,
  activated, county_fips,
  'counties/' || state_slug || '/' || slug || '/' as address
from county_list order by state_fips, status, county_name
