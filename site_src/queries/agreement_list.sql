-- title: All 287(g) agreements on ICE's lists since January 2021
-- description: Every agreement that stood on a list, with the dates of the lists.
-- row: one agreement
select a.agreement_id, a.agency, s.state_name, c.county_name,
  case a.model when 'JEM' then 'Jail enforcement' when 'TFM' then 'Task force'
    when 'WSO' then 'Warrant service officer' else a.model end as model,
  a.signed_date, a.first_listed, a.first_not_listed, a.status,
  case when c.slug is not null then 'counties/' || s.slug || '/' || c.slug || '/' end as address,
  a.source_id
from agreements_287g a join states s using (state_fips)
left join counties c on c.county_fips = a.county_fips
order by s.state_name, a.agency, a.model, a.signed_date, a.agreement_id
