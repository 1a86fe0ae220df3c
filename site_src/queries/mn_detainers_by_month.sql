-- title: Detainers in Minnesota, by month
-- description: Detainers that ICE recorded as issued in Minnesota, by month.
-- row: one month
-- headline: {% set whole = rows | rejectattr('partial') | map(attribute='detainers') | sort %}Minnesota: half of {{ whole | length | said }} months had {{ whole[(whole | length) // 2] | said }} detainers or fewer; {{ (rows | max(attribute='detainers')).month | dated('month') }} had {{ whole[-1] | said }}
-- partial: partial
-- note: Statewide totals only; the file does not name counties. March 2026 is incomplete. Likely duplicates are left out, and so are records without an identifier. Almost half of the detainers of February 2026 bear the date of one day, 11 February: read them as a batch entered that day.
select period_start as month, value::bigint as detainers, partial, source_id
from detainers
where area_type = 'state' and area_fips = '27' and observation_id like 'mn-%'
order by month
