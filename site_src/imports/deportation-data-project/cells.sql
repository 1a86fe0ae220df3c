-- title: Counts by area, month, measure and outcome
-- description: A county with at least one detainer has a row for every month, zero where none was
--   found, so that a series has no gaps. States and the country have totals.
with placed as (
  select case when county_fips is null then 'unplaced' else 'county' end as area_type,
    coalesce(county_fips, state_fips, 'US') as area_fips, state_fips, month, measure, outcome, n
  from sorted where month is not null
),
counted as (
  select area_type, area_fips, month, measure, null as outcome, sum(n) as value from placed group by all
  union all
  select area_type, area_fips, month, measure, outcome, sum(n) from placed
  where measure in ('detainers_issued', 'notifications_requested') group by all
  union all
  select 'state', state_fips, month, measure, null, sum(n) from placed
  where state_fips is not null group by all
  union all
  select 'country', 'US', month, measure, null, sum(n) from placed group by all
),
zeros as (
  select area_type, area_fips, months.month, measure, null, 0
  from (select distinct area_type, area_fips, measure from counted
    where measure = 'detainers_issued' and area_type in ('county', 'state')) a, months
  where not exists (select 1 from counted c where c.area_type = a.area_type
    and c.area_fips = a.area_fips and c.measure = a.measure and c.month = months.month)
    and (a.area_type = 'state' or a.area_fips in (select county_fips from counties
      where coalesce(valid_from, 0) <= year(months.month) and coalesce(valid_to, 9999) >= year(months.month)))
)
select area_type, area_fips,
  case when month = (select min(month) from months) then (select min(first_day) from months)
    else month end as period_start,
  case when month = (select max(month) from months) then (select max(last_day) from months)
    else last_day(month) end as period_end,
  measure, outcome, value::double as value
from (from counted union all from zeros)
