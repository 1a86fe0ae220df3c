-- title: Dates of an agreement are in order
-- table: agreements_287g
-- field: last_listed
-- expected: first_listed, last_listed and first_not_listed in this order
-- mend: Correct the dates of {agreement_id}.
-- level: error
select _file, _line, agreement_id,
  concat_ws(', ', first_listed, last_listed, first_not_listed) as found
from agreements_287g
where last_listed < first_listed or first_not_listed <= last_listed
