-- How many detainers did ICE record in each calendar year, added up from its months?
-- 2007 begins in October and 2015 ends on 19 July: see the column months.
select substr(period_start, 1, 4) as year, sum(value) as detainers, count(*) as months, source_id
from detainers
where source_id = 'npr-foia-detainers-by-month'
group by substr(period_start, 1, 4), source_id
order by year
