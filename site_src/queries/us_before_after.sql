-- title: National policy dates with monthly counts on both sides
-- row: one policy date
select "when", name, address, months_before, months_after, source_id
from before_after_list where state_fips is null
order by date
