-- title: Counties with more people have more days
-- description: Where people and days of the counties of a month hardly move together, one of the two columns has probably slipped by a row. Looked at where a month has at least 20 counties with both.
-- table: detainers
-- field: value
-- expected: a correlation of people and days over the counties of 0.9 or more
-- mend: Compare the columns of {month} with the page; leave the people of that month out if they are moved.
-- level: warning
with both_known as (
  select p._file, p._line, p.source_id, left(p.area_fips, 2) as state_fips,
    strftime(p.period_start, '%Y-%m') as month, p.value as people, d.value as days
  from detainers p
  join detainers d on d.source_id = p.source_id and d.area_fips = p.area_fips and d.area_type = p.area_type
    and d.period_start = p.period_start and d.period_end = p.period_end
  where p.measure = 'people_with_detainer' and d.measure = 'jail_days_of_people_with_detainer'
    and p.area_type = 'county'
)
select arg_min(_file, _line) as _file, min(_line) as _line,
  month || ': ' || round(corr(people, days), 2) as found, month
from both_known
group by source_id, state_fips, month
having count(*) >= 20 and corr(people, days) < 0.9
