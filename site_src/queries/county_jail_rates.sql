-- title: Detainers per 1,000 noncitizens, without agencies that read as prisons
-- description: TRAC's count for each county to about December 2015, without agencies whose names read as state prisons or federal facilities (our reading of the names), per 1,000 noncitizen residents of one survey (American Community Survey 2011-2015). It sums up about 13 years, so it is not a yearly rate.
-- row: one county, with a rate or the reason why it has none
-- headline: {% set rates = rows | rejectattr('per_1000', 'none') | map(attribute='per_1000') | sort %}{% if rates %}In half of {{ rates | length | said }} counties the whole count comes to fewer than {{ rates[(rates | length) // 2] | round | int }} per 1,000 noncitizens{% endif %}
-- note: TRAC states no period; the counts most likely run from October 2002 to December 2015. No rate is given where the survey estimates fewer than 100 noncitizens, or where our reading of names is known to fail. Figures below 10 are not published, so the smallest counts are missing. A county without a record is not a county without detainers. Our copy of TRAC's table lacks Kansas and Montana; Connecticut's counts stand with its former counties.
with counted as (
  select area_fips as county_fips, value, source_id from detainers
  where measure = 'detainers_issued_jails' and area_type = 'county'
)
select c.county_fips, c.county_name, c.state_name, d.value::bigint as jail_detainers,
  n.noncitizen_population, n.margin_of_error,
  case when n.noncitizen_population >= 100 and c.jail_figure_limit is null
    then round(1000.0 * d.value / n.noncitizen_population, 1) end as per_1000,
  case when d.value is null and c.all_detainers is null and g.gap in ('no record', 'not in our copy') then g.gap
    when d.value is null or n.noncitizen_population is null or n.noncitizen_population < 100
        or c.jail_figure_limit is not null
      then 'count, but no rate' end as gap,
  coalesce(d.source_id, c.source_id) as source_id
from county_list c
left join counted d using (county_fips)
left join trac_gaps g using (county_fips)
left join noncitizens n on n.county_fips = c.county_fips and n.period_end_year = 2015
where d.value is not null or (c.status = 'current' and c.county_fips in (select id from boundaries_shapes where layer = 'counties'))
order by c.county_fips
