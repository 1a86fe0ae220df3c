-- title: Statements, with what the tables say
-- description: The reading is worked out from the rows that bear on a statement; where it rests on a law or on no row at all, it is the compilers'.
-- row: one statement
with checked as (
  select statement_id, bool_and(agrees) as agrees, count(*)::integer as rows_found
  from statement_evidence group by statement_id
)
select t.*, s.publisher, 'statements/#' || statement_id as address,
  case said_on_precision when 'month' then strftime(said_on, '%B %Y') else strftime(said_on, '%-d %B %Y') end
    as said_when,
  coalesce(c.rows_found, 0) as rows_found,
  case when c.agrees then 'matches' when not c.agrees then 'differs'
    when t.finding = 'consistent with the rule' then 'matches'
    else 'cannot be checked with this data' end as reading,
  case when c.agrees is not null then 'the tables' when t.finding = 'consistent with the rule' then 'the law'
    end as read_from
from statements t join sources s using (source_id) left join checked c using (statement_id)
order by statement_id
