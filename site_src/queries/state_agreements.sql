-- title: Agencies with a 287(g) agreement on ICE's latest list
-- row: one agreement
-- key: state_fips
select a.state_fips, agency, c.county_name, k.county_name_es, model, signed_date, last_listed, a.source_id
from agreements_287g a left join counties c using (county_fips)
left join county_names k using (county_fips)
where a.status = 'listed'
order by a.state_fips, agency, model
