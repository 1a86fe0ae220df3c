-- title: A level is below 100 m
-- table: levels
-- field: level
-- expected: a level below 100 m
-- mend: Correct the level of {lake_id}.
select _file, _line, level as found, lake_id from levels where level >= 100
