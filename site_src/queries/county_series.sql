-- title: Series by month of a county, and what each counts
-- row: one measure of one source
-- key: county_fips
-- columns: measured, unit, first_month, last_month, months, middle, highest, highest_month, source_id
-- show first_month: {{ first_month | dated("month") }}
-- show last_month: {{ last_month | dated("month") }}
-- show highest_month: {{ highest_month | dated("month") }}
-- note: Middle is the median: half of the months have more, half have fewer. Months that are not complete are left out. Do not add series: each counts something else.
select area_fips as county_fips, m.title as measured, m.unit, min(period_start) as first_month,
  max(period_start) as last_month, count(*)::integer as months, round(median(value))::bigint as middle,
  max(value)::bigint as highest, arg_max(period_start, value) as highest_month, source_id
from detainers d join measures m using (measure)
where area_type = 'county' and outcome is null and not partial and value is not null
  and date_trunc('month', period_start) = date_trunc('month', period_end)
  and source_id in (select source_id from monthly_series)
group by area_fips, m.title, m.unit, source_id
order by county_fips, measured, source_id
