-- title: Agencies with a 287(g) agreement on the last list
-- description: One agency can have several agreements, one for each model.
select count(*)::bigint as value, max(last_listed) as snapshot_date, any_value(source_id) as source_id
from (
  select state_fips, agency, max(last_listed) as last_listed, any_value(source_id) as source_id
  from agreements_287g where status = 'listed'
  group by state_fips, agency
)
