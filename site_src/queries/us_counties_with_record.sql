-- title: Counties with a detainer count in TRAC's table
select count(distinct area_fips) as value from detainers
where area_type = 'county' and measure = 'detainers_issued' and outcome is null and observation_id like 'trac-%'
