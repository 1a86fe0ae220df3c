-- title: Single numbers published for Wake County
-- description: What news reports printed on the jail and on the sheriff's office, with who made the count where the report says.
-- row: one published number
select d.observation_id, d.measure, m.title as measured, value::bigint as value, exactness, d.period_start, d.period_end,
  d.period_basis, coalesce(d.counted_by, 'the report does not say') as counted_by, note, d.page, d.source_id
from detainers d join measures m using (measure)
where d.area_fips = '37183' and (d.observation_id like 'nc-%' or d.observation_id like 'wake-%')
order by d.period_end, d.observation_id
