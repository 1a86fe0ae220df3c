-- title: Claims of the 2019 article, with what our data says
-- description: The reading is worked out from the rows that were used to check a claim. "Based on" says what it rests on: our data, the law, or the report that the article cites. Opinions and predictions are not checked.
-- row: one claim
with checked as (
  select statement_id, bool_and(agrees) as agrees, count(*)::integer as rows_found
  from statement_evidence group by statement_id
),
readings as (
  select t.*, coalesce(c.rows_found, 0) as rows_found,
    case when t.kind <> 'fact' then t.kind || ', not checked'
      when not c.agrees then 'differs'
      when t.finding = 'matches the policy dates' and c.agrees then 'matches'
      when t.finding = 'matches part of the policy dates' and c.agrees then 'matches in part'
      when t.finding = 'matches the cited report' and c.agrees then 'matches the report it cites'
      when t.finding = 'consistent with the rule' then 'matches'
      when t.finding = 'consistent with part of the rule' then 'matches in part'
      when t.finding = 'partly in this data' and c.rows_found > 0 then 'partly in this data'
      else 'cannot be checked with this data' end as our_check
  from statements t left join checked c using (statement_id)
)
select r.*, s.publisher, 'statements/#' || statement_id as address,
  case said_on_precision when 'month' then strftime(said_on, '%B %Y') else strftime(said_on, '%-d %B %Y') end
    as date,
  case when our_check = 'matches the report it cites' then 'the report it cites'
    when finding like 'consistent with%' then 'the law'
    when our_check in ('matches', 'matches in part', 'partly in this data', 'differs') then 'our data'
    end as based_on
from readings r join sources s using (source_id)
order by statement_id
