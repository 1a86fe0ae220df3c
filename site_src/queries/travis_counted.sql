-- title: People with a detainer in the Travis County jail, month by month
-- description: People held at some time in the month on whom there was a detainer, as the county reported it. One person counts again in each month.
-- row: one month with a number
select period_start as month, value::bigint as people, source_id
from detainers
where area_type = 'county' and area_fips = '48453' and measure = 'people_with_detainer' and outcome is null
  and value is not null and day(period_start) = 1 and period_end = last_day(period_start)
order by month
