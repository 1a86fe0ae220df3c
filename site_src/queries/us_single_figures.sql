-- title: National figures as published
-- description: Single numbers for the whole country as TRAC, ICE and news media printed them, each with its page.
-- row: one published number
select period_start, period_end, m.title as measured,
  case exactness when 'at_least' then 'at least ' when 'at_most' then 'at most ' when 'rounded' then 'about ' else '' end
    || case when value = floor(value) then format('{:,}', value::bigint) else value::varchar end as number,
  d.unit, exactness, note, d.source_id
from single_numbers d join measures m using (measure)
where area_type = 'country' and not (observation_id similar to 'us-.*')
order by period_end, period_start, measured, value, d.observation_id
