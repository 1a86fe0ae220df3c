-- title: A source page is a web address
-- description: Frictionless takes any scheme for an address, such as ftp: or javascript:.
-- table: sources
-- field: page
-- expected: an address that begins with https:// or http://, so that a reader can open it
-- mend: Write the address of the page of the source; a file of your own is no source.
-- level: error
select _file, _line, page as found
from sources
where not regexp_matches(page, '^https?://[^\s/]+[.][^\s]+$')
