-- title: Detainers on record, by county
-- description: TRAC's total for each county through about December 2015, all agencies, state prisons and federal facilities included.
-- row: one county
-- key: state_fips
-- note: Gray counties have no record, which is not the same as zero. TRAC does not give dates; the counts most likely cover October 2002 to December 2015. A county with a prison looks larger than its jail.
select state_fips, county_fips, county_name, all_detainers as detainers, g.gap,
  'counties/' || state_slug || '/' || slug || '/' as address, all_source_id as source_id
from county_list left join trac_gaps g using (county_fips)
where status = 'current' and county_fips in (select id from boundaries_shapes where layer = 'counties')
order by state_fips, county_fips
