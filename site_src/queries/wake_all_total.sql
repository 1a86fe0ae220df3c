-- title: All detainers TRAC places in Wake County, those to state prisons and federal facilities included
select value, source_id from county_totals where county_fips = '37183' and measure = 'detainers_issued'
