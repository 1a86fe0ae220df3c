-- title: Rows by place, month, request and outcome group
-- description: A flagged duplicate is counted apart, whatever it asks for.
with grouped as (
  select outcome_group, coalesce(
    max(outcome) filter (where lower(outcome) = outcome_group), min(outcome)) as outcome
  from outcomes group by outcome_group
),
said as (
  select g.*, p.county_fips, p.state_fips, p.way, m.month,
    case when doubled then 'likely_duplicates'
      when form = 'Detainer request' or regexp_matches(form, '^I-?247(A|D|\s)', 'i') then 'detainers_issued'
      when form = 'Request for advance notification of release' or regexp_matches(form, '^I-?247(G|N)', 'i')
        then 'notifications_requested'
      else 'other_requests' end as measure,
    case when reason is null then 'no outcome recorded'
      else coalesce(o.outcome_group, 'other recorded') end as outcome_group,
    reason is not null and o.outcome is null as is_new
  from given g
  join places p on p.code is not distinct from g.code and p.city is not distinct from g.city
    and p.state is not distinct from g.state and p.year is not distinct from year(g.prepared)
  left join months m on m.month = g.prepared
  left join outcomes o on lower(o.outcome) = lower(g.reason)
)
select s.month, s.county_fips, s.state_fips, s.way, s.code, s.facility, s.city, s.state, s.measure,
  g.outcome, s.is_new, s.reason, sum(s.given_rows)::bigint as n
from said s join grouped g using (outcome_group)
group by all
