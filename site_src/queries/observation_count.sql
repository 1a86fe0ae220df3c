-- title: Rows in the table of detainer counts
select count(*) as value from detainers
