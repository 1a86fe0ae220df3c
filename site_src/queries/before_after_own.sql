-- title: Policy dates of a place itself, with monthly counts on both sides
-- description: Dates of a county, a state or the country with at least six whole months counted before and after.
-- row: one policy date
select place, date, "when", name, counted, months_before, median_before, months_after, median_after,
  address, place_address, source_id
from before_after_list where own
order by place, date, address
