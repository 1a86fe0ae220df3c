-- title: The unit is that of the measure
-- table: detainers
-- field: unit
-- expected: the unit {unit_of_measure} of the measure {measure}
-- mend: Correct unit or measure.
-- level: error
select d._file, d._line, d.unit as found, d.measure, m.unit as unit_of_measure
from detainers d
join measures m using (measure)
where d.unit <> m.unit
