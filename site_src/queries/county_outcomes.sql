-- title: What the record says became of detainers
-- description: By agency and reason recorded, from sources with one total for the whole period. Small numbers, and those from which they could be worked out, are not published.
-- row: one outcome of one agency, or of all agencies of the county
-- key: county_fips
select d.area_fips as county_fips, coalesce(d.agency, 'All agencies of the county') as agency,
  o.title as outcome_said, d.value::bigint as detainers,
  d.source_id
from single_numbers d join outcomes o using (outcome)
where length(d.area_fips) = 5 and d.exactness <> 'suppressed' and d.facility_kind is null
qualify count(distinct d.period_end) over (partition by d.source_id, d.area_fips) = 1
order by d.area_fips, d.agency nulls first, d.value desc, d.observation_id
