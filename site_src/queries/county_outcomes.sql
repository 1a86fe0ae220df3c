-- title: What happened next, according to the record
-- description: By agency and recorded reason, for all agencies of the county, prisons included. A missing outcome, or no record that ICE took custody, is not a refusal. Records without a reason are left out of the counts of single agencies. Small numbers, and those that would give them away, are not published.
-- row: one outcome of one agency, or of all agencies of the county
-- key: county_fips
-- show period: {% set end = period_end | dated("short") %}{% if period_start is none %}{{ _("to about %(year)s, not stated", year=period_end.year | string) }}{% else %}{{ _("%(start)s to %(end)s", start=period_start | dated("short"), end=end) }}{% endif %}
-- columns: agency, outcome_said, period, detainers, source_id
select d.area_fips as county_fips, coalesce(d.agency, 'All agencies of the county') as agency,
  o.title as outcome_said, d.value::bigint as detainers, d.period_start, d.period_end,
  d.source_id
from single_numbers d join outcomes o using (outcome)
where length(d.area_fips) = 5 and d.exactness <> 'suppressed'
order by d.area_fips, d.agency nulls first, d.value desc, d.observation_id
