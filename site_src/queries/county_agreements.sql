-- title: Agencies with a 287(g) agreement on ICE's lists
-- row: one agreement
-- key: county_fips
select county_fips, agency, agency_type, model, signed_date, first_listed, last_listed, status, source_id
from agreements_287g where county_fips is not null
order by county_fips, agency, model, signed_date
