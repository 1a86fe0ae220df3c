-- title: What happened next, according to the record, by year
-- description: Share of the detainers of each calendar year by the reason recorded when they were lifted. 2007 begins in October and 2015 ends on 19 July.
-- partial: part
-- row: one group of outcomes in one calendar year
-- headline: {% set shares = rows | rejectattr('part') | selectattr('outcome_group', 'equalto', 'no outcome recorded') | selectattr('year', 'ge', 2010) | map(attribute='percent') | list %}From 2010 to 2014, {{ shares | min | round | int }} to {{ shares | max | round | int }}% of each year's detainers had no outcome recorded
-- note: 2007 and 2015 are parts of a year and paler. No outcome recorded means that the file gives no reason: the case may be open, most of all for the newest detainers, or nobody filled in the field. It does not mean that a jail refused. The names of the reasons changed over the years.
select year(period_start) as year,
  year(period_start) || case when bool_or(partial) then ' (part)' else '' end as covered,
  bool_or(partial) as part, outcome_group, sum(value)::bigint as detainers,
  100.0 * sum(value) / nullif(sum(sum(value)) over (partition by year(period_start)), 0) as percent,
  any_value(d.source_id) as source_id
from detainers d join outcomes using (outcome)
where area_type = 'country' and measure = 'detainers_issued'
  and observation_id like 'us-%' and outcome is not null
group by year(period_start), outcome_group
order by year, outcome_group
