"""A problem says what, where and how to mend it; a report keeps problems in order."""

import pytest

from publisher.problem import KINDS, InputError, Problem, Report, column_letter, shown

FIRST = Problem("a.csv", 2, 1, "type", "x", "a number")
SECOND = Problem("a.csv", 10, 1, "type", "y", "a number")
WARNED = Problem("b.csv", 1, 0, "rule", "z", "less", level="warning")


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            Problem("a.csv", 2, 3, "type", "area 'x'", "a number", "Correct the cell."),
            "a.csv:2:3  area 'x' -> a number. Correct the cell.",
        ),
        (
            Problem("a.csv", 2, 0, "row-shape", "a blank row", "none"),
            "a.csv:2  a blank row -> none.",
        ),
        (Problem("a.csv", 0, 0, "file-missing", "no file", "one"), "a.csv  no file -> one."),
        (Problem("q.sql", 1, 1, "rule", "x", "is this so?"), "q.sql:1:1  x -> is this so?"),
        (WARNED, "b.csv:1  warning: z -> less."),
        (
            Problem("a.csv", 2, 3, "type", "x", "a number", "Ask.", suggestion="Write '1'."),
            "a.csv:2:3  x -> a number. Write '1'. Ask.",
        ),
    ],
)
def test_a_problem_is_one_line_that_begins_with_its_place(problem: Problem, line: str) -> None:
    assert str(problem) == line


@pytest.mark.parametrize(
    ("column", "letter"),
    [(0, ""), (1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_a_column_has_the_letter_of_a_spreadsheet(column: int, letter: str) -> None:
    assert column_letter(column) == letter


def test_only_a_table_has_letters() -> None:
    assert Problem("a.CSV", 2, 3, "type", "x", "y").letter == "C"
    assert Problem("a.csv", 2, 0, "row-shape", "x", "y").letter == ""
    assert Problem("a.json", 2, 3, "descriptor", "x", "y").letter == ""


@pytest.mark.parametrize(
    ("cell", "seen"),
    [("x", "'x'"), ("a\nb\x1b[2J", "'a b [2J'"), ("9" * 100, f"'{'9' * 77}…'"), (1, "'1'")],
)
def test_a_cell_is_shown_in_quotes_on_one_line_cut_when_long(cell: object, seen: str) -> None:
    assert shown(cell) == seen


def test_two_reports_are_one_in_order_of_place_without_repeats() -> None:
    both = Report((SECOND, WARNED), {"files": 2}).plus(
        Report((FIRST, SECOND), {"files": 1, "x": 1})
    )
    assert both.problems == (FIRST, SECOND, WARNED)
    assert both.counts == {"files": 3, "x": 1}


def test_warnings_are_no_errors() -> None:
    report = Report((FIRST, WARNED))
    assert report.errors == (FIRST,)
    assert report.warnings == (WARNED,)


def test_an_input_error_is_its_problems_one_a_line() -> None:
    assert InputError(FIRST).problems == (FIRST,)
    assert (
        str(InputError([FIRST, SECOND])) == "a.csv:2:1  x -> a number.\na.csv:10:1  y -> a number."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_explained_in_a_sentence(kind: str) -> None:
    assert kind.replace("-", "").isalpha()
    assert KINDS[kind].endswith(".")
