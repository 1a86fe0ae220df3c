"""Wrong input ends in one clear message with its place, status 1, and the last site untouched."""

import json
from typing import Any

import pytest

from tests.publisher.lakes import (
    CHARTS,
    DESCRIPTOR,
    INDEX,
    LAKES,
    LAKES_CSV,
    LARGEST,
    LEVELS_CSV,
    Files,
    Lay,
    Run,
    changed,
    front_door,
    tree,
)
from tests.publisher.said import one_line

pytestmark = pytest.mark.xdist_group("lakes")

LATIN = (LAKES / LAKES_CSV).read_bytes().replace(b"Blue Lake", b"S\xe9v\xe9rac")
OVERRIDES = changed(
    "mkdocs.yml", "  name: material", "  name: material\n  custom_dir: site_src/theme/o"
)
FOUND_JSON = "-> a description of the tables in JSON."

# What is wrong, the files that make it so, and the one entry that is told, on one line.
CASES: list[tuple[str, Files, str]] = [
    (
        "an unknown foreign key",
        changed(LEVELS_CSV, "green,", "red,"),
        "datasets/levels/2020.csv:4:1  lake_id 'red' -> a lake_id that is in the table lakes. Correct it, or add the row there.",
    ),
    (
        "a bad date",
        changed(LEVELS_CSV, "2020-02-01", "2020-02-30"),
        "datasets/levels/2020.csv:3:2  day '2020-02-30' -> a date written YYYY-MM-DD. Day 30 does not exist: February 2020 has 29 days. Correct the cell.",
    ),
    (
        "a duplicate key",
        changed(LEVELS_CSV, "2020-02-01", "2020-01-01"),
        "datasets/levels/2020.csv:3:1  lake_id and day 'blue' and '2020-01-01' again -> one row for each key. Remove or correct one row.",
    ),
    (
        "a duplicate key in another file",
        changed(LEVELS_CSV, "2020-02-01", "2021-01-01"),
        "datasets/levels/2021.csv:2:1  lake_id and day blue and 2021-01-01 again -> one row for each key (also in datasets/levels/2020.csv:3). Remove or correct one row.",
    ),
    (
        "a missing column",
        {LEVELS_CSV: "lake_id,level\nblue,4.5\n"},
        "datasets/levels/2020.csv:1:2  no column 'day' -> the columns lake_id, day and level. Add the column 'day', or its name to the header.",
    ),
    (
        "an extra column",
        {LEVELS_CSV: "lake_id,day,level,depth\nblue,2020-01-01,4.5,9\n"},
        "datasets/levels/2020.csv:1:4  a column 'depth' -> the columns lake_id, day and level. Remove or rename it.",
    ),
    (
        "the wrong encoding",
        {LEVELS_CSV: b"lake_id,day,level\nblue,2020-01-01,4\xbd\n"},
        "datasets/levels/2020.csv:2:3  a byte that is not UTF-8 (in Windows-1252 it would be ½) -> UTF-8 text. Save the file as 'CSV UTF-8'.",
    ),
    (
        "an empty file",
        {LEVELS_CSV: ""},
        "datasets/levels/2020.csv:1  an empty file -> a header line and rows. Write the column names on the first line.",
    ),
    (
        "a missing file",
        {LEVELS_CSV: None},
        "datasets/levels/2020.csv  no such file -> the file that is described. Add the file or correct its path in datapackage.json.",
    ),
    # Other tables point to this one: its own fault is told, and no other.
    (
        "the wrong encoding of a table that others point to",
        {LAKES_CSV: LATIN},
        "datasets/lakes/lakes.csv:2:2  a byte that is not UTF-8 (in Windows-1252 it would be é) -> UTF-8 text. Save the file as 'CSV UTF-8'.",
    ),
    (
        "an empty file that others point to",
        {LAKES_CSV: ""},
        "datasets/lakes/lakes.csv:1  an empty file -> a header line and rows. Write the column names on the first line.",
    ),
    (
        "a missing file that others point to",
        {LAKES_CSV: None},
        "datasets/lakes/lakes.csv  no such file -> the file that is described. Add the file or correct its path in datapackage.json.",
    ),
    (
        "invalid JSON in the description",
        changed(DESCRIPTOR, '"version": "1.0",', '"version": "1.0",,'),
        f"datapackage.json:5:20  not JSON: Expecting property name enclosed in double quotes {FOUND_JSON} Look at this place and just before it: a comma or a quote is often the cause.",
    ),
    (
        "a rule that a row breaks",
        changed(LEVELS_CSV, "4.25", "425"),
        "datasets/levels/2020.csv:3:3  425.0 -> a level below 100 m (rule level-is-low). Correct the level of blue.",
    ),
    (
        "SQL that fails",
        {LARGEST: "-- title: Largest\n\nselect max(depth) as value\nfrom lakes\n"},
        'site_src/queries/largest.sql:3  Binder Error: Referenced column "depth" not found in FROM clause! -> SQL that runs. Correct the query.',
    ),
    (
        "SQL that divides by nothing",
        {LARGEST: "-- title: Largest\nselect 1 / 0 as value\n"},
        "site_src/queries/largest.sql  infinity or no number in value -> numbers that JSON has. Divide by nullif(…, 0).",
    ),
    (
        "a query without a title",
        {LARGEST: "select 1 as value\n"},
        "site_src/queries/largest.sql:1:1  no header 'title' -> one. Add a line '-- title: …' at the top.",
    ),
    (
        "a chart function that raises",
        changed(CHARTS, "    return (\n        alt.Chart(lake_list.data)", "    raise ValueError('no colour')\n    return (\n        alt.Chart(lake_list.data)"),
        "site_src/charts/lakes.py:9  lake_areas raised ValueError: no colour -> an Altair chart. Correct the function.",
    ),
    (
        "a chart of an unknown query",
        changed(CHARTS, "lake_list: Rows", "lake_lists: Rows"),
        "site_src/charts/lakes.py:8  lake_areas asks for the query 'lake_lists' -> parameters that are names of queries.",
    ),
    (
        "a page that names an unknown query",
        changed(INDEX, 'value("largest")', 'value("larges")'),
        "site_src/pages/index.md:7  asks for the query 'larges' -> something that exists. Correct the page.",
    ),
    (
        "a page that names an unknown figure",
        changed(INDEX, 'figure("lake_areas")', 'figure("lake_area")'),
        "site_src/pages/index.md:9  asks for the figure 'lake_area' -> something that exists. Correct the page.",
    ),
    (
        "a page that lists the files of an unknown figure",
        changed(INDEX, 'figure("lake_areas")', 'figure_downloads("lake_area")'),
        "site_src/pages/index.md:9  asks for the figure 'lake_area' -> something that exists. Correct the page.",
    ),
    (
        "a page that is not UTF-8",
        {INDEX: b"# S\xe9v\xe9rac\n"},
        "site_src/pages/index.md",
    ),
    (
        "a query that is not UTF-8",
        {LARGEST: b"-- title: S\xe9v\xe9rac\nselect 1 as value\n"},
        "site_src/queries/largest.sql",
    ),
    (
        "a theme that is no JSON",
        {"site_src/theme/tokens.json": "{\n,}"},
        "site_src/theme/tokens.json",
    ),
    (
        "a configuration that is no YAML",
        {"mkdocs.yml": "site_name: [Lakes\n"},
        "mkdocs.yml:2  not YAML: ",
    ),
    (
        "no configuration",
        {"mkdocs.yml": None},
        "mkdocs.yml  no such file",
    ),
    (
        "a template of the theme that is not one",
        {**OVERRIDES, "site_src/theme/o/main.html": '{% extends "base.html" %}\n{% block x %}\n'},
        "site_src/theme/o/main.html:2",
    ),
    (
        "a date of the package that is none",
        changed(DESCRIPTOR, "2020-01-01T00:00:00Z", "last year"),
        "datapackage.json  created: last year -> a date and time such as 2026-01-31T00:00:00Z.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "told"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_wrong_input_is_told_in_one_entry(files: Files, told: str, project: Lay, run: Run) -> None:
    root = project(files, built=True)
    before = tree(root / "site")
    ran = run(root, "build", "--quiet")
    assert one_line(ran.out)[: len(one_line(told))] == one_line(told)
    assert ran.out.endswith("\n1 problem\n")
    assert (ran.status, ran.err) == (1, "")
    assert str(root) not in ran.out
    assert tree(root / "site") == before


# The same by the front door: what a person at a terminal, or CI, sees.
FRONT_DOOR = (
    "a bad date",
    "SQL that fails",
    "a chart function that raises",
    "a page that is not UTF-8",
)


@pytest.mark.parametrize("name", FRONT_DOOR)
def test_wrong_input_shows_no_traceback(name: str, project: Lay) -> None:
    files, told = next((files, told) for case, files, told in CASES if case == name)
    ran = front_door("build", "--quiet", "--root", str(project(files, built=True)))
    assert (ran.status, ran.err) == (1, "")
    assert one_line(ran.out).startswith(one_line(told))
    assert ran.out.endswith("\n1 problem\n")


def test_all_wrong_cells_are_told_at_once(project: Lay, run: Run) -> None:
    files = {
        LEVELS_CSV: "lake_id,day,level\nblue,soon,x\nred,2020-01-01,1\n",
        "datasets/levels/2021.csv": "lake_id,day,level\nblue,2021-01-01,high\n",
    }
    ran = run(project(files, built=True), "build", "--quiet")
    assert ran.status == 1
    assert [line.split("  ")[0] for line in ran.out.splitlines() if line[0] != " "] == [
        "datasets/levels/2020.csv:2:2",
        "datasets/levels/2020.csv:2:3",
        "datasets/levels/2020.csv:3:1",
        "4 problems with 3 causes",
    ]
    assert "    also datasets/levels/2021.csv: line 2: 'high'\n" in ran.out


FIELD = ("resources", 0, "schema", "fields", 2)
# Parts of datapackage.json that only a whole reading finds wrong: where, what, and a word of it.
DESCRIBED: list[tuple[str, tuple[str | int, ...], Any, str]] = [
    ("a pattern that is not one", ("resources", 0, "schema", "fields", 1, "constraints"), {"pattern": "["}, "lakes"),
    ("a constraint that does not exist", (*FIELD, "constraints"), {"minimun": 0}, "minimun"),
    ("constraints as a list", (*FIELD, "constraints"), ["required"], "constraints"),
    ("a minimum that is no number", (*FIELD, "constraints"), {"minimum": "low"}, "lakes"),
    ("a field twice", (*FIELD, "name"), "name", "name"),
    ("missing values that are no list", ("resources", 0, "schema", "missingValues"), 5, "missingValues"),
    ("a title that is a number", ("resources", 0, "title"), 5, "title"),
    ("two fields that point to one", ("resources", 1, "schema", "foreignKeys", 0, "fields"), ["lake_id", "day"], "foreign key"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "value", "word"), [d[1:] for d in DESCRIBED], ids=[d[0] for d in DESCRIBED]
)
def test_a_wrong_description_of_a_table_is_told(
    place: tuple[str | int, ...], value: Any, word: str, project: Lay, run: Run
) -> None:
    descriptor = part = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    ran = run(project({DESCRIPTOR: json.dumps(descriptor)}, built=True), "check", "--quiet")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("datapackage.json")
    assert word in ran.out.splitlines()[0]
    assert ran.out.endswith("\n1 problem\n")
