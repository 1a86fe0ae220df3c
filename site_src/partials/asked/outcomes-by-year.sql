-- What does the record say became of the detainers of each year?
-- "No outcome recorded" does not mean that a jail refused.
select substr(d.period_start, 1, 4) as year, o.outcome_group, sum(d.value) as detainers, d.source_id
from detainers d
join outcomes o on o.outcome = d.outcome
where d.source_id = 'npr-foia-outcomes-by-year'
group by substr(d.period_start, 1, 4), o.outcome_group, d.source_id
order by year, o.outcome_group
