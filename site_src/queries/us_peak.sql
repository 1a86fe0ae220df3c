-- title: The highest of the whole months on file, United States
select detainers as value, month, source_id from us_detainers_by_month where not partial order by detainers desc limit 1
