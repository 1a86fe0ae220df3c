-- title: People in the Wake County jail under detainers when the 287(g) exit was announced
select value, source_id from wake_facts where measure = 'people_in_jail_with_detainer' and period_end = '2018-12-07'
