-- title: Small outcome counts taken out
-- description: An outcome below 10 is hidden. So that it cannot be worked out from the total, at least
--   two are hidden together and come to at least 10; where that leaves none to show, no outcome is
--   listed at all. Totals stay.
with mixed as (
  -- Where all outcomes are below 10, none is listed.
  select distinct area_type, area_fips, period_start, period_end, measure
  from cells where outcome is not null and value >= 10
),
ranked as (
  select *, row_number() over (same order by value, outcome) as place,
    count(*) filter (where value < 10) over same as small,
    coalesce(sum(value) filter (where value < 10) over same, 0) as small_sum,
    count(*) over same as outcomes
  from cells semi join mixed using (area_type, area_fips, period_start, period_end, measure)
  where outcome is not null
  window same as (partition by area_type, area_fips, period_start, period_end, measure)
),
decided as (
  select *, case when small = 0 then 0 when small = 1 or small_sum < 10 then small + 1 else small end as hidden
  from ranked
)
select area_type, area_fips, period_start, period_end, measure, outcome,
  case when place > hidden then value end as value,
  case when place > hidden then 'exact' else 'suppressed' end as exactness
from decided where hidden < outcomes
union all
select area_type, area_fips, period_start, period_end, measure, outcome, value, 'exact'
from cells where outcome is null
