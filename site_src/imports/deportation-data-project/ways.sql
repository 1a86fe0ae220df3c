-- title: How the rows found their county
select case when month is null then 'no month that can be used: left out' else way end as way,
  sum(n)::bigint as rows
from sorted group by 1 order by rows desc, way
