-- title: Detainers by fiscal year, source by source
-- description: The same federal fiscal years (October to September) as several tabulations of ICE records count them.
-- row: one fiscal year of one source
-- headline: Counts of fiscal year 2012 differ by {{ ((rows | selectattr('fiscal_year', 'equalto', 2012) | map(attribute='detainers') | max) - (rows | selectattr('fiscal_year', 'equalto', 2012) | map(attribute='detainers') | min)) | said }} detainers
-- note: The counts may differ because they were made at different times and removed duplicates in different ways. Do not add them up.
with months as (
  select case when month(month) >= 10 then year(month) + 1 else year(month) end as fiscal_year,
    detainers, source_id
  from us_detainers_by_month
),
foia as (
  select fiscal_year, 'FOIA file (months added up)' as tabulation, sum(detainers)::bigint as detainers,
    any_value(source_id) as source_id
  from months group by fiscal_year having count(*) = 12
),
trac as (
  select year(period_end)::bigint as fiscal_year,
    'TRAC, ' || case when s.page like '%/511%' then 'report 511 (later)' else 'report 370 (earlier)' end
      as tabulation,
    value::bigint as detainers, d.source_id
  from detainers d join sources s using (source_id)
  where area_type = 'country' and measure = 'detainers_issued' and outcome is null
    and (s.page like '%reports/511%' or s.page like '%reports/370%')
    and month(period_start) = 10 and day(period_start) = 1
    and period_end = (period_start + interval 1 year - interval 1 day)::date
)
select fiscal_year, tabulation, detainers, source_id from foia
union all select fiscal_year, tabulation, detainers, source_id from trac
order by fiscal_year, tabulation
