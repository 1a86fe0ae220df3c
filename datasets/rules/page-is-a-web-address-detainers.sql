-- title: A source page is a web address
-- description: Frictionless takes any scheme for an address, such as ftp: or javascript:.
-- table: detainers
-- field: page
-- expected: an address that begins with https:// or http://, so that a reader can open it
-- mend: Write the address of the page that has the number; a file of your own is no source.
-- level: error
select _file, _line, page as found
from detainers
where not regexp_matches(page, '^https?://[^\s/]+[.][^\s]+$')
