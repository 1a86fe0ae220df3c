-- title: Rows with their county
-- description: By the code, with the zero that a spreadsheet cuts; else by the names of county and
--   state. The code must have been in use in the month.
with named as (
  select county_fips, state_fips, lower(name) as name, valid_from, valid_to
  from counties, unnest([county_name, short_name]) t(name)
),
matched as (
  select g.given_rows, g.month, g.value, m.measure, m.unit,
    g.measure is not null and m.measure is null as no_measure,
    g.outcome is not null and o.outcome is null as no_outcome, o.outcome,
    (select min(county_fips) from counties c where c.county_fips = lpad(g.fips, 5, '0')
      and length(g.fips) <= 5
      and coalesce(valid_from, 0) <= year(g.month) and coalesce(valid_to, 9999) >= year(g.month)) as by_code,
    (select case when count(distinct n.county_fips) = 1 then min(n.county_fips) end
      from named n join states s using (state_fips)
      where n.name = lower(g.county) and upper(g.state) in (upper(s.state_name), s.state)
      and coalesce(valid_from, 0) <= year(g.month) and coalesce(valid_to, 9999) >= year(g.month)) as by_name
  from given g
  left join measures m on m.measure = g.measure
  left join outcomes o on lower(o.outcome) = lower(g.outcome)
)
select *, coalesce(by_code, by_name) as county_fips,
  case when month is null or month > current_date then 'no month that can be used: left out'
    when value is null or value < 0 then 'no number that can be used: left out'
    when by_code is not null then 'by the code of the county'
    when by_name is not null then 'by the names of county and state'
    else 'no county: left out' end as way
from matched
