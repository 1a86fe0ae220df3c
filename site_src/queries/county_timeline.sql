-- title: Policies and dated counts on one axis
-- description: Local, state and federal policy dates, listed 287(g) agreements and dated detainer counts.
-- row: one event, agreement or dated count
-- key: county_fips
-- columns: dated, lane, what, effect, source_id
-- headline: {{ rows | length | said }} {{ 'entry' if rows | length == 1 else 'entries' }} from {{ rows[0].starts.year | string }} to {{ rows[-1].starts.year | string }}
-- note: A tick is a day, a bar a month, a year or a span of time. The picture shows timing. It does not show that one thing caused another.
-- show dated: {% if form == "listed" %}{{ _("listed from %(date)s", date=starts | dated) }}{% elif form == "signed" %}{{ _("signed %(date)s", date=starts | dated) }}{% elif form == "span" %}{{ _("%(start)s to %(end)s", start=starts | dated, end=until | dated) }}{% else %}{{ starts | dated(form) }}{% endif %}
-- show what: {% if kind == "agreement" %}{{ _("%(agency)s on ICE's list (%(model)s)", agency=agency, model=what | tr) }}{% elif kind == "count" %}{% if agency %}{{ agency }}: {% endif %}{{ what | tr }}: {% if exactness == "suppressed" %}{{ _("small number, not published") }}{% elif exactness == "at_least" %}{{ _("at least %(n)s", n=value) }}{% elif exactness == "rounded" %}{{ _("about %(n)s", n=value) }}{% else %}{{ value }}{% endif %}{% else %}{{ what | tr }}{% endif %}
with local as (
  select c.county_fips, 'event' as kind, e.date as starts, e.date_precision as form,
    case e.date_precision when 'day' then e.date when 'month' then e.date + interval 1 month
      else e.date + interval 1 year end::date as ends, null::date as until,
    case when e.instrument = 'Secure Communities' then 'Secure Communities'
      when e.instrument like '287(g)%' then '287(g)'
      when e.reach = 'state' then 'State'
      else 'Local policy' end as lane,
    replace(e.effect_on_cooperation, 'none', 'neither') as effect, null as agency, e.summary as what,
    null as exactness, null::bigint as value, e.source_id
  from counties c join policy_events_dated e
    on (e.reach = 'state' and e.state_fips = c.state_fips)
      or exists (from event_places p where p.event_id = e.event_id and p.county_fips = c.county_fips)
),
agreements as (
  select county_fips, 'agreement', coalesce(signed_date, first_listed),
    case when signed_date is null then 'listed' else 'signed' end,
    coalesce(first_not_listed, last_listed), null, '287(g)', 'adds', agency, model, null, null, source_id
  from agreements_287g where county_fips is not null
),
shared as (
  select unnest(list_distinct([county_fips, listed_fips])), 'shared', activated, 'day', activated, null, 'Secure Communities', 'adds', null,
    'Secure Communities switched on', null, null, source_id
  from county_activation
),
counts as (
  select area_fips, 'count', period_start, case when period_start = period_end then 'day' else 'span' end,
    (period_end + interval 1 day)::date, period_end, 'Counts', 'count', agency, m.title, exactness,
    value::bigint, d.source_id
  from single_numbers d join measures m using (measure)
  where length(area_fips) = 5 and period_start is not null and outcome is null
)
select * from local union all select * from agreements union all select * from shared
union all select * from counts
order by county_fips, starts, ends, lane, what, agency, value
