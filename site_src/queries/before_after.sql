-- title: Detainers in the months before and after a policy date
-- description: Months aligned on the date, up to twelve on each side; the month of the date itself is 0 and counts on neither side. All months are of one source: that with most of them.
-- row: one month of one place around one policy date
-- key: event_id
-- headline: {{ row.place }}: {{ row.about_before | said }} detainers a month before, {{ row.about_after | said }} after
-- note: The picture shows timing. It does not show that the date caused a change: priorities, arrests, populations and the way records are kept change at the same time.
with dated as (
  select e.event_id, e.date, case e.reach when 'country' then 'US' when 'state' then e.state_fips else e.county_fips end
    as area_fips, e.state_fips, e.county_fips
  from policy_events e where e.date_precision in ('day', 'month')
),
series as (
  select event_id, date, area_fips, 'here' as series from dated
  union all select event_id, date, state_fips, 'its state' from dated where county_fips is not null
),
aligned as (
  select s.event_id, s.series, m.area_fips, m.month,
    date_diff('month', date_trunc('month', s.date), m.month)::integer as months_from, m.detainers, m.source_id
  from series s join months m using (area_fips)
),
near as (
  select * from aligned where months_from between -12 and 12
),
-- One source for each date: the one with most months around it that has three on both sides.
chosen as (
  select event_id, source_id from near where series = 'here'
  group by event_id, source_id
  having count(*) filter (where months_from < 0) >= 3 and count(*) filter (where months_from > 0) >= 3
  qualify row_number() over (partition by event_id order by count(*) desc, source_id) = 1
)
select event_id, series, months_from, month, detainers,
  case when months_from < 0 then 'before' when months_from > 0 then 'after' else 'month of the date' end as side,
  source_id
from near join chosen using (event_id, source_id)
order by event_id, series, months_from, source_id
