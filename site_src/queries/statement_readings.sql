-- title: What we found, claim by claim
-- description: A match with our data or the law says that independent rows or a law agree. A match with the report that the article cites says only that the article copied it correctly.
-- row: one finding
select our_check, based_on, count(*)::integer as claims, any_value(source_id) as source_id
from statement_list group by our_check, based_on order by claims desc, our_check, based_on
