"""A report reads well with one problem or two hundred, and nothing in a cell acts on its reader."""

import json

import pytest

from publisher.problem import Problem, Report
from publisher.report import (
    SUMMARY,
    as_github,
    as_json,
    as_markdown,
    as_text,
    entries,
    places,
    render,
)


def cell(line: int, text: str = "x", file: str = "a.csv", **more: str) -> Problem:
    """A wrong cell in the second column, `day`."""
    known = {"field": "day", "cell": text, "cause": "t.day: type", "mend": "Correct the cell."}
    return Problem(file, line, 2, "type", f"day '{text}'", "a date", **{**known, **more})


ONE = Report((cell(2),), {"files": 1})
PAGE = Problem("site_src/pages/index.md", 7, 0, "page", "asks for 'x'", "something that exists")


def test_one_problem_is_its_place_what_is_there_what_was_expected_and_what_to_do() -> None:
    assert as_text(ONE).splitlines() == [
        "a.csv:2:2  day 'x' (column B)",
        "    -> a date.",
        "    Correct the cell.",
        "1 problem",
    ]


def test_a_problem_of_no_table_has_no_column() -> None:
    assert as_text(Report((PAGE,))).splitlines() == [
        "site_src/pages/index.md:7  asks for 'x'",
        "    -> something that exists.",
        "1 problem",
    ]


def test_a_field_that_is_not_in_the_words_is_named_with_its_column() -> None:
    rule = Problem("a.csv", 2, 28, "rule", "425.0", "less", field="level", level="warning")
    assert as_text(Report((rule,))).splitlines()[0] == (
        "a.csv:2:28  warning: 425.0 (column AB, level)"
    )


def test_two_hundred_problems_of_one_cause_read_as_one() -> None:
    report = Report(tuple(cell(line) for line in range(2, 202)))
    assert as_text(report).splitlines() == [
        "a.csv:2:2  day 'x' (column B), and 199 more like it",
        "    -> a date.",
        "    Correct the cell.",
        "    also lines 3-201",
        "200 problems with 1 cause",
    ]


def test_different_cells_of_one_cause_are_shown_with_what_to_write() -> None:
    cells = [cell(n, f"{n}/13/2018", instead=f"2018-13-{n:02}") for n in range(2, 10)]
    other = [cell(3, "1/1/2019", "b.csv", instead="2019-01-01")] * 1
    assert as_text(Report((*cells, *other))).splitlines() == [
        "a.csv:2:2  day '2/13/2018' (column B), and 8 more like it",
        "    -> a date.",
        "    Correct the cell.",
        "    also line 3: '3/13/2018', write '2018-13-03'",
        "    also line 4: '4/13/2018', write '2018-13-04'",
        "    also line 5: '5/13/2018', write '2018-13-05'",
        "    also line 6: '6/13/2018', write '2018-13-06'",
        "    also lines 7-9",
        "    also b.csv: line 3",
        "9 problems with 1 cause",
    ]


def test_two_hundred_problems_of_five_causes_are_five_entries() -> None:
    causes = [cell(n, cause=f"t.day: {n % 5}") for n in range(2, 202)]
    found = as_text(Report(tuple(causes))).splitlines()
    assert [line.split("  ")[0] for line in found if line[0] != " "] == [
        "a.csv:2:2",
        "a.csv:3:2",
        "a.csv:4:2",
        "a.csv:5:2",
        "a.csv:6:2",
        "200 problems with 5 causes",
    ]
    assert "    also lines 7, 12, 17, 22, 27, 32, 37, 42 and 31 more" in found


def test_problems_without_a_cause_are_one_only_when_their_words_are() -> None:
    rows = [Problem("a.csv", n, 0, "row-shape", "a blank row", "none") for n in (2, 5)]
    assert [len(entry.problems) for entry in entries([*rows, PAGE])] == [2, 1]


def test_an_error_and_a_warning_are_never_one() -> None:
    assert len(entries([cell(2), cell(3, level="warning")])) == 2


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([4], "a.csv: line 4"),
        ([4, 4], "a.csv: line 4"),
        ([2, 3, 4, 9], "a.csv: lines 2-4 and 9"),
        ([9, 2], "a.csv: lines 2 and 9"),
        ([*range(2, 100, 2)], "a.csv: lines 2, 4, 6, 8, 10, 12, 14, 16 and 41 more"),
    ],
)
def test_lines_in_a_row_are_a_range(lines: list[int], said: str) -> None:
    assert places([cell(line) for line in lines]) == said


def test_long_words_are_wrapped() -> None:
    report = Report((cell(2, mend="Write it again. " * 20),))
    assert max(map(len, as_text(report).splitlines())) <= 100


def test_nothing_found_says_nothing() -> None:
    assert [render(Report(), form) for form in ("text", "github")] == ["", ""]
    assert render(Report(), "markdown") == "No problems found."


# GitHub.


def test_an_annotation_stands_at_the_place() -> None:
    assert as_github(ONE).splitlines() == [
        "::error file=a.csv,line=2,col=2,title=type%3A column B%2C day::"
        "day 'x' (column B)%0A-> a date.%0ACorrect the cell.",
        "1 problem",
    ]


def test_a_warning_is_a_warning_and_what_is_not_known_is_left_out() -> None:
    problem = Problem("datapackage.json", 0, 0, "descriptor", "x", "y", level="warning")
    assert as_github(Report((problem,))).splitlines()[0] == (
        "::warning file=datapackage.json,title=descriptor::warning: x%0A-> y."
    )


def test_signs_that_commands_are_made_of_are_escaped() -> None:
    problem = Problem("a,b:c%.csv", 2, 1, "type", "50%\r\n::error::x", "y", field="a:b,c")
    assert as_github(Report((problem,))).splitlines()[0] == (
        "::error file=a%2Cb%3Ac%25.csv,line=2,col=1,title=type%3A column A%2C a%3Ab%2Cc::"
        "50%25%0D%0A::error::x (column A, a:b,c)%0A-> y."
    )


def test_ten_annotations_of_a_level_are_shown_and_the_rest_is_text() -> None:
    errors = [cell(n, cause=str(n)) for n in range(2, 15)]
    warnings = [cell(n, cause=str(n), level="warning") for n in range(2, 4)]
    lines = as_github(Report((*errors, *warnings))).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert sum(line.startswith("::warning ") for line in lines) == 2
    assert [line for line in lines if line.startswith("a.csv")] == [
        f"a.csv:{n}:2  day 'x' (column B)" for n in (12, 13, 14)
    ]
    assert lines[-1] == "15 problems"


@pytest.mark.parametrize("form", ["text", "github"])
@pytest.mark.parametrize("words", ["::stop-commands::x", "##[add-path]/tmp", "word " * 19 + "::x"])
def test_no_line_of_text_is_a_command(form: str, words: str) -> None:
    many = [cell(n, cause=str(n)) for n in range(2, 12)]
    report = Report((*many, Problem("a.csv", 20, 1, "type", "x", words, words)))
    for line in render(report, form).splitlines():
        command = line.strip().startswith("::")
        assert not command or line.startswith("::error file=")
        assert "##[" not in line or line.startswith("::error ")


# JSON.


def test_json_has_every_problem_with_documented_fields() -> None:
    report = Report((cell(2, suggestion="Did you mean 'y'?", instead="y"), PAGE), {"files": 1})
    whole = json.loads(as_json(report))
    assert list(whole) == ["version", "errors", "warnings", "counts", "problems"]
    assert (whole["version"], whole["errors"], whole["warnings"]) == (1, 2, 0)
    assert whole["problems"] == [
        {
            "file": "a.csv",
            "line": 2,
            "column": 2,
            "letter": "B",
            "field": "day",
            "cell": "x",
            "kind": "type",
            "level": "error",
            "found": "day 'x'",
            "expected": "a date",
            "suggestion": "Did you mean 'y'?",
            "instead": "y",
            "mend": "Correct the cell.",
            "cause": "t.day: type",
        },
        {
            "file": "site_src/pages/index.md",
            "line": 7,
            "column": None,
            "letter": None,
            "field": None,
            "cell": "",
            "kind": "page",
            "level": "error",
            "found": "asks for 'x'",
            "expected": "something that exists",
            "suggestion": "",
            "instead": None,
            "mend": "",
            "cause": "",
        },
    ]


def test_json_is_json_with_nothing_to_tell() -> None:
    assert json.loads(as_json(Report())) == {
        "version": 1,
        "errors": 0,
        "warnings": 0,
        "counts": {},
        "problems": [],
    }


# Markdown.


def test_markdown_is_a_table_with_a_row_for_each_cause() -> None:
    report = Report(tuple(cell(line) for line in range(2, 202)))
    assert as_markdown(report).splitlines() == [
        "200 problems with 1 cause",
        "",
        "| place | what is there | what to do |",
        "| --- | --- | --- |",
        "| <code>a.csv&#58;2&#58;2</code> | day 'x' (column B), and 199 more like it"
        "<br>also lines 3-201 | Expected: a date. Correct the cell. |",
    ]


# A cell, and what stands in the row instead.
HOSTILE = [
    ("a | b", "a &#124; b"),
    ("<img src=x onerror=1>", "&#60;img src&#61;x onerror&#61;1&#62;"),
    ("@octocat", "&#64;&#8203;octocat"),
    ("#1 and GH-1", "&#35;&#8203;1 and GH-&#8203;1"),
    ("`code` *b* _i_ ~s~", "&#96;code&#96; &#42;b&#42; &#95;i&#95; &#126;s&#126;"),
    ("[x](https://e.org)", "&#91;x&#93;(https&#58;//e.org)"),
    ("www.example.org", "www&#46;example.org"),
    ("a\nb\r\n| c", "a b &#124; c"),
    ("\\| \\", "&#92;&#124; &#92;"),
    ("&lt;b&gt;", "&#38;lt;b&#38;gt;"),
    ("{{ 7*7 }} $x$", "&#123;&#123; 7&#42;7 &#125;&#125; &#36;x&#36;"),
]


@pytest.mark.parametrize(("text", "safe"), HOSTILE)
def test_nothing_in_a_cell_is_markdown_html_or_a_mention(text: str, safe: str) -> None:
    problem = Problem("a.csv", 2, 1, "type", text, text, text)
    row = as_markdown(Report((problem,))).splitlines()[-1]
    assert row == (
        f"| <code>a.csv&#58;2&#58;1</code> | {safe} (column A)"
        f" | Expected: {safe}. {safe} |".replace("\r", "")
    )


def test_markdown_fits_a_comment_and_counts_what_is_left_out() -> None:
    problems = [cell(n, cause=str(n), mend="Write it again. " * 20) for n in range(2, 502)]
    text = as_markdown(Report(tuple(problems)))
    assert len(text) <= SUMMARY
    rows = sum(line.startswith("| <code>") for line in text.splitlines())
    assert text.endswith(f"\n\nand {500 - rows} more problems")
    assert 100 < rows < 500
