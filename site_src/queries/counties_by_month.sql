-- title: Counties with detainers by month
select count(distinct county_fips) as value, any_value(source_id order by source_id) as source_id from county_months
