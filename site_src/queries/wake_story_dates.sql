-- title: Wake County, 2017 to 2020: policies and dated counts
-- description: Events of the county and the state, and the dated counts of the news reports, between 2017 and 2020.
-- row: one event or dated count
-- note: The picture shows timing. It does not show that one thing caused another.
select starts, ends, lane, effect, what, source_id
from county_timeline where county_fips = '37183' and starts between '2017-01-01' and '2020-12-31'
order by starts, ends, lane, what
