-- title: Rows by place, month, request and outcome group
-- description: A flagged duplicate is counted apart, whatever it asks for.
with grouped as (
  select outcome_group, coalesce(
    max(outcome) filter (where lower(outcome) = outcome_group), min(outcome)) as outcome
  from outcomes group by outcome_group
),
reasons as (
  select r.reason, g.outcome, r.reason is not null and o.outcome is null as is_new
  from (select distinct reason from given) r
  left join outcomes o on lower(o.outcome) = lower(r.reason)
  join grouped g on g.outcome_group = case when r.reason is null then 'no outcome recorded'
    else coalesce(o.outcome_group, 'other recorded') end
),
requests as (
  select form, doubled, case when doubled then 'likely_duplicates'
    when form = 'Detainer request' or regexp_matches(form, '^I-?247(A|D|\s)', 'i') then 'detainers_issued'
    when form = 'Request for advance notification of release' or regexp_matches(form, '^I-?247(G|N)', 'i')
      then 'notifications_requested'
    else 'other_requests' end as measure
  from (select distinct form, doubled from given)
)
select m.month, p.county_fips, p.state_fips, p.way, g.code, g.facility, g.city, g.state, q.measure,
  r.outcome, r.is_new, g.reason, g.given_rows as n
from given g
join places p on p.code is not distinct from g.code and p.city is not distinct from g.city
  and p.state is not distinct from g.state and p.year is not distinct from year(g.prepared)
join requests q on q.form is not distinct from g.form and q.doubled is not distinct from g.doubled
join reasons r on r.reason is not distinct from g.reason
left join months m on m.month = g.prepared
