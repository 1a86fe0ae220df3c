-- title: Opinions and predictions are marked "not checked", and facts are not
-- table: statements
-- field: finding
-- expected: not checked for an opinion or a prediction, another finding for a fact
-- mend: Correct kind or finding. Data can test what is said to be so, not what someone thinks or expects.
-- level: error
select _file, _line, kind || ', ' || finding as found
from statements
where (kind <> 'fact') <> (finding = 'not checked')
