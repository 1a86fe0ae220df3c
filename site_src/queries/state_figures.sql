-- title: Published numbers for the state
-- row: one published or recorded number
-- key: state_fips
select left(area_fips, 2) as state_fips, m.title as measured, coalesce(d.agency, o.title) as detail,
  period_start, period_end, value, d.unit, exactness, note, d.source_id
from single_numbers d join measures m using (measure) left join outcomes o using (outcome)
where length(area_fips) = 2 and area_fips <> 'US'
  and area_type in ('state', 'agency', 'unplaced') and exactness <> 'suppressed'
order by state_fips, area_type desc, measured, period_end, value desc, d.observation_id
