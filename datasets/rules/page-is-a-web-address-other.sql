-- title: A source page is a web address
-- description: The page of another account of an event is one as well.
-- table: policy_events
-- field: other_page
-- expected: an address that begins with https:// or http://, so that a reader can open it
-- mend: Write the address of the page with the other account, or leave both cells empty.
-- level: error
select _file, _line, other_page as found
from policy_events
where not regexp_matches(other_page, '^https?://[^\s/]+[.][^\s]+$')
