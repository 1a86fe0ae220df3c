-- title: Years from the first 287(g) training in Wake County to the end of the agreement
-- description: The training is known to the year.
select date_diff('year', min(date), max(date))::integer as value from policy_events
where county_fips = '37183' and instrument = '287(g) agreement'
  and (action = 'training completed' or (action = 'ended' and date < '2019-01-01'))
