-- title: People in the Wake County jail under detainers when the 287(g) exit was announced
select value, source_id from wake_facts where period_start = '2018-12-07' and period_end = '2018-12-07'
