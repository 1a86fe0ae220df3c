-- title: Single numbers published for Travis County, 2015 and 2017
-- row: one published number
select d.observation_id, d.measure, m.title as measured, value, exactness, counted_by, d.period_start, d.period_end,
  note, d.page, d.source_id
from detainers d join measures m using (measure)
where d.area_fips = '48453' and d.observation_id in ('tx-48453-2015-02-26-change-in-detainers',
  'tx-48453-2017-02-02-detainers-not-honored', 'tx-48453-2017-02-03-detainers-not-honored')
order by d.period_end, d.observation_id
