-- title: Residents
-- headline: Residents of {{ row.county_name }}: {{ first.population | said }} in {{ first.year | string }}{% if rows | length > 1 %}, {{ last.population | said }} in {{ last.year | string }}{% endif %}
-- description: Census Bureau estimates for 1 July of each year. The bottom line is zero.
-- row: one year
-- key: county_fips
-- note: The way of estimating changed after 2009 and after 2019.
select county_fips, make_date(year::integer, 7, 1) as day, year, population,
  round(population / nullif(max(population) over (partition by county_fips), 0), 4) as share, source_id
from population
order by county_fips, year
