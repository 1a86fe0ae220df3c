-- title: Detainer counts, source by source
-- description: What each source counts for the county or its agencies. Do not add numbers of different sources.
-- row: one published or recorded number
-- key: county_fips
-- columns: measured, number, period, agency, counted_by, rank_in_state, note, source_id
-- show number: {% set n = value | said %}{% if exactness == "at_least" %}{% set n = _("at least %(n)s", n=value) %}{% elif exactness == "at_most" %}{% set n = _("at most %(n)s", n=value) %}{% elif exactness == "rounded" %}{% set n = _("about %(n)s", n=value) %}{% endif %}{{ n }}{% if unit != "detainers" %} {{ _(unit) }}{% endif %}
-- show period: {% set end = period_end | dated("short") %}{% if period_start is none %}{{ _("to about %(year)s, not stated", year=period_end.year | string) }}{% elif period_start == period_end %}{{ end }}{% else %}{{ _("%(start)s to %(end)s", start=period_start | dated("short"), end=end) }}{% endif %}
-- show rank_in_state: {% if counties_in_state and counties_in_state > 1 %}{{ _("%(rank)s of %(all)s (median %(median)s)", rank=state_rank, all=counties_in_state, median=state_median | round | int) }}{% endif %}
select d.area_fips as county_fips, m.title as measured, d.value::bigint as value, d.exactness, d.unit,
  d.period_start, d.period_end, coalesce(d.agency, d.city, d.facility_kind) as agency, d.counted_by,
  t.state_rank, t.counties_in_state, t.state_median, d.note, d.source_id
from single_numbers d join measures m using (measure)
left join county_totals t on t.county_fips = d.area_fips and t.measure = d.measure
  and d.area_type = 'county' and t.source_id = d.source_id
where length(d.area_fips) = 5 and d.outcome is null and d.exactness <> 'suppressed'
order by d.area_fips, d.observation_id not like 'trac-%', d.measure, d.period_end, d.observation_id
