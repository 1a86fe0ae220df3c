-- title: Detainers recorded in the United States, by month
-- description: Detainers that ICE recorded as issued, all agencies, by month, October 2007 to 19 July 2015.
-- row: one month of the file released under FOIA
-- headline: Recorded detainers peaked at {{ (rows | max(attribute='detainers')).detainers | said }} in {{ (rows | max(attribute='detainers')).month | dated('month') }} and stood at {{ rows[-2].detainers | said }} in {{ rows[-2].month | dated('month') }}
-- note: The file is not cleaned of doubles: its years are above TRAC's counts of the same records. July 2015 stops on the 19th. A date next to a change does not show what caused it.
select period_start as month, value::bigint as detainers, partial, source_id
from detainers
where area_type = 'country' and measure = 'detainers_issued' and outcome is null
  and observation_id similar to 'us-[0-9]{4}-[0-9]{2}'
order by month
