-- title: What the months come to
-- description: The months of one source added up, by request and outcome. A small number of one outcome in one month is not published and is missing here; totals have all months.
-- row: one outcome, or all, of one kind of request
-- key: county_fips
-- columns: measured, outcome_said, number, months_shown, months_hidden, source_id
select d.area_fips as county_fips, t.title as measured, o.title as outcome_said,
  sum(value)::bigint as number, count(value)::integer as months_shown,
  (count(*) - count(value))::integer as months_hidden, d.source_id
from detainers d join monthly_series using (source_id)
join measures t using (measure) left join outcomes o using (outcome)
where d.area_type = 'county' and d.measure = 'detainers_issued' and date_trunc('month', d.period_start) = date_trunc('month', d.period_end)
group by d.area_fips, t.title, o.title, d.source_id
order by county_fips, d.source_id, measured, outcome_said nulls first
