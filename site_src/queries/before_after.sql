-- title: Counts in the months before and after a policy date
-- description: Up to 12 months before and after the date. The month of the change is 0 and counts on neither side. All months come from one source and count one thing.
-- row: one month of one place around one policy date
-- key: pair_id
-- headline: {{ row.place }}: half of {{ row.months_before | said }} months before had {{ row.median_before | said }} or fewer, half of {{ row.months_after | said }} months after {{ row.median_after | said }}{% if row.outliers %}; {{ row.outliers }}{% endif %}
-- note: The chart shows timing. It does not show that the date caused a change: priorities, arrests, populations and the way records are kept change at the same time.
with dated as (
  select event_id as pair_id, date, coalesce(county_fips, state_fips, 'US') as area_fips, state_fips, county_fips
  from policy_events
  where (reach <> 'county' or county_fips is not null) and reach <> 'city' and date_precision in ('day', 'month') and action not in ('listed', 'no longer listed')
  union all
  -- What binds a state, for each of its counties that has months.
  select e.event_id || '-' || c.county_fips, e.date, c.county_fips, e.state_fips, c.county_fips
  from policy_events e join counties c using (state_fips)
  where e.date_precision in ('day', 'month') and e.action not in ('listed', 'no longer listed')
    and e.reach = 'state' and c.county_fips in (select area_fips from months where area_type = 'county')
),
series as (
  select pair_id, date, area_fips, 'here' as series from dated
  union all select pair_id, date, state_fips, 'its state' from dated where county_fips is not null
),
near as (
  select s.pair_id, s.series, m.month,
    date_diff('month', date_trunc('month', s.date), m.month)::integer as months_from,
    m.detainers, m.measure, m.counted, m.source_id
  from series s join months m using (area_fips)
  where date_diff('month', date_trunc('month', s.date), m.month) between -12 and 12
),
-- One series for each date: the one with most months around it that has six on both sides.
chosen as (
  select pair_id, source_id, measure from near where series = 'here'
  group by pair_id, source_id, measure
  having count(*) filter (where months_from < 0) >= 6 and count(*) filter (where months_from > 0) >= 6
  qualify row_number() over (partition by pair_id order by count(*) desc, measure, source_id) = 1
)
select pair_id, series, months_from, month, detainers, counted,
  case when months_from < 0 then 'before' when months_from > 0 then 'after' else 'month of the date' end as side,
  source_id
from near join chosen using (pair_id, source_id, measure)
order by pair_id, series, months_from, source_id
