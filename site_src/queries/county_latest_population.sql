-- title: Latest population of each county
-- row: one county
select county_fips, arg_max(population, year)::bigint as population, max(year)::integer as population_year,
  arg_max(source_id, year) as population_source_id
from population group by county_fips order by county_fips
