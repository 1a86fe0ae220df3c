-- title: Recorded detainers, every source apart
-- description: What each source records for the county or its agencies in all. Sources are never added up.
-- row: one published or recorded number
-- key: county_fips
select d.area_fips as county_fips, m.title as measured,
  case d.exactness when 'at_least' then 'at least ' when 'rounded' then 'about ' else '' end
    || format('{:,}', d.value::bigint) || case when d.unit <> 'detainers' then ' ' || d.unit else '' end
    as number,
  case when d.period_start is null then 'to ' || strftime(d.period_end, '%-d %b %Y')
    when d.period_start = d.period_end then strftime(d.period_end, '%-d %b %Y')
    else strftime(d.period_start, '%-d %b %Y') || ' to ' || strftime(d.period_end, '%-d %b %Y')
    end as period,
  d.agency, d.counted_by,
  case when t.counties_in_state > 1 then t.state_rank || ' of ' || t.counties_in_state || ' (median '
    || format('{:,}', round(t.state_median)::bigint) || ')' end as rank_in_state,
  d.exactness, d.note, d.source_id
from detainers d join measures m using (measure)
left join county_totals t on t.county_fips = d.area_fips and t.measure = d.measure
  and d.area_type = 'county' and t.source_id = d.source_id
where length(d.area_fips) = 5 and d.outcome is null and d.exactness <> 'suppressed'
order by d.area_fips, d.observation_id not like 'trac-%', d.measure desc, d.period_end, d.observation_id
