-- title: What makes a release unfit
-- description: No row has a month; or a total was lost on the way.
select 'no row with a date from September 2022 on' as found,
  'dates in detainer_prepare_date' as expected,
  'See whether the file is the release of detainers, and whether a spreadsheet changed its dates.' as mend
where not exists (from months)
union all
select 'totals of counties and places without one that come to ' || added, read || ', the rows with a month', ''
from (select coalesce(sum(value), 0)::bigint as added from cells
    where outcome is null and area_type in ('county', 'unplaced')),
  (select coalesce(sum(n), 0)::bigint as read from sorted where month is not null)
where added <> read
