-- title: States
-- row: one state, district or territory
select s.state_fips, s.state, s.state_name, s.slug, s.source_id,
  count(*) filter (where c.status = 'current')::integer as counties,
  sum(l.jail_detainers)::bigint as jail_detainers,
  any_value(l.jail_source_id) as jail_source_id,
  count(l.jail_detainers)::integer as counties_with_record,
  (select count(*) from county_activation a where left(a.county_fips, 2) = s.state_fips)::integer
    as counties_activated,
  (select count(*) from agreements_287g a where a.state_fips = s.state_fips and a.status = 'listed')::integer
    as agreements,
  (select count(*) from policy_events e where e.state_fips = s.state_fips)::integer as events
from states s left join counties c using (state_fips) left join county_list l using (county_fips)
group by all
order by s.state_name
