-- title: Rows that a statement was checked against
-- description: What the tables hold on the matter of each statement, found by a query; most statements have none.
-- row: one row of a table that bears on one statement
with released as (
  select 'st-05' as statement_id, 'detainers' as table_name, d.observation_id as row_id,
    format('{:,} {}', d.value::bigint, d.unit) || ', ' || m.title || ', ' || strftime(d.period_end, '%-d %B %Y') as says,
    case when d.measure = 'people_released' then d.value = s.quantity end as agrees, d.source_id
  from detainers d join measures m using (measure) join statements s on s.statement_id = 'st-05'
  where d.area_fips = '37183' and d.period_end between '2018-12-07' and '2018-12-31'
),
events as (
  select s.statement_id, 'policy_events' as table_name, e.event_id as row_id,
    e."when" || ': ' || e.summary as says, true as agrees, e.source_id
  from policy_events_dated e join statements s on
    (s.statement_id = 'st-06' and e.county_fips = '37183' and e.effect_on_cooperation = 'limits'
      and e.date between '2018-12-01' and '2018-12-31')
    or (s.statement_id = 'st-12' and e.state_fips = '37' and e.instrument_name like 'HB 370%'
      and year(e.date) = 2019)
),
spread as (
  select 'st-13', 'policy_events', 'limits, ' || year(date), count(*) || ' events that limit cooperation in ' || year(date)
    || ' are in the table, which is not a full list', null::boolean, min(source_id)
  from policy_events_dated where effect_on_cooperation = 'limits' and year(date) in (2017, 2018, 2019)
  group by year(date)
)
select * from released union all select * from events union all select * from spread
order by statement_id, row_id
