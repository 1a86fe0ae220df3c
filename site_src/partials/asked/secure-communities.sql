-- In how many counties was Secure Communities activated in each month?
select substr(activated, 1, 7) as month, count(*) as counties, source_id
from secure_communities
where activated is not null
group by substr(activated, 1, 7), source_id
order by month
