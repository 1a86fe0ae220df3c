-- title: People with an ICE detainer in the Travis County jail, by month
-- description: People held at some time in the month on whom there was a detainer. Hollow bars: the number cannot be right. Crosses: no usable number. Lines: policy dates, numbered as in the table below.
-- row: one month
-- columns: month, people, doubtful, reading, source_id
-- headline: Travis County, people with a detainer, February to August: median {{ rows[0].median_2014 }} a month in 2014, {{ rows[0].median_2016 }} in 2016, {{ rows[0].median_2017 }} in 2017
-- note: These are people in the jail, not detainers that ICE sent. The picture shows timing. It does not show that one thing caused another. In October 2014 and March 2015 the reports give more days in jail than that many people can spend in a month.
with span as (
  select unnest(generate_series(min(month), date '2017-10-01', interval 1 month))::date as month from travis_counted
)
select s.month,
  case when s.month not in ('2014-10-01', '2015-03-01') then c.people end as people,
  case when s.month in ('2014-10-01', '2015-03-01') then c.people end as doubtful,
  case when c.people is null then 'no usable number'
    when s.month in ('2014-10-01', '2015-03-01') then 'does not fit the days of its report'
    else 'as reported' end as reading,
  l.median_2014, l.median_2016, l.median_2017, coalesce(c.source_id, l.source_id) as source_id
from span s left join travis_counted c using (month) cross join travis_levels l
order by s.month
