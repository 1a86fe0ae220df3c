-- title: People deported under the 287(g) agreement of Wake County, as ABC11 wrote in December 2018
select value, source_id from wake_facts where measure = 'people_deported' and period_end = '2018-12-07'
