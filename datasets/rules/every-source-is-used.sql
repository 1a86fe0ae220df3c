-- title: Every source is used
-- table: sources
-- field: source_id
-- expected: a source that at least one row of another table refers to
-- mend: Use the source, or remove its row.
-- level: warning
with used as (
  select source_id from states
  union select source_id from counties
  union select source_id from county_seats
  union select source_id from facilities
  union select source_id from county_successors
  union select source_id from population
  union select source_id from noncitizens
  union select source_id from detainers
  union select source_id from jail_figure_limits
  union select source_id from policy_events
  union select source_id from agreements_287g
  union select source_id from agreements_287g_counts
  union select source_id from secure_communities
  union select source_id from statements
)
select _file, _line, source_id as found
from sources
where source_id not in (select source_id from used)
