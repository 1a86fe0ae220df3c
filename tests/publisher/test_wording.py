"""Every mistake that Frictionless finds in a CSV file is told in words, with its place."""

import json
from pathlib import Path

import pytest
from frictionless import errors as known

from publisher.check import check_file
from publisher.package import load_package
from publisher.problem import Problem
from tests.publisher.lakes import DESCRIPTOR

SCHEMA = {
    "fields": [
        {
            "name": "id",
            "type": "string",
            "description": "Two small letters.",
            "constraints": {"required": True, "pattern": "^([a-z]{2})$"},
        },
        {"name": "seen", "type": "date", "description": "Day of the visit."},
        {"name": "kind", "type": "string", "constraints": {"enum": ["deep", "flat"]}},
        {
            "name": "lake",
            "type": "string",
            "description": "The lake, see the table of lakes.",
            "mend": "Add the lake to lakes.csv first.",
        },
        {"name": "code", "type": "string", "constraints": {"unique": True}},
    ],
    "primaryKey": "id",
    "foreignKeys": [{"fields": "lake", "reference": {"resource": "lakes", "fields": "lake"}}],
}
HEAD = "id,seen,kind,lake,code\n"


def checked(folder: Path, content: str | bytes | None) -> list[Problem]:
    lakes = {"fields": [{"name": "lake", "type": "string"}, {"name": "name", "type": "string"}]}
    resources = [
        {"name": "t", "path": "t.csv", "schema": SCHEMA},
        {"name": "lakes", "path": "lakes.csv", "schema": lakes},
    ]
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": resources}), encoding="utf-8")
    (folder / "lakes.csv").write_text("lake,name\nblue,Blue Lake\n", encoding="utf-8")
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (folder / "t.csv").write_bytes(data)
    package = load_package(folder)
    return check_file(package, package.tables["t"], "t.csv")


ID = "text. Two small letters."
DAY = "a date written YYYY-MM-DD. Day of the visit."
COLUMNS = "the columns id, seen, kind, lake and code"
# The type of the error in Frictionless, a file that causes it, and all that is told: place, letter
# and name of the column, cell, and the line of the report.
CAUSED: list[tuple[str, str | bytes | None, tuple[int, str, str, str], str]] = [
    ("type-error", HEAD + "aa,2018-13-05,,,\n", (2, "B", "seen", "2018-13-05"), f"seen '2018-13-05' -> {DAY} Month 13 does not exist. With day and month changed over: '2018-05-13'?"),
    ("constraint-error", HEAD + "aa,,dep,,\n", (2, "C", "kind", "dep"), "kind 'dep' -> one of deep or flat. Did you mean 'deep'?"),
    ("constraint-error", HEAD + "AA,,,,\n", (2, "A", "id", "AA"), f"id 'AA' -> {ID} Capital and small letters differ: write 'aa'."),
    ("constraint-error", HEAD + "a1,,,,\n", (2, "A", "id", "a1"), f"id 'a1' -> {ID} Correct the cell."),
    ("unique-error", HEAD + "aa,,,,x\nbb,,,,x\n", (3, "E", "code", "x"), "code 'x' again -> each value once."),
    ("primary-key", HEAD + "aa,,,,\naa,,,,\n", (3, "A", "id", "aa"), "id 'aa' again -> one row for each key. Remove or correct one row."),
    ("primary-key", HEAD + ",,,blue,\n", (2, "A", "id", ""), f"id is empty -> {ID} Fill the cell in."),
    ("foreign-key", HEAD + "aa,,,blu,\n", (2, "D", "lake", "blu"), "lake 'blu' -> a lake that is in the table lakes. The lake, see the table of lakes. Near it: Blue Lake is blue. Add the lake to lakes.csv first."),
    ("foreign-key", HEAD + "aa,,,Blue Lake,\n", (2, "D", "lake", "Blue Lake"), "lake 'Blue Lake' -> a lake that is in the table lakes. The lake, see the table of lakes. The cell takes the key, not the name: Blue Lake is blue. Add the lake to lakes.csv first."),
    ("missing-cell", HEAD + "aa,,\n", (2, "D", "lake", ""), "no cell for lake -> 5 cells in each row. Add the missing commas."),
    ("extra-cell", HEAD + "aa,,, ,x,y,z\n", (2, "F", "", ""), "one cell too many: 'y' -> 5 cells in each row. Put a cell that has commas in it between double quotes."),
    ("extra-cell", HEAD + "aa,,Ann, Bob,blue,x\n", (2, "F", "", ""), "one cell too many: 'x' -> 5 cells in each row. ' Bob' begins with a blank: it may belong to 'Ann'. Put a cell that has commas in it between double quotes."),
    ("blank-row", HEAD + "aa,,,,\n,,,,\nbb,,,,\n", (3, "", "", ""), "a blank row -> no blank rows. Remove the line."),
    ("missing-label", "id,seen,kind,lake\naa,,,\n", (1, "E", "", ""), f"no column 'code' -> {COLUMNS}. Add the column 'code', or its name to the header."),
    ("extra-label", "id,seen,kind,lake,code,more\naa,,,,,\n", (1, "F", "", ""), f"a column 'more' -> {COLUMNS}. Remove or rename it."),
    ("incorrect-label", "id,Seen,kind,lake,code\naa,,,,\n", (1, "B", "", ""), f"a column 'Seen' -> {COLUMNS}. Rename it to 'seen'."),
    ("incorrect-label", "id,seen,kind,laek,code\naa,,,,\n", (1, "D", "", ""), f"a column 'laek' -> {COLUMNS}. Rename it to 'lake'."),
    ("duplicate-label", "id,seen,kind,lake,code,id\naa,,,,,\n", (1, "F", "", ""), "a second column 'id' -> each column once. Remove one of the two."),
    ("blank-label", "id,seen,kind,lake,code,\naa,,,,,\n", (1, "F", "", ""), f"a column '' -> {COLUMNS}. Remove or rename it."),
    ("blank-header", "\naa,,,,\n", (1, "", "", ""), f"the header '' -> {COLUMNS}. Write the names of the columns on the first line, with commas between them."),
    ("unmatched-header", "aa,,,,\n", (1, "", "", ""), f"the header 'aa,,,,' -> {COLUMNS}. Write the names of the columns on the first line, with commas between them."),
    ("format-error", "id;seen;kind;lake;code\naa;;;;\n", (1, "", "", ""), f"cells with semicolons between them -> {COLUMNS}. Save the file as CSV with commas between the cells."),
    ("source-error", HEAD + 'aa,,,,"x\n', (2, "", "", ""), "a quote that is not closed, or closed too early -> quotes around whole cells. Close it at the end of its cell, or write a quote in a cell as two."),
    ("encoding-error", HEAD.encode() + b"aa,,,,\xe9\n", (2, "E", "", ""), "a byte that is not UTF-8 (in Windows-1252 it would be é) -> UTF-8 text. Save the file as 'CSV UTF-8'."),
    ("scheme-error", None, (0, "", "", ""), "no such file -> the file that is described. Add the file or correct its path in datapackage.json."),
    ("table-error", "", (1, "", "", ""), "an empty file -> a header line and rows. Write the column names on the first line."),
]  # fmt: skip

# Types that no content of a CSV file causes here, by the reason.
NEVER = {
    "a group of other types": "cell-error data-error error file-error header-error label-error row-error",
    "about a description": (
        "catalog-error check-error checklist-error control-error dataset-error detector-error "
        "dialect-error field-error inquiry-error inquiry-task-error metadata-error package-error "
        "pipeline-error report-error report-task-error resource-error schema-error stats-error step-error"
    ),
    "from a check that must be asked for": (
        "ascii-value deviated-cell deviated-value duplicate-row forbidden-value required-value "
        "row-constraint sequential-value table-dimensions truncated-value"
    ),
    "about counts or hashes that a description may give": (
        "byte-count field-count hash-count row-count"
    ),
    "about compressed files": "compression-error",
}


@pytest.mark.parametrize(
    ("content", "place", "told"),
    [c[1:] for c in CAUSED],
    ids=[f"{c[0]} {c[3][:20]}" for c in CAUSED],
)
def test_a_mistake_is_told_with_its_place_its_cell_and_its_mend(
    content: str | bytes | None, place: tuple[int, str, str, str], told: str, tmp_path: Path
) -> None:
    (problem,) = checked(tmp_path, content)
    name = problem.field if problem.kind != "row-shape" or problem.letter == "D" else ""
    assert (problem.line, problem.letter, name, problem.cell) == place
    assert str(problem).partition("  ")[2] == told


def test_every_type_of_error_has_a_case_or_a_reason() -> None:
    types = {
        error.type
        for error in vars(known).values()
        if isinstance(error, type) and hasattr(error, "type")
    }
    never = {name for names in NEVER.values() for name in names.split()}
    assert {case[0] for case in CAUSED} | never == types
    assert {case[0] for case in CAUSED} & never == set()


def test_cells_of_one_column_and_one_reason_have_one_cause(tmp_path: Path) -> None:
    rows = "aa,1/31/2020,,,\nbb,31/1/2020,,,\ncc,soon,,,\ndd,2/28/2020,,,\n"
    assert [(p.line, p.cause) for p in checked(tmp_path, HEAD + rows)] == [
        (2, "t.seen: type date-order"),
        (3, "t.seen: type date-order"),
        (4, "t.seen: type"),
        (5, "t.seen: type date-order"),
    ]


def test_in_a_row_with_a_comma_too_many_nothing_else_is_told(tmp_path: Path) -> None:
    problems = checked(tmp_path, HEAD + "aa,x,y,z,w,v,u\nbb,x,,,\n")
    assert [(p.line, p.kind) for p in problems] == [(2, "row-shape"), (3, "type")]
