-- title: A jail figure too high for its place has its reason
-- description: More than 600 detainers for each 1,000 noncitizens, or more than 0.3 for each resident, is no count of a local jail alone, or the place is too small for a rate.
-- table: detainers
-- field: value
-- expected: a row for {area_fips}, or for its state, in datasets/detainers/jail_figure_limits.csv
-- mend: Find out which agencies the figure counts, and add a row that says what is wrong.
-- level: warning
select d._file, d._line, d.observation_id || ': ' || d.value::bigint as found, d.area_fips
from detainers d
left join noncitizens n on n.county_fips = d.area_fips and n.period_end_year = 2015
left join population p on p.county_fips = d.area_fips and p.year = 2015
where d.measure = 'detainers_issued_jails' and d.area_type = 'county'
  and (
    (n.noncitizen_population >= 100 and d.value > 0.6 * n.noncitizen_population)
    or d.value > 0.3 * p.population
  )
  and d.area_fips not in (select area_fips from jail_figure_limits)
  and left(d.area_fips, 2) not in (select area_fips from jail_figure_limits)
