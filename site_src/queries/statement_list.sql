-- title: Statements, with what the tables say
-- row: one statement
select t.*, s.publisher,
  case said_on_precision when 'month' then strftime(said_on, '%B %Y') else strftime(said_on, '%-d %B %Y') end
    as said_when
from statements t join sources s using (source_id)
order by statement_id
