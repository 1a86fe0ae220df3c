-- title: A source page is a web address
-- table: jail_figure_limits
-- field: page
-- expected: an address that begins with https:// or http://, so that a reader can open it
-- mend: Write the address of the page that shows what is wrong.
-- level: error
select _file, _line, page as found
from jail_figure_limits
where not regexp_matches(page, '^https?://[^\s/]+[.][^\s]+$')
