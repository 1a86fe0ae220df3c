-- title: ICE's list of 2014: local policies that limited detainers, by state
-- row: one state
select state_name, count(*)::bigint as policies, count(distinct county_fips)::bigint as counties,
  strftime(min(date), '%B %Y') as earliest, strftime(max(date), '%B %Y') as latest,
  any_value(source_id) as source_id
from policy_events_dated where event_id like 'cis-2014-%'
group by state_name order by policies desc, state_name
