"""The content's rules are SQL; each row that a rule returns is a problem at that row's place."""

import pytest

from publisher.package import load_package
from publisher.problem import InputError, Report
from publisher.rules import apply_rules, read_rules
from publisher.warehouse import load, reading
from tests.publisher.lakes import LEVELS_CSV, Lay

RULE = "datasets/rules/level-is-low.sql"
HEADER = "-- title: Low\n-- table: levels\n-- field: level\n-- expected: a level below {limit} m\n"
FOUND = (
    "select _file, _line, level as found, lake_id, 100 as limit from levels where level >= 100\n"
)


def applied(project: Lay, files: dict[str, str]) -> Report:
    """What the rules of a project find in its tables."""
    root = project(files)
    package = load_package(root)
    load(package, root / "build/w.duckdb")
    with reading(root / "build/w.duckdb") as connection:
        return apply_rules(package, read_rules(root), connection)


def levels(*rows: str) -> dict[str, str]:
    return {LEVELS_CSV: "\n".join(["lake_id,day,level", *rows, ""])}


def test_good_rows_break_no_rule(project: Lay) -> None:
    report = applied(project, {})
    assert report.problems == ()
    assert report.counts == {"rules": 1}


def test_a_row_that_breaks_a_rule_is_told_with_its_file_line_and_column(project: Lay) -> None:
    report = applied(project, levels("blue,2020-01-01,99", "blue,2020-01-02,100.5"))
    assert [str(problem) for problem in report.problems] == [
        "datasets/levels/2020.csv:3:3  100.5 -> a level below 100 m (rule level-is-low)."
        " Correct the level of blue."
    ]


def test_the_words_of_a_rule_are_filled_in_from_the_row(project: Lay) -> None:
    more = "-- mend: Ask {lake_id}, not {nobody}.\n"
    report = applied(project, {**levels("blue,2020-01-01,100"), RULE: HEADER + more + FOUND})
    assert [(p.expected, p.mend) for p in report.problems] == [
        ("a level below 100 m (rule level-is-low)", "Ask blue, not {nobody}.")
    ]


def test_a_rule_may_warn(project: Lay) -> None:
    rule = HEADER + "-- level: warning\n" + FOUND
    report = applied(project, {**levels("blue,2020-01-01,100"), RULE: rule})
    assert report.errors == ()
    assert [problem.line for problem in report.warnings] == [2]


def test_the_line_is_right_below_a_cell_of_several_lines(project: Lay) -> None:
    text = 'lake_id,name,area,opened\nblue,"Blue\nLake",1,\ngreen,Green,500,\n'
    rule = (
        "-- title: Small\n-- table: lakes\n-- field: area\n-- expected: a small lake\n"
        "select _file, _line, area as found from lakes where area > 100\n"
    )
    report = applied(project, {"datasets/lakes/lakes.csv": text, RULE: rule})
    assert [(p.line, p.column, p.found) for p in report.problems] == [(4, 3, "500.0")]


def test_a_key_is_used_once_in_all_files_of_a_table(project: Lay) -> None:
    report = applied(project, levels("blue,2020-01-01,1", "blue,2021-01-01,1"))
    assert [str(problem) for problem in report.problems] == [
        "datasets/levels/2021.csv:2:1  lake_id and day blue and 2021-01-01 again"
        " -> one row for each key (also in datasets/levels/2020.csv:3). Remove or correct one row."
    ]


def test_a_problem_of_a_rule_has_its_cell_and_one_cause(project: Lay) -> None:
    report = applied(project, levels("blue,2020-01-01,100", "blue,2020-01-02,1e3"))
    assert [(p.letter, p.field, p.cell, p.cause) for p in report.problems] == [
        ("C", "level", "100", "rule level-is-low"),
        ("C", "level", "1e3", "rule level-is-low"),
    ]


NEAREST = """-- title: A lake is known
-- table: levels
-- field: lake_id
-- expected: the key of a lake
-- nearest: lakes.lake_id
select _file, _line, lake_id as found from levels where lake_id not in (select lake_id from lakes)
"""


def test_a_rule_may_say_where_a_near_key_is(project: Lay) -> None:
    report = applied(project, {**levels("bleu,2020-01-01,1"), RULE: NEAREST})
    assert [(p.suggestion, p.instead) for p in report.problems] == [
        ("Near it: Blue Lake is blue.", "blue")
    ]


# A rule that cannot be used, and what is told of it.
WRONG = [
    (HEADER.replace("levels", "depths") + FOUND, f"{RULE}:1:1  the rule blames depths.level -> a field of a table."),
    (HEADER.replace("field: level", "field: depth") + FOUND, f"{RULE}:1:1  the rule blames levels.depth -> a field of a table."),
    (HEADER + "select depth from levels\n", f'{RULE}  Binder Error: Referenced column "depth" not found in FROM clause! -> SQL that runs.'),
    (NEAREST.replace("lakes.lake_id", "lakes.id"), f"{RULE}:1:1  nearest: lakes.id -> table.field."),
    (HEADER + "select level as found from levels\n", f"{RULE}  no column _file and _line -> _file, _line and found."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "told"), WRONG, ids=["table", "field", "SQL", "nearest", "columns"]
)
def test_a_rule_that_cannot_be_used_is_told(rule: str, told: str, project: Lay) -> None:
    with pytest.raises(InputError) as caught:
        applied(project, {RULE: rule})
    assert str(caught.value) == told


def test_a_rule_that_finds_rows_without_a_place_is_told(project: Lay) -> None:
    rule = HEADER + "select null as _file, null as _line, 1 as found\n"
    with pytest.raises(InputError, match=rf"^{RULE}"):
        applied(project, {RULE: rule})


def test_a_rule_needs_a_table_a_field_and_what_is_expected(project: Lay) -> None:
    with pytest.raises(InputError) as caught:
        read_rules(project({RULE: "-- title: Low\nselect 1\n"}))
    assert [p.found for p in sorted(caught.value.problems)] == [
        "no header 'expected'",
        "no header 'field'",
        "no header 'table'",
    ]
