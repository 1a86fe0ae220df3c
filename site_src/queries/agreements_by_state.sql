-- title: 287(g) agreements listed, by state
-- row: one state
select state_name, 'states/' || s.slug || '/' as address, count(*)::bigint as agreements,
  count(*) filter (where model = 'JEM')::bigint as jail_enforcement,
  count(*) filter (where model = 'TFM')::bigint as task_force,
  count(*) filter (where model = 'WSO')::bigint as warrant_service_officer,
  any_value(a.source_id) as source_id
from agreements_287g a join states s using (state_fips)
where status = 'listed'
group by state_name, s.slug
order by agreements desc, state_name
