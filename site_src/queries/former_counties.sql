-- title: Former counties with a page
select count(*) as value from counties where status = 'former'
