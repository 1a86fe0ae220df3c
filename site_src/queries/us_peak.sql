-- title: The month with most recorded detainers, United States
select detainers as value, month, source_id from us_detainers_by_month order by detainers desc limit 1
