-- title: A noncitizen estimate covers five years
-- table: noncitizens
-- field: period_start_year
-- expected: the year four years before {period_end_year}
-- mend: Correct period_start_year or period_end_year.
-- level: error
select _file, _line, period_start_year as found, period_end_year
from noncitizens
where period_start_year <> period_end_year - 4
