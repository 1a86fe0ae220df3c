-- title: The largest facilities without a county (those with at least 10 rows)
select concat_ws(', ', coalesce(code, 'no code'), facility, city, state), sum(n)::bigint
from sorted where county_fips is null and month is not null
group by code, facility, city, state having sum(n) >= 10 order by 2 desc, 1 limit 20
