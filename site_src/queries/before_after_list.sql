-- title: Policy dates with monthly counts on both sides
-- description: Dates with at least six whole months counted before and after, within a year. The middle is the median of the months of a side.
-- row: one policy date and place
with sides as (
  select pair_id, side, count(*)::integer as months, round(median(detainers))::bigint as middle,
    min(detainers) as lowest, max(detainers) as highest,
    round(regr_slope(detainers, months_from), 1) as slope,
    string_agg(strftime(month, '%B %Y') || ' had ' || format('{:,}', detainers), ', ' order by month)
      filter (where detainers > 2 * middle_of_side) as outliers
  from (select *, median(detainers) over (partition by pair_id, series, side) as middle_of_side from before_after)
  where series = 'here' and side <> 'month of the date'
  group by pair_id, side
),
spans as (
  select pair_id, min(months_from) as first_month, max(months_from) as last_month, any_value(counted) as counted,
    min(month) as first_day, list(months_from) as there, any_value(source_id order by source_id) as source_id
  from before_after where series = 'here' group by pair_id
)
select p.pair_id, e.event_id, e.date, e.date_precision, e."when", e.summary, e.jurisdiction,
  e.effect_on_cooperation, e.page,
  coalesce(c.county_name || ', ' || s.state_name, s.state_name, 'United States') as place,
  c.county_fips, e.state_fips, p.pair_id = e.event_id as own,
  case when c.slug is not null then 'counties/' || s.slug || '/' || c.slug || '/'
    when s.slug is not null then 'states/' || s.slug || '/' else 'national/' end as place_address,
  'before-after/' || p.pair_id || '/' as address, p.counted,
  b.months as months_before, a.months as months_after, b.middle as median_before, a.middle as median_after,
  b.lowest as lowest_before, b.highest as highest_before, a.lowest as lowest_after, a.highest as highest_after,
  b.slope as slope_before, nullif(concat_ws(', ', b.outliers, a.outliers), '') as outliers,
  (select string_agg(strftime(p.first_day + to_months((n - p.first_month)::integer), '%B %Y'), ', ' order by n)
    from range(p.first_month, p.last_month) as t (n) where not list_contains(p.there, n)) as missing,
  coalesce(e.instrument_name, e.instrument) as name, e.action, p.source_id
from spans p
join sides b on b.pair_id = p.pair_id and b.side = 'before'
join sides a on a.pair_id = p.pair_id and a.side = 'after'
join policy_events_dated e on e.event_id = p.pair_id or p.pair_id = e.event_id || '-' || right(p.pair_id, 5)
left join states s using (state_fips)
left join counties c on c.county_fips = case when p.pair_id = e.event_id then e.county_fips else right(p.pair_id, 5) end
order by place, e.date, p.pair_id
