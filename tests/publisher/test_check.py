"""Files are checked against their description; each mistake is one problem with its place."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.cache import Cache
from publisher.cells import record_lines
from publisher.check import check, check_file
from publisher.package import Package, load_package
from publisher.problem import Problem
from publisher.progress import QUIET, Progress
from tests.publisher.lakes import DESCRIPTOR, LEVELS_CSV, Lay

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+"}},
        {"name": "size", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "kind", "type": "string", "constraints": {"enum": ["deep", "flat"]}},
        {"name": "seen", "type": "date"},
        {"name": "code", "type": "string", "constraints": {"unique": True}},
    ],
    "primaryKey": "id",
    "foreignKeys": [{"fields": "kind", "reference": {"resource": "kinds", "fields": "kind"}}],
}
HEADER = "id,size,kind,seen,code\n"


def checked(folder: Path, content: str | bytes) -> list[Problem]:
    """The problems of one file `t.csv`; its column `kind` points to a table that has `deep`."""
    kinds = {"fields": [{"name": "kind", "type": "string"}]}
    resources = [
        {"name": "t", "path": "t.csv", "schema": SCHEMA},
        {"name": "kinds", "path": "kinds.csv", "schema": kinds},
    ]
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": resources}), encoding="utf-8")
    (folder / "kinds.csv").write_text("kind\ndeep\n", encoding="utf-8")
    (folder / "t.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    package = load_package(folder)
    return check_file(package, package.tables["t"], "t.csv")


# Rows below the header, and all that is told of them.
ROWS: list[tuple[str, str, list[str]]] = [
    ("a good row", "a,1,deep,2020-01-31,x\n", []),
    ("empty cells where they may be", "a,,,,\n", []),
    ("text in place of a number", "a,x,,,\n", ["t.csv:2:2  size 'x' -> a whole number, at least 0. Correct the cell."]),
    ("a fraction in place of a whole number", "a,1.5,,,\n", ["t.csv:2:2  size '1.5' -> a whole number, at least 0. It has decimals, and a whole number has none. Correct the cell."]),
    ("a number with a comma", 'a,"1,000",,,\n', ["t.csv:2:2  size '1,000' -> a whole number, at least 0. A number has no marks for thousands: write '1000'."]),
    ("a number that is too small", "a,-1,,,\n", ["t.csv:2:2  size '-1' -> a whole number, at least 0. Correct the cell."]),
    ("a date in American order", "a,1,,01/31/2020,\n", ["t.csv:2:4  seen '01/31/2020' -> a date written YYYY-MM-DD. The month stands first here: write '2020-01-31'."]),
    ("a day that does not exist", "a,1,,2021-02-29,\n", ["t.csv:2:4  seen '2021-02-29' -> a date written YYYY-MM-DD. Day 29 does not exist: February 2021 has 28 days. Correct the cell."]),
    ("a word that is not in the list", "a,1,wide,,\n", ["t.csv:2:3  kind 'wide' -> one of deep or flat. Correct the cell."]),
    ("a value that the other table lacks", "a,1,flat,,\n", ["t.csv:2:3  kind 'flat' -> a kind that is in the table kinds. Correct it, or add the row there."]),
    ("a cell in another form", "A1,1,,,\n", ["t.csv:2:1  id 'A1' -> text, in the form [a-z]+. Correct the cell."]),
    # Frictionless reports it as a constraint and as a key.
    ("an empty key", ",1,,,\n", ["t.csv:2:1  id is empty -> text, in the form [a-z]+. Fill the cell in."]),
    ("a key twice", "a,1,,,\na,2,,,\n", ["t.csv:3:1  id 'a' again -> one row for each key. Remove or correct one row."]),
    ("a unique value twice", "a,1,,,x\nb,2,,,x\n", ["t.csv:3:5  code 'x' again -> each value once."]),
    ("one cell too many", "a,1,,,x,y\n", ["t.csv:2:6  one cell too many: 'y' -> 5 cells in each row. Put a cell that has commas in it between double quotes."]),
    ("one cell too few", "a,1,,\n", ["t.csv:2:5  no cell for code -> 5 cells in each row. Add the missing commas."]),
    ("a blank row", "a,1,,,\n\nb,1,,,\n", ["t.csv:3  a blank row -> no blank rows. Remove the line."]),
    (
        "mistakes in two cells, in order of place",
        "a,1,,x,\nb,y,,,\n",
        [
            "t.csv:2:4  seen 'x' -> a date written YYYY-MM-DD. Correct the cell.",
            "t.csv:3:2  size 'y' -> a whole number, at least 0. Correct the cell.",
        ],
    ),
    ("a mistake below a cell of two lines", 'a,1,,,"x\ny"\nb,z,,,\n', ["t.csv:4:2  size 'z' -> a whole number, at least 0. Correct the cell."]),
    ("a cell that would break the line of the report", 'a,"1\r\n\x1b[2J",,,\n', ["t.csv:2:2  '1   [2J' has U+001B (a control character), which nobody sees -> text of which every sign can be seen. Write '1  [2J'."]),
    ("a very long cell is cut", f"a,{'9' * 100}x,,,\n", [f"t.csv:2:2  size '{'9' * 77}…' -> a whole number, at least 0. Correct the cell."]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_what_is_told_of_rows(rows: str, told: list[str], tmp_path: Path) -> None:
    assert [str(problem) for problem in checked(tmp_path, HEADER + rows)] == told


@pytest.mark.parametrize(
    ("row", "column"), [("a,1,,,x,y,z", 6), ("a", 2), ("", 0)], ids=["long", "short", "blank"]
)
def test_the_first_line_is_the_header_whatever_the_rows_are_like(
    row: str, column: int, tmp_path: Path
) -> None:
    problems = checked(tmp_path, HEADER + "b,1,,,\n" + f"{row}\n" * 30)
    assert [(p.line, p.column) for p in problems] == [(n, column) for n in range(3, 33)]


NAMES = "the columns id, size, kind, seen and code"
# The header, and all that is told of it.
HEADERS: list[tuple[str, str, list[str]]] = [
    (
        "a column is missing",
        "id,kind,seen,code",
        [f"t.csv:1:2  no column 'size' -> {NAMES}. Add the column 'size', or its name to the header."],
    ),
    (
        "a column is extra",
        "id,size,kind,seen,code,more",
        [f"t.csv:1:6  a column 'more' -> {NAMES}. Remove or rename it."],
    ),
    (
        "a column has another name",
        "id,size,kind,date,code",
        [
            f"t.csv:1:4  a column 'date' -> {NAMES}. Remove or rename it.",
            f"t.csv:1:4  no column 'seen' -> {NAMES}. Add the column 'seen', or its name to the header.",
        ],
    ),
    (
        "a column is there twice",
        "id,size,kind,seen,code,size",
        ["t.csv:1:6  a second column 'size' -> each column once. Remove one of the two."],
    ),
    (
        "columns in another order",
        "size,id,kind,seen,code",
        ["t.csv:1  the columns in the order size, id, kind, seen and code -> the order id, size, kind, seen and code."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("header", "told"), [h[1:] for h in HEADERS], ids=[h[0] for h in HEADERS])
def test_what_is_told_of_a_header(header: str, told: list[str], tmp_path: Path) -> None:
    row = ",".join("a" for _ in header.split(","))
    problems = checked(tmp_path, f"{header}\n{row}\n")
    assert [str(problem) for problem in sorted(problems)] == told


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_cells_are_parted_by_commas_and_nothing_else(mark: str, tmp_path: Path) -> None:
    text = (HEADER + "a,1,deep,2020-01-31,x\nb,2,,,\n").replace(",", mark)
    problems = checked(tmp_path, text)
    assert {(problem.file, problem.line) for problem in problems} == {("t.csv", 1)}


def test_a_quote_that_is_never_closed_is_told_where_it_opens(tmp_path: Path) -> None:
    problems = checked(tmp_path, HEADER + 'a,1,,,x\nb,2,,,"y\nc,3,,,z\n')
    assert [(problem.line, problem.kind) for problem in problems] == [(3, "file-format")]


# The bytes of a file that cannot be read as a table, and what is told.
UNREADABLE: list[tuple[str, bytes, str]] = [
    ("empty", b"", "t.csv:1  an empty file -> a header line and rows. Write the column names on the first line."),
    ("blank lines only", b"\n \n", "t.csv:1  an empty file -> a header line and rows. Write the column names on the first line."),
    (
        "Windows-1252",
        HEADER.encode() + b"a,1,,,x\nb,2,,,\xe9t\xe9\n",
        "t.csv:3:5  a byte that is not UTF-8 (in Windows-1252 it would be \u00e9) -> UTF-8 text. Save the file as 'CSV UTF-8'.",
    ),
    (
        "a spreadsheet",
        HEADER.encode() + b"PK\x03\x04\x00\x00",
        "t.csv:2  a zero byte -> text only. Remove it; the file may be a spreadsheet renamed to .csv.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"), [u[1:] for u in UNREADABLE], ids=[u[0] for u in UNREADABLE]
)
def test_what_is_told_of_a_file_that_is_no_text(content: bytes, told: str, tmp_path: Path) -> None:
    assert [str(problem) for problem in checked(tmp_path, content)] == [told]


# What spreadsheets and systems write differently, and means the same.
@pytest.mark.parametrize(
    "content",
    [
        HEADER + "a,1,,,x\n",
        HEADER + "a,1,,,x",
        HEADER.replace("\n", "\r\n") + "a,1,,,x\r\n",
        "\ufeff" + HEADER + "a,1,,,x\n",
        HEADER + '"a","1","","","x"\n',
        HEADER,
    ],
    ids=["plain", "no last line end", "CR LF", "byte order mark", "all quoted", "no rows"],
)
def test_a_table_may_be_written_in_these_ways(content: str, tmp_path: Path) -> None:
    assert checked(tmp_path, content) == []


def test_a_file_that_is_not_there_is_told(project: Lay) -> None:
    package = load_package(project({LEVELS_CSV: None}))
    problems = check_file(package, package.tables["levels"], LEVELS_CSV)
    assert [(p.file, p.kind) for p in problems] == [(LEVELS_CSV, "file-missing")]


def test_a_csv_file_that_no_table_names_is_a_warning(project: Lay, tmp_path: Path) -> None:
    package = load_package(project({"datasets/levels/2022.csv": "x\n", "notes.csv": "x\n"}))
    report = check(package, Cache(tmp_path / "cache"), Progress(QUIET), workers=1)
    assert [str(problem) for problem in report.problems] == [
        "datasets/levels/2022.csv  warning: a file of no table -> a file that datapackage.json names."
        " Add it to the `path` of its table in datapackage.json, or remove the file."
    ]
    only = check(package, Cache(tmp_path / "cache"), Progress(QUIET), workers=1, only={LEVELS_CSV})
    assert only.problems == ()


def counted(package: Package, cache: Cache) -> dict[str, int]:
    return check(package, cache, Progress(QUIET), workers=1).counts


def test_a_file_is_checked_again_only_when_it_or_a_table_it_points_to_changes(
    project: Lay, tmp_path: Path
) -> None:
    root, cache = project(), Cache(tmp_path / "cache")
    package = load_package(root)
    assert counted(package, cache) == {"files": 3, "checked": 3}
    assert counted(package, cache) == {"files": 3, "checked": 0}
    with (root / LEVELS_CSV).open("a", encoding="utf-8") as file:
        file.write("green,2020-02-01,1\n")
    assert counted(package, cache) == {"files": 3, "checked": 1}
    with (root / "datasets/lakes/lakes.csv").open("a", encoding="utf-8") as file:
        file.write("red,Red Lake,1,\n")
    assert counted(package, cache) == {"files": 3, "checked": 3}


def test_a_kept_verdict_is_the_verdict(project: Lay, tmp_path: Path) -> None:
    package = load_package(project({LEVELS_CSV: "lake_id,day,level\nblue,soon,1\n"}))
    cache = Cache(tmp_path / "cache")
    first = check(package, cache, Progress(QUIET), workers=1)
    again = check(package, cache, Progress(QUIET), workers=1)
    told = f"{LEVELS_CSV}:2:2  day 'soon' -> a date written YYYY-MM-DD. Correct the cell."
    assert [str(problem) for problem in first.problems] == [told]
    assert again.problems == first.problems
    assert again.counts == {"files": 3, "checked": 0}


def test_two_processes_find_what_one_does(project: Lay, tmp_path: Path) -> None:
    package = load_package(project({LEVELS_CSV: "lake_id,day,level\nblue,soon,1\n"}))
    one = check(package, Cache(tmp_path / "one"), Progress(QUIET), workers=1)
    two = check(package, Cache(tmp_path / "two"), Progress(QUIET), workers=2)
    assert one == two
    assert len(one.problems) == 1


CELLS = st.lists(st.sampled_from(["a", " ", ",", '"', "\n", "\r\n", "é"]), max_size=6).map("".join)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=6), st.sampled_from(["\n", "\r\n"])
)
def test_the_line_of_a_record_is_that_of_its_first_cell(rows: list[list[str]], end: str) -> None:
    text, lines = "", []
    for row in rows:
        lines.append(text.count("\n") + 1)
        text += ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + end
    assert record_lines(text) == lines


@given(st.text())
def test_the_lines_of_any_text_rise(text: str) -> None:
    lines = record_lines(text)
    assert lines == sorted(set(lines))
