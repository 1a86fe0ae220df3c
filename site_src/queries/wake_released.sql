-- title: People released from the Wake County jail from the announcement of 7 December 2018 to the report of 18 December
select value, source_id from wake_facts where measure = 'people_released' and period_end = '2018-12-18'
