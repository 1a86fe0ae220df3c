-- title: Detainers in Minnesota, by month
-- description: Detainers that ICE recorded as issued in Minnesota, by month.
-- row: one month
-- headline: Minnesota: {{ first.detainers | said }} detainers in {{ first.month | dated('month') }}, {{ (rows | max(attribute='detainers')).detainers | said }} in {{ (rows | max(attribute='detainers')).month | dated('month') }}
-- note: State total only; the file has no counties. The last month is not complete. Records marked as likely doubles are left out.
select period_start as month, value::bigint as detainers, partial, source_id
from detainers
where area_type = 'state' and area_fips = '27' and observation_id like 'mn-%'
order by month
