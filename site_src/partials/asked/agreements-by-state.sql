-- In which states do most agencies have a 287(g) agreement on ICE's latest list?
-- An agency with two agreements counts once.
select s.state_name, count(distinct a.agency) as agencies, count(*) as agreements,
  min(a.signed_date) as first_signed, a.source_id
from agreements_287g a
join states s on s.state_fips = a.state_fips
where a.status = 'listed'
group by s.state_name, a.source_id
order by agencies desc, s.state_name
