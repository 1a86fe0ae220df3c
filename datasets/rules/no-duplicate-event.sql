-- title: No event twice
-- table: policy_events
-- field: event_id
-- expected: each event once; it is also {first_row}
-- mend: Remove one of the two rows. Where the source itself repeats an entry, say so in the note.
-- level: error
select _file, _line, event_id as found,
  first(event_id) over same as first_row
from policy_events
window same as (
  partition by date, state_fips, county_fips, jurisdiction, actor, instrument, instrument_name, action,
    summary, source_id, note
  order by event_id
)
qualify row_number() over same > 1
