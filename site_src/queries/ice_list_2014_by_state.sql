-- title: ICE's list of 2014: local policies that limited detainers, by state
-- row: one state
select state_name, count(distinct event_id)::bigint as policies, count(distinct p.county_fips)::bigint as counties,
  strftime(min(date), '%B %Y') as earliest, strftime(max(date), '%B %Y') as latest,
  'ice-cis-list-2014' as source_id
from policy_events_dated e left join event_places p using (event_id) where event_id like 'cis-2014-%'
group by state_name order by policies desc, state_name
