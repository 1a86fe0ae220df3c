-- title: How fresh each source is
-- description: The newest day in the rows of each source, its age on the day of the newest change to the tables, and whether newer rows could be expected by then.
-- row: one source
-- note: Due: the newest row is older than one cadence of the source. Stale: older than two. No promise: newer rows come at no set time, or it is not known when. Undated: its rows name no day. Complete: nothing newer is expected.
-- columns: state source_id title cadence retrieved newest age
with steps(cadence, step) as (
  values ('weekly', interval 7 days), ('monthly', interval 1 month), ('quarterly', interval 3 months),
    ('yearly', interval 1 year)
),
newest as (
  select source_id, max(newest) as newest, arg_max(table_name, newest) as table_name, sum(rows)::integer as rows
  from source_days group by source_id
),
today as (select max(changed_on) as as_of from changes),
known as (
  select s.*, t.step, n.newest, n.table_name, n.rows, as_of,
    (n.newest + t.step)::date as due_after, (n.newest + t.step + t.step)::date as stale_after,
    date_diff('day', n.newest, as_of)::integer as days, date_sub('month', n.newest, as_of)::integer as months
  from today, sources s left join newest n using (source_id) left join steps t using (cadence)
)
select source_id, publisher, title, cadence, retrieved, newest, table_name, rows, as_of,
  case when days = 1 then '1 day' when days < 60 then days || ' days'
    when months < 24 then months || ' months' else months // 12 || ' years' end as age,
  days as age_days, due_after, stale_after,
  case when cadence = 'closed' then 'complete' when step is null then 'no promise' when newest is null then 'undated'
    when as_of > stale_after then 'stale' when as_of > due_after then 'due' else 'fresh' end as state
from known
order by list_position(['stale', 'due', 'fresh', 'no promise', 'undated', 'complete'], state), newest desc, source_id
