-- title: Detainers recorded in the United States, by month
-- description: Detainers that ICE recorded as issued, all agencies, by month, October 2007 to 19 July 2015.
-- row: one month of the file released under FOIA
-- partial: partial
-- headline: Detainers peaked at {{ (rows | max(attribute='detainers')).detainers | said }} in {{ (rows | max(attribute='detainers')).month | dated('month') }} and fell to {{ (rows | rejectattr('partial') | list | last).detainers | said }} by {{ (rows | rejectattr('partial') | list | last).month | dated('month') }}
-- note: The file begins in October 2007 and contains some duplicate records, so its yearly totals are higher than TRAC's totals from the same records. July 2015 covers only the first 19 days: its point is hollow and not joined. A policy date next to a rise or fall does not prove that the policy caused it.
select period_start as month, value::bigint as detainers, partial, source_id
from detainers
where area_type = 'country' and measure = 'detainers_issued' and outcome is null
  and observation_id similar to 'us-[0-9]{4}-[0-9]{2}'
order by month
