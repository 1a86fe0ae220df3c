-- title: Detainers turned aside by the Wake County Sheriff's Office, as the US attorney said in February 2020
-- description: With the months counted.
select value, date_diff('month', period_start, period_end)::integer as months, source_id from wake_facts where measure = 'detainers_not_honored' and period_end = '2020-02-14'
