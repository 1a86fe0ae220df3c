-- title: Single numbers published for Wake County, December 2018
-- row: one published number
select d.observation_id, d.measure, m.title as measured, value::bigint as value, exactness, d.period_start, d.period_end,
  note, d.page, d.source_id
from detainers d join measures m using (measure)
where d.area_fips = '37183' and d.observation_id like 'nc-%'
order by d.period_end, d.observation_id
