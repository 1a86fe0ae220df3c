-- title: The area of the largest lake
select max(area) as value from lake_list
