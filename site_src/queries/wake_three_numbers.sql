-- title: Numbers from the Wake County jail, December 2018
-- description: People under ICE detainers: in the jail on one day (a dot), and released from about 7 December to the report of 18 December (a bar). Two news reports. A hollow dot or a dashed bar has approximate days.
-- row: one published number
-- headline: About {{ rows[0].value | int }} in the jail on one day, {{ rows[1].value | int }} released by 18 December, {{ rows[2].value | int }} in the jail then
-- note: A hollow dot or a dashed bar means that the days are approximate. The numbers cannot be combined: new people entered the jail in between, and some left for other reasons.
select case d.measure when 'people_released' then 'released' else 'in the jail on one day' end as counted,
  d.period_start as starts, d.period_end as ends, value::bigint as value,
  case exactness when 'rounded' then 'about ' else '' end || value::bigint
    || case d.measure when 'people_released' then ' released' else ' in the jail' end as label,
  d.exactness, d.period_basis, coalesce(d.counted_by, 'the report does not say') as counted_by, d.note, d.page,
  d.source_id
from detainers d
where d.area_fips = '37183' and d.observation_id like 'nc-%'
order by d.exactness <> 'rounded', d.measure <> 'people_released', d.observation_id
