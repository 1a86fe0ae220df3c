-- title: Recorded detainers, every source apart
-- description: What each source records for the county and its agencies. Sources are never added up.
-- row: one published or recorded number
-- key: county_fips
-- note: State median and rank compare the county with the others of its state in the same source. Small numbers for one agency or one outcome, and those from which they could be worked out, are not published.
select d.area_fips as county_fips, m.title as measured, coalesce(o.title, 'All') as outcome,
  coalesce(d.agency, 'All agencies of the county') as agency, d.period_start, d.period_end,
  case when d.exactness = 'suppressed' then 'not published'
    when d.exactness = 'at_least' then 'at least ' || format('{:,}', d.value::bigint)
    when d.exactness = 'rounded' then 'about ' || format('{:,}', d.value::bigint)
    else format('{:,}', d.value::bigint) end as number,
  d.unit, t.state_median, t.state_rank, t.counties_in_state, d.note, d.source_id
from detainers d join measures m using (measure) left join outcomes o using (outcome)
left join county_totals t on t.county_fips = d.area_fips and t.measure = d.measure
  and d.area_type = 'county' and d.outcome is null and t.source_id = d.source_id
where length(d.area_fips) = 5
order by d.area_fips, d.observation_id not like 'trac-%', d.outcome is not null, d.measure desc,
  d.agency nulls first, d.period_end, d.observation_id
