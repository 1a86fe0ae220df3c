-- title: What the record says became of detainers, by year
-- description: Share of the detainers of each calendar year by the reason recorded when they were lifted. 2007 begins in October and 2015 ends on 19 July.
-- row: one group of outcomes in one calendar year
-- headline: In {{ rows[0].year | string }} {{ (rows | selectattr('year', 'equalto', rows[0].year) | selectattr('outcome_group', 'equalto', 'no outcome recorded') | map(attribute='percent') | first) | round(0) | int }} % of detainers had no outcome recorded; in {{ rows[-1].year | string }}, {{ (rows | selectattr('year', 'equalto', rows[-1].year) | selectattr('outcome_group', 'equalto', 'no outcome recorded') | map(attribute='percent') | first) | round(0) | int }} %
-- note: No outcome recorded means that the file holds no reason: the case may be open, or nobody filled the field in. It does not mean that a jail refused. The names of the reasons changed over the years.
select year(period_start) as year, outcome_group, sum(value)::bigint as detainers,
  100.0 * sum(value) / nullif(sum(sum(value)) over (partition by year(period_start)), 0) as percent,
  any_value(d.source_id) as source_id
from detainers d join outcomes using (outcome)
where area_type = 'country' and measure = 'detainers_issued'
  and observation_id like 'us-%' and outcome is not null
group by year(period_start), outcome_group
order by year, outcome_group
