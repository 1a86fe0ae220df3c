-- title: 287(g) agreements on the last list
select agreements as value, snapshot_date, source_id from agreements_287g_counts
where area_fips = 'US' and model = 'all' order by snapshot_date desc limit 1
