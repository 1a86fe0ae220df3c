-- title: People in the Wake County jail still listed with a detainer in December 2018
select value, source_id from wake_facts where period_start = '2018-12-21' and period_end = '2018-12-21'
