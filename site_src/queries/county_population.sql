-- title: Residents
-- headline: Residents of {{ row.county_name }}: {{ first.population | said }} in {{ first.year | string }}{% if rows | length > 1 %}, {{ last.population | said }} in {{ last.year | string }}{% endif %}
-- description: Census Bureau estimates for 1 July of each year. The scale starts at zero.
-- row: one year
-- key: county_fips
-- says: population
-- note: The Census Bureau changed its method after 2009 and after 2019, where those years are shown.
select county_fips, make_date(year::integer, 7, 1) as day, year, population,
  round(population / nullif(max(population) over (partition by county_fips), 0), 4) as share, source_id
from population
order by county_fips, year
