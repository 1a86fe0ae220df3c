-- title: People released from the Wake County jail in about two weeks of December 2018
select value, source_id from wake_facts where period_start = '2018-12-07' and period_end = '2018-12-21'
