-- title: Statements of the 2019 article
select count(*) as value from statements
