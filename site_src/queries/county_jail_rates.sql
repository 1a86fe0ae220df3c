-- title: Detainers sent to local jails, per 1,000 noncitizens
-- description: TRAC's count for each county up to about December 2015, without agencies that look like state prisons or federal facilities, per 1,000 noncitizen residents (American Community Survey 2011-2015).
-- row: one county with a TRAC count
-- headline: Half of {{ rows | rejectattr('per_1000', 'none') | list | length | said }} counties had fewer than {{ (rows | rejectattr('per_1000', 'none') | map(attribute='per_1000') | sort)[(rows | rejectattr('per_1000', 'none') | list | length) // 2] | round | int }} detainers per 1,000 noncitizens
-- note: TRAC states no period; the counts most likely run from October 2002 to December 2015. Kansas and Montana are missing from the copy of TRAC's table. Small counties have uncertain estimates, so the scale is in steps. Grey means no record, not zero.
select d.area_fips as county_fips, c.county_name, s.state_name, d.value::bigint as jail_detainers,
  n.noncitizen_population, n.margin_of_error,
  case when n.noncitizen_population >= 100
    then round(1000.0 * d.value / n.noncitizen_population, 1) end as per_1000,
  d.source_id
from detainers d
join counties c on c.county_fips = d.area_fips
join states s using (state_fips)
left join noncitizens n on n.county_fips = d.area_fips and n.period_end_year = 2015
where d.measure = 'detainers_issued_jails' and d.area_type = 'county' and d.value is not null
order by county_fips
