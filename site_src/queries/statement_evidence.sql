-- title: Rows that a claim was checked against
-- description: What our data holds on the matter of each claim, found by a query. For many claims there is none.
-- row: one row of a table that was used to check one claim
with released as (
  select 'st-05' as statement_id, 'detainers' as table_name, d.observation_id as row_id,
    m.title || ': ' || format('{:,}', d.value::bigint) || ', '
      || case when d.period_start < d.period_end then strftime(d.period_start, 'about %-d %B to ') else '' end
      || strftime(d.period_end, '%-d %B %Y') as says,
    case when d.measure = 'people_released' then d.value = s.quantity end as agrees, d.period_end as date, d.source_id
  from detainers d join measures m using (measure) join statements s on s.statement_id = 'st-05'
  where d.area_fips = '37183' and d.source_id = 'wral-2018-12-wake-releases'
),
events as (
  select s.statement_id, 'policy_events' as table_name, e.event_id as row_id,
    e."when" || ': ' || e.jurisdiction || ': ' || e.summary as says, true as agrees, e.date, e.source_id
  from policy_events_dated e join statements s on
    (s.statement_id = 'st-06' and e.county_fips = '37183' and e.effect_on_cooperation = 'limits'
      and e.date between '2018-12-01' and '2018-12-31')
    or (s.statement_id = 'st-12' and e.state_fips = '37' and e.instrument_name like 'HB 370%'
      and year(e.date) = 2019)
    or (s.statement_id = 'st-16' and e.county_fips = '37183' and e.instrument = '287(g) agreement'
      and e.effect_on_cooperation = 'adds' and e.action <> 'proposed' and e.date < '2018-12-01')
    or (s.statement_id = 'st-22' and e.county_fips = '37183' and e.instrument = '287(g) agreement'
      and e.action = 'ended' and year(e.date) = 2018)
),
limits as (
  select *, coalesce(instrument_name, jurisdiction) as decision
  from policy_events_dated
  where effect_on_cooperation = 'limits' and reach <> 'country' and actor not like '%court'
    and action not in ('statement made', 'listed', 'no longer listed', 'proposed')
    and date between '2017-01-01' and '2019-11-01'
),
spread as (
  select 'st-13', 'policy_events', event_id, "when" || ': ' || jurisdiction
      || case when jurisdiction <> state_name then ', ' || state_name else '' end || ': ' || summary,
    null::boolean, date, source_id
  from limits qualify row_number() over (partition by state_fips, decision order by date, event_id) = 1
)
select * from released union all select * from events union all select * from spread
order by statement_id, date, row_id
