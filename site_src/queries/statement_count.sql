-- title: Claims of the 2019 article that have a row here, not all of its claims
select count(*) as value from statements
