-- title: Counties and county equivalents with a page
select count(*) as value from counties
