-- title: Policy dates with monthly counts on both sides
-- description: Dates with at least three whole months counted before and after, within a year.
-- row: one policy date
select e.event_id, e.date, e.date_precision, e."when", e.summary, e.jurisdiction, e.effect_on_cooperation, e.page,
  coalesce(c.county_name || ', ' || s.state_name, s.state_name, 'United States') as place,
  e.county_fips, e.state_fips,
  case when c.slug is not null then 'counties/' || s.slug || '/' || c.slug || '/'
    when s.slug is not null then 'states/' || s.slug || '/' else 'national/' end as place_address,
  'before-after/' || e.event_id || '/' as address, b.months_before, b.months_after, b.mean_before, b.mean_after,
  round(b.mean_before)::integer as about_before, round(b.mean_after)::integer as about_after,
  coalesce(e.instrument_name, e.instrument) as name, e.source_id
from (
  select event_id, count(*) filter (where side = 'before')::integer as months_before,
    count(*) filter (where side = 'after')::integer as months_after,
    avg(detainers) filter (where side = 'before') as mean_before,
    avg(detainers) filter (where side = 'after') as mean_after
  from before_after where series = 'here' group by event_id
) b join policy_events_dated e using (event_id)
left join states s using (state_fips) left join counties c on c.county_fips = e.county_fips
order by place, e.date, e.event_id
