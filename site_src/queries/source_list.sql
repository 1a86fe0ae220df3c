-- title: All sources
-- description: Where rows come from, with the terms of each source, its archived copy and how fresh its rows are.
-- row: one source
select s.source_id, s.publisher, s.title, s.page, s.archive, s.source_type, s.licence, s.licence_note, s.came_from,
  case when regexp_full_match(s.came_from, 'github[.]com/[\w.-]+/[\w.-]+@[0-9a-f]{40}')
    then 'https://' || replace(s.came_from, '@', '/tree/') end as copy_used,
  s.published_on, s.retrieved, s.cadence, s.notes, f.newest, f.table_name as newest_table, f.age, f.due_after,
  f.stale_after, f.state
from sources s join source_freshness f using (source_id) order by s.publisher, s.title, s.source_id
