-- title: Why a place has no count in TRAC's table
-- description: Our copy lacks whole states; Connecticut's counts stand with its former counties.
-- row: one current county or county equivalent without a count
select c.county_fips,
  case when s.all_detainers is null then 'not in our copy'
    when c.county_fips in (select successor_fips from county_successors r
      join county_totals t on t.county_fips = r.predecessor_fips) then 'count of an older county'
    else 'no record' end as gap,
  c.source_id
from county_list c join state_list s using (state_fips)
where c.status = 'current' and c.all_detainers is null
order by c.county_fips
