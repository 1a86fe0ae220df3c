-- title: An archived copy is one that stays
-- description: Web archives name a copy by its moment; a list of copies or a search is none.
-- table: sources
-- field: archive
-- expected: the address of one copy, as archives write it: web.archive.org/web/20190226000000/…, a government web archive, archive.ph, perma.cc, archive.org, Zenodo or a DOI
-- mend: Take the address of the copy itself from the archive, with https://, or leave the cell empty.
-- level: error
select _file, _line, archive as found
from sources
where not regexp_full_match(archive, 'https://(' || concat_ws('|',
  -- The collection, the moment as fourteen digits, the page.
  '(web[.]archive[.]org/web|wayback[.]archive-it[.]org/[0-9]+|webarchive[.]loc[.]gov/[a-z0-9]+'
    || '|webarchive[.]library[.]unt[.]edu/[a-z0-9]+|webharvest[.]gov/[a-z0-9]+)'
    || '/[0-9]{14}([a-z]{2}_)?/https?://[^\s]+',
  'archive[.](ph|today|is)/[A-Za-z0-9]{5,}',
  'perma[.]cc/[A-Z0-9]{4}-[A-Z0-9]{4}',
  'archive[.]org/details/[^\s/]+',
  'zenodo[.]org/records?/[0-9]+',
  'doi[.]org/10[.][0-9]{4,}/[^\s]+'
) || ')')
