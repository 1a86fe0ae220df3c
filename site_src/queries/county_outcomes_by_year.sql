-- title: Outcomes by year, as far as they are published
-- description: By year and recorded reason. An outcome of fewer than 10 is not published and is missing here, and so is one that would give it away.
-- row: one outcome of one year
-- key: county_fips
-- columns: year, agency, outcome_said, detainers, source_id
select d.area_fips as county_fips, year(d.period_end) as year, coalesce(d.agency, 'All agencies of the county') as agency,
  o.title as outcome_said, d.value::bigint as detainers, d.source_id
from single_numbers d join outcomes o using (outcome)
where d.area_type in ('county', 'agency') and length(d.area_fips) = 5 and d.value is not null and d.facility_kind is null
  and d.source_id in (
    select source_id from single_numbers where outcome is not null and length(area_fips) = 5
    group by source_id having count(distinct period_end) > 1
  )
order by county_fips, year desc, agency, detainers desc, outcome_said, d.observation_id
