-- title: Detainers sent to local jails in Wake County, as TRAC counts them
select value, state_rank, counties_in_state, state_median, source_id
from county_totals where county_fips = '37183' and measure = 'detainers_issued_jails'
