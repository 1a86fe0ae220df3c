-- title: Detainers sent to local jails, by county
-- description: TRAC's jail figure to about December 2015, in steps.
-- row: one county
-- key: state_fips
-- note: Grey means no record, not zero. TRAC states no period; the counts most likely run from October 2002 to December 2015.
select state_fips, county_fips, county_name, jail_detainers,
  'counties/' || state_slug || '/' || slug || '/' as address, jail_source_id as source_id
from county_list
where status = 'current' and county_fips in (select id from boundaries_shapes where layer = 'counties')
order by state_fips, county_fips
