-- title: People in the Wake County jail still listed with a detainer, as of the report of 18 December 2018
select value, source_id from wake_facts where measure = 'people_in_jail_with_detainer' and period_end = '2018-12-18'
