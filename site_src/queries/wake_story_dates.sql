-- title: Wake County, 2018 and 2019: policies and dated counts
-- description: Events of the county and the state, and the dated counts of the news reports, in 2018 and 2019.
-- row: one event or dated count
-- headline: Wake County and North Carolina: {{ rows | rejectattr('effect', 'equalto', 'count') | list | length }} policy dates and {{ rows | selectattr('effect', 'equalto', 'count') | list | length }} dated counts in 2018 and 2019
-- note: The picture shows timing. It does not show that one thing caused another.
select starts, dated, ends, lane, effect, what, source_id
from county_timeline where county_fips = '37183' and starts between '2018-01-01' and '2019-12-31'
order by starts, ends, lane, what
