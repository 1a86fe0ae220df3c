-- title: Policy dates of the county with monthly counts on both sides
-- row: one policy date
-- key: county_fips
select county_fips, date, date_precision, name, address, months_before, months_after, source_id
from before_after_list where county_fips is not null
order by county_fips, date
