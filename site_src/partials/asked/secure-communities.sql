-- In how many counties was Secure Communities activated in each month?
select substr(activated, 1, 7) as month, count(*) as counties, source_id
from secure_communities
-- Left out: five codes that were abolished before the program began.
where activated is not null and county_fips not in ('02201', '02232', '02280', '51560', '51780')
group by substr(activated, 1, 7), source_id
order by month
