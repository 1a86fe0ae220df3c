-- How many 287(g) agreements were on ICE's list each month, by model?
-- JEM: jail enforcement. TFM: task force. WSO: warrant service officer.
select snapshot_date, model, agreements, source_id
from agreements_287g_counts
where area_fips = 'US' and model in ('JEM', 'TFM', 'WSO')
order by snapshot_date, model
