-- title: Policy events in the table
select count(*) as value from policy_events
