-- title: States, with the number of 287(g) agreements listed
-- description: Choose a state. Darker states have more 287(g) agreements on ICE's latest list.
-- row: one state
-- headline: ICE lists 287(g) agreements in {{ rows | selectattr('agreements') | list | length }} of {{ rows | length }} states, districts and territories
select state_fips, state_name, 'states/' || slug || '/' as address, agreements,
  (select any_value(source_id) from agreements_287g) as source_id
from state_list
order by state_fips
