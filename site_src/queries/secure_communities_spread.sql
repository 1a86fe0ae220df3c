-- title: Counties with Secure Communities switched on
-- description: Running number of counties with an activation date. Codes that were abolished before the program are left out.
-- row: one day on which at least one county was switched on
-- headline: By {{ last.activated | said }} Secure Communities was switched on in {{ last.counties | said }} counties
select activated, sum(count(*)) over (order by activated)::bigint as counties,
  any_value(source_id) as source_id
from county_activation
group by activated
order by activated
