-- title: Detainers TRAC places in Wake County, without agencies whose names read as state prisons or federal facilities
select value, state_rank, counties_in_state, state_median, source_id
from county_totals where county_fips = '37183' and measure = 'detainers_issued_jails'
