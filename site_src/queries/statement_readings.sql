-- title: What we found, claim by claim
-- description: A match with our data or the law says that independent rows or a law agree. A match with the report that the article cites says only that the article copied it correctly.
-- row: one reading
select reading, read_from, count(*)::integer as claims, any_value(source_id) as source_id
from statement_list group by reading, read_from order by claims desc, reading, read_from
