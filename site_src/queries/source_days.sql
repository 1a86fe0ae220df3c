-- title: Newest day in the rows of each source
-- description: The newest day that the rows of a table speak of, for each source that they name. A year counts to its last day.
-- row: one source in one table
-- columns: source_id table_name newest rows
with days as (
  select source_id, 'detainers' as table_name, period_end as day from detainers
  union all select source_id, 'policy_events', date from policy_events
  union all select source_id, 'agreements_287g', greatest(signed_date, last_listed, first_not_listed) from agreements_287g
  union all select source_id, 'agreements_287g_counts', snapshot_date from agreements_287g_counts
  union all select source_id, 'secure_communities', greatest(activated, statewide_activation) from secure_communities
  union all select source_id, 'statements', said_on from statements
  union all select source_id, 'facilities', last_used from facilities
  union all select source_id, 'county_successors', changed_on from county_successors
  union all select source_id, 'population', make_date(year, 12, 31) from population
  union all select source_id, 'noncitizens', make_date(period_end_year, 12, 31) from noncitizens
  union all select source_id, 'counties', null from counties
  union all select source_id, 'states', null from states
  union all select source_id, 'county_seats', null from county_seats
  union all select source_id, 'jail_figure_limits', null from jail_figure_limits
)
select source_id, table_name, 'data/' || replace(table_name, '_', '-') || '/' as address,
  max(day) as newest, count(*)::integer as rows
from days group by source_id, table_name order by source_id, table_name
