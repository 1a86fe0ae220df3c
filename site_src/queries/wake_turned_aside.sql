-- title: Detainers turned aside by the Wake County Sheriff's Office in 13 months, as the US attorney said in February 2020
select value, source_id from wake_facts where measure = 'detainers_not_honored' and period_end = '2020-02-14'
