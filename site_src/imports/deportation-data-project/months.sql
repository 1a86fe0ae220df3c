-- title: Months that can be used
-- description: From September 2022, where the releases begin, and not in the future. Months with fewer
--   than a hundredth of the rows of an average month are slips of a date.
with counted as (
  select prepared as month, min(prepared_first) as first_day, max(prepared_last) as last_day,
    sum(given_rows) as n
  from given
  where prepared between date '2022-09-01' and current_date
  group by prepared
)
select month, first_day, last_day
from counted
where n * 100 >= (select avg(n) from counted)
