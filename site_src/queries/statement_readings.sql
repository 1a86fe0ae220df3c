-- title: How the statements read against the tables
-- row: one reading
select reading, count(*)::integer as statements, any_value(source_id) as source_id
from statement_list group by reading order by reading
