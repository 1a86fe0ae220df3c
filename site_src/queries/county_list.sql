-- title: Counties
-- description: Every county and county equivalent, with what the tables hold for it.
-- row: one county
select c.county_fips, c.county_name, k.county_name_es, k.place, k.place_es, c.short_name, c.slug, c.status, s.state_fips, s.state_name, s.state,
  s.slug as state_slug, c.valid_from, c.valid_to, c.code_note,
  p.population, p.population_year, n.noncitizens, n.noncitizens_moe, n.noncitizens_year,
  j.value as jail_detainers, j.state_rank, j.counties_in_state, j.state_median,
  j.source_id as jail_source_id, p.population_source_id, n.noncitizens_source_id,
  sc.source_id as activated_source_id, (select string_agg(what_is_wrong, ' ' order by limit_kind) from jail_figure_limits f
    where f.area_fips in (c.county_fips, c.state_fips)) as jail_figure_limit,
  (select any_value(page order by limit_kind) from jail_figure_limits f
    where f.area_fips in (c.county_fips, c.state_fips)) as limit_page,
  t.value as all_detainers, t.source_id as all_source_id, sc.activated, c.source_id,
  (select count(*) from agreements_287g a where a.county_fips = c.county_fips and a.status = 'listed')
    ::integer as agreements,
  (select city_agencies + regional_agencies from agreements_unplaced u where u.state_fips = c.state_fips)
    ::integer as unplaced_agencies,
  (select count(*) from event_places e where e.county_fips = c.county_fips)::integer as events,
  (select count(*) from detainers d where d.area_fips = c.county_fips)::integer as records
from counties c join states s using (state_fips) join county_names k using (county_fips)
left join county_latest_population p using (county_fips)
left join county_latest_noncitizens n using (county_fips)
left join county_totals j on j.county_fips = c.county_fips and j.measure = 'detainers_issued_jails'
left join county_totals t on t.county_fips = c.county_fips and t.measure = 'detainers_issued'
left join (
  select county_fips, min(activated) as activated, min(source_id) as source_id
  from (select unnest(list_distinct([county_fips, listed_fips])) as county_fips, activated, source_id from county_activation)
  group by county_fips
) sc on sc.county_fips = c.county_fips
order by c.county_fips
