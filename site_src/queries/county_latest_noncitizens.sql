-- title: Latest noncitizen estimate of each county
-- row: one county
select county_fips, arg_max(noncitizen_population, period_end_year)::bigint as noncitizens,
  arg_max(margin_of_error, period_end_year)::bigint as noncitizens_moe,
  max(period_end_year)::integer as noncitizens_year,
  arg_max(source_id, period_end_year) as noncitizens_source_id
from noncitizens group by county_fips order by county_fips
