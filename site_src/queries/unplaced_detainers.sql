-- title: Detainers of TRAC's table without a place
select sum(value)::bigint as value, any_value(source_id) as source_id from detainers
where source_id = 'trac-county-totals' and area_type = 'unplaced' and area_fips = 'US' and measure = 'detainers_issued' and outcome is null
