-- title: Policies and dated counts on one axis
-- description: Local, state and federal policy dates, listed 287(g) agreements and dated detainer counts.
-- row: one event, agreement or dated count
-- key: county_fips
-- headline: {{ rows | length | said }} {{ 'entry' if rows | length == 1 else 'entries' }} from {{ rows[0].starts.year }} to {{ rows[-1].starts.year }}
-- note: A tick is a day, a bar a month, a year or a span of time. The picture shows timing. It does not show that one thing caused another.
with local as (
  select c.county_fips, e.date as starts, e."when" as dated,
    case e.date_precision when 'day' then e.date when 'month' then e.date + interval 1 month
      else e.date + interval 1 year end::date as ends,
    case when e.instrument = 'Secure Communities' then 'Secure Communities'
      when e.instrument like '287(g)%' then '287(g)'
      when e.county_fips is null then 'State'
      else 'Local policy' end as lane,
    replace(e.effect_on_cooperation, 'none', 'neither') as effect, e.summary as what, e.source_id
  from counties c join policy_events_dated e
    on e.county_fips = c.county_fips or (e.county_fips is null and e.state_fips = c.state_fips)
),
agreements as (
  select county_fips, coalesce(signed_date, first_listed) as starts,
    case when signed_date is null then 'listed from ' else 'signed ' end
      || strftime(coalesce(signed_date, first_listed), '%-d %B %Y') as dated,
    coalesce(first_not_listed, last_listed) as ends, '287(g)' as lane, 'adds' as effect,
    agency || ' on ICE''s list (' || model || ')' as what, source_id
  from agreements_287g where county_fips is not null
),
shared as (
  select county_fips, activated as starts, strftime(activated, '%-d %B %Y') as dated, activated as ends, 'Secure Communities' as lane,
    'adds' as effect, 'Secure Communities switched on' as what, source_id
  from secure_communities where activated is not null
),
counts as (
  select area_fips as county_fips, period_start as starts,
    case when period_start = period_end then strftime(period_end, '%-d %B %Y')
      else strftime(period_start, '%-d %B %Y') || ' to ' || strftime(period_end, '%-d %B %Y') end as dated,
    (period_end + interval 1 day)::date as ends,
    'Counts' as lane, 'count' as effect,
    coalesce(agency || ': ', '') || m.title || ': '
      || case exactness when 'suppressed' then 'small number, not published' when 'at_least' then 'at least '
         when 'rounded' then 'about ' else '' end
      || coalesce(format('{:,}', value::bigint), '') as what,
    d.source_id
  from detainers d join measures m using (measure)
  where length(area_fips) = 5 and period_start is not null
    and outcome is null
)
select * from local union all select * from agreements union all select * from shared
union all select * from counts
order by county_fips, starts, ends, lane, what
