-- title: Detainers TRAC places in Wake County that went to agencies whose names read as state prisons or federal facilities
select a.value - j.value as value, a.source_id
from county_totals a join county_totals j using (county_fips)
where county_fips = '37183' and a.measure = 'detainers_issued' and j.measure = 'detainers_issued_jails'
