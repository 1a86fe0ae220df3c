-- title: Policy dates of the state with monthly counts on both sides
-- row: one policy date
-- key: state_fips
select state_fips, date, date_precision, name, address, months_before, months_after, source_id
from before_after_list where state_fips is not null and county_fips is null
order by state_fips, date
