-- title: Detainers by month, state by state
-- description: Whole months, for the few states that a source counts by month.
-- row: one month of one state in one source
-- key: state_fips
select area_fips as state_fips, month, detainers, source_id
from months where area_type = 'state'
order by area_fips, month, source_id
