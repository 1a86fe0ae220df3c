-- title: States besides North Carolina with a state law among the policy dates
select count(distinct state_fips) as value from policy_events where instrument = 'state law' and state_fips <> '37'
