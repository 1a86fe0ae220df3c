-- title: Nothing but the total is published of fewer than 10
-- description: A count of all detainers or people of an area and period may be small. Of fewer than 10, no outcome, kind of facility, days or cost is given, so that no single case can be seen.
-- table: detainers
-- field: value
-- expected: no such number where it stands for fewer than 10
-- mend: Leave the row out, or empty the number and set exactness to suppressed.
-- level: error
with whole as (
  select source_id, area_fips, city, agency, period_start, period_end, page, note, area_type, measure, value
  from detainers
  where outcome is null and facility_kind is null and measure in ('detainers_issued', 'people_with_detainer')
    and area_type in ('agency', 'city', 'county', 'unplaced')
)
select d._file, d._line, d.observation_id || ': ' || d.value as found
from detainers d
left join whole w on w.source_id = d.source_id and w.area_type = d.area_type and w.area_fips = d.area_fips
  and w.city is not distinct from d.city and w.agency is not distinct from d.agency and w.page = d.page
  and w.period_start is not distinct from d.period_start and w.period_end = d.period_end
  and (d.area_type <> 'unplaced' or w.note is not distinct from d.note)
  and w.measure = case when d.measure like 'jail_%' then 'people_with_detainer' else 'detainers_issued' end
where d.value is not null and d.area_type in ('agency', 'city', 'county', 'unplaced') and (
  (d.outcome is not null and d.value < 10)
  or ((d.facility_kind is not null or d.measure = 'detainers_issued_jails') and d.value between 1 and 9)
  or ((d.facility_kind is not null or d.outcome is not null or d.measure = 'detainers_issued_jails') and w.value < 10)
  or (d.measure in ('jail_days_of_people_with_detainer', 'jail_cost_of_people_with_detainer')
    and coalesce(w.value, 0) < 10)
)
