-- title: Sources that count month by month
-- description: Sources with at least three months of one place.
-- row: one source
select source_id, max(months) as months from (
  select source_id, area_type, area_fips, count(distinct period_start)::integer as months
  from detainers
  where outcome is null and area_type in ('country', 'state', 'county', 'unplaced')
    and period_start < period_end and date_trunc('month', period_start) = date_trunc('month', period_end)
  group by all
) group by source_id having max(months) >= 3
order by source_id
