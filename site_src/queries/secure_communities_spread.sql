-- title: Counties with Secure Communities switched on
-- description: Running number of counties with an activation date.
-- row: one day on which at least one county was switched on
-- headline: From {{ first.counties | said }} counties on {{ first.activated | said }} to {{ last.counties | said }} on {{ last.activated | said }}
select activated, sum(count(*)) over (order by activated)::bigint as counties,
  any_value(source_id) as source_id
from secure_communities where activated is not null
group by activated
order by activated
