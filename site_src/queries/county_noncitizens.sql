-- title: Noncitizen residents
-- headline: Noncitizens in {{ row.county_name }}: {{ last.noncitizen_population | said }} ± {{ last.margin_of_error | said }} in {{ last.period }}
-- description: Five-year averages, placed at the middle year. The shaded band is the margin of error. The scale starts at zero.
-- row: one five-year estimate
-- key: county_fips
-- says: noncitizen_population
select county_fips, make_date(period_end_year::integer - 2, 7, 1) as day,
  period_start_year || '–' || period_end_year as period, noncitizen_population, margin_of_error,
  round(noncitizen_population / nullif(top, 0), 4) as share,
  round(greatest(noncitizen_population - margin_of_error, 0) / nullif(top, 0), 4) as share_low,
  round((noncitizen_population + margin_of_error) / nullif(top, 0), 4) as share_high, source_id
from (
  select *, max(noncitizen_population + margin_of_error) over (partition by county_fips) as top
  from noncitizens
)
order by county_fips, period_end_year
