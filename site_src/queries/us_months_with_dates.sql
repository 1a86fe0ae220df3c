-- title: National policy dates within the monthly series
-- row: one dated federal event between October 2007 and July 2015
select date, name, summary, row_number() over (order by date)::integer % 2 as level, source_id
from us_policy_dates
where date between (select min(month) from us_detainers_by_month)
  and (select max(month) from us_detainers_by_month)
order by date
