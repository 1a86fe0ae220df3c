-- title: States with a state law among the policy dates
select count(distinct state_fips) as value from policy_events where instrument = 'state law'
