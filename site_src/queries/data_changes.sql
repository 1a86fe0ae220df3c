-- title: Changes to the data
-- row: one change
select change_id, changed_on, "table" as table_name, summary, 'data/' || replace("table", '_', '-') || '/' as address
from changes order by change_id desc
