"""`check --fix` mends what is mechanical, shows it, and never changes a value."""

import csv
import io
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.fix import Mended, difference, mend
from publisher.package import Field, Resource, load_package
from tests.publisher.lakes import LAKES_CSV, LEVELS_CSV, ROOT, Lay, Run


def table(key: tuple[str, ...] = ("id",), **schema: Any) -> Resource:
    """A table with the columns `id`, `n` (a whole number) and `text`."""
    kinds = {"id": "string", "n": "integer", "text": "string"}
    fields = tuple(Field(name, kind, {"name": name, "type": kind}) for name, kind in kinds.items())
    return Resource("t", ("t.csv",), fields, key, (), {"name": "t", "schema": schema})


HEAD = "id,n,text\n"

# What is wrong, the file, the file afterwards, and what is said of it.
CASES: list[tuple[str, str, str, list[str]]] = [
    ("nothing", HEAD + "a,1,x\nb,2,\n", HEAD + "a,1,x\nb,2,\n", []),
    ("a byte order mark", "\ufeff" + HEAD + "a,1,x\n", HEAD + "a,1,x\n", ["removed the byte order mark"]),
    ("two byte order marks", "\ufeff\ufeff" + HEAD, HEAD, ["removed the byte order mark"]),
    ("CR LF", "id,n,text\r\na,1,x\r\n", HEAD + "a,1,x\n", ["ended 2 lines with LF instead of CR LF or CR"]),
    ("CR", "id,n,text\ra,1,x\r", HEAD + "a,1,x\n", ["ended 2 lines with LF instead of CR LF or CR"]),
    ("no last line end", HEAD + "a,1,x", HEAD + "a,1,x\n", ["ended the last line"]),
    ("empty last lines", HEAD + "a,1,x\n\n \n\n", HEAD + "a,1,x\n", ["removed 3 empty lines at the end"]),
    ("blanks at the end", HEAD + "a ,1,x \t\n", HEAD + "a,1,x\n", ["removed blanks at the end of 2 cells"]),
    ("a cell of blanks", HEAD + "a,  ,x\n", HEAD + "a,,x\n", ["removed blanks at the end of 1 cell"]),
    ("letters in parts", HEAD + "a,1,Don\u0303a\n", HEAD + "a,1,Do\u00f1a\n", ["wrote 1 cell in NFC"]),
    ("rows out of order", HEAD + "b,1,x\na,2,y\n", HEAD + "a,2,y\nb,1,x\n", ["sorted the rows by id"]),
    ("a row of two lines moves whole", HEAD + 'b,1,"x\r\ny"\na,2,\n', HEAD + 'a,2,\nb,1,"x\r\ny"\n', ["sorted the rows by id"]),
    ("a quoted key", HEAD + '"b",1,x\na,2,y\n', HEAD + 'a,2,y\n"b",1,x\n', ["sorted the rows by id"]),
    # What may have a meaning stays.
    ("blanks in quotes", HEAD + 'a,1,"x "\n', HEAD + 'a,1,"x "\n', []),
    ("blanks before a text", HEAD + "a,1, x\n", HEAD + "a,1, x\n", []),
    ("other blanks", HEAD + "a,1,x\u00a0\n", HEAD + "a,1,x\u00a0\n", []),
    ("a line end in a cell", HEAD + 'a,1,"x\r\ny"\n', HEAD + 'a,1,"x\r\ny"\n', []),
    ("an empty line between rows", HEAD + "a,1,x\n\nb,2,y\n", HEAD + "a,1,x\n\nb,2,y\n", []),
    ("a key twice", HEAD + "b,1,x\na,2,y\nb,3,z\n", HEAD + "b,1,x\na,2,y\nb,3,z\n", []),
    ("an empty key", HEAD + "b,1,x\n,2,y\n", HEAD + "b,1,x\n,2,y\n", []),
    ("a cell too many", HEAD + "b,1,x,y\na,2,z\n", HEAD + "b,1,x,y\na,2,z\n", []),
    ("another header", "id,text,n\nb,x,1\na,y,2\n", "id,text,n\nb,x,1\na,y,2\n", []),
    ("a quote in the wrong place", HEAD + 'b,1,"x"y\r\n', HEAD + 'b,1,"x"y\r\n', []),
    ("a quote that stays open", HEAD + 'b,1,"x\r\n', HEAD + 'b,1,"x\r\n', []),
    ("only a header", HEAD, HEAD, []),
    ("nothing at all", "", "", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "after", "done"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_mended(text: str, after: str, done: list[str]) -> None:
    mended = mend(table(), "t.csv", text.encode())
    assert (mended.after.decode(), list(mended.done)) == (after, done)
    assert mend(table(), "t.csv", mended.after).done == ()


def test_several_things_are_mended_at_once() -> None:
    text = "\ufeffid,n,text\r\nb,1,x \r\na,2,y\r\n\r\n"
    mended = mend(table(), "t.csv", text.encode())
    assert mended.after.decode() == HEAD + "a,2,y\nb,1,x\n"
    assert mended.done == (
        "removed the byte order mark",
        "ended 4 lines with LF instead of CR LF or CR",
        "removed 1 empty line at the end",
        "removed blanks at the end of 1 cell",
        "sorted the rows by id",
    )


@pytest.mark.parametrize(
    ("key", "rows", "after"),
    [
        (("n",), "a,10,\nb,9,\n", "b,9,\na,10,\n"),
        (("n",), "a,x,\nb,10,\nc,9,\n", "b,10,\nc,9,\na,x,\n"),
        (("text", "n"), "a,10,x\nb,9,x\nc,1,z\nd,1,y\n", "b,9,x\na,10,x\nd,1,y\nc,1,z\n"),
        ((), "b,1,\na,2,\n", "b,1,\na,2,\n"),
    ],
    ids=["numbers by size", "not all are numbers", "two columns", "no key"],
)
def test_rows_are_sorted_by_their_key(key: tuple[str, ...], rows: str, after: str) -> None:
    assert mend(table(key), "t.csv", (HEAD + rows).encode()).after.decode() == HEAD + after


def test_a_value_never_becomes_no_value() -> None:
    text = HEAD + "a,1,NA \n"
    assert mend(table(missingValues=["", "NA"]), "t.csv", text.encode()).done == ()


def test_a_file_that_is_no_text_is_left_alone() -> None:
    for data in (b"\xef\xbb\xbfid,n,text\n\xff\n", b"\xef\xbb\xbfPK\x00\r\n"):
        assert mend(table(), "t.csv", data) == Mended("t.csv", data, data, ())


SIGNS = ["a", "B", " ", "\t", ",", '"', "\n", "\r", "e\u0301", "\u00e9", "1"]
CELL = st.lists(st.sampled_from(SIGNS), max_size=4).map("".join)
ROWS = st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6)


def parsed(data: bytes) -> list[list[str]]:
    """The cells as the check reads them, without blanks at the end and in composed letters."""
    text = data.decode().lstrip("\ufeff")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    while rows and (not rows[-1] or (len(rows[-1]) == 1 and not rows[-1][0].strip(" \t"))):
        rows.pop()
    return [[unicodedata.normalize("NFC", cell).rstrip(" \t") for cell in row] for row in rows]


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]), st.booleans())
def test_the_cells_mean_the_same_afterwards(
    rows: list[list[str]], end: str, mark: str, quoted: bool
) -> None:
    out = io.StringIO(newline="")
    table_of = [["id", "n", "text"], *rows]
    if quoted:
        csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table_of)
    else:
        csv.writer(out, lineterminator=end).writerows(table_of)
    before = (mark + out.getvalue()).encode()
    after = mend(table(), "t.csv", before).after
    assert parsed(after)[:1] == parsed(before)[:1]
    assert sorted(parsed(after)) == sorted(parsed(before))
    assert mend(table(), "t.csv", after).after == after


@given(st.text(alphabet=["a", " ", ",", '"', "\n", "\r", "é", "\ufeff"], max_size=20))
def test_any_text_keeps_its_cells(text: str) -> None:
    before = text.encode()
    after = mend(table(), "t.csv", before).after
    assert sorted(parsed(after)) == sorted(parsed(before))


def test_the_difference_is_a_unified_diff_with_the_lines_of_the_file() -> None:
    rows = [f"k{n:02},{n},x" for n in range(20)]
    moved = [*rows[:10], rows[11], rows[10], *rows[12:]]
    mended = mend(table(), "t.csv", (HEAD + "\n".join(moved) + "\n").encode())
    assert difference(mended).splitlines() == [
        "--- a/t.csv",
        "+++ b/t.csv",
        "@@ -9,8 +9,8 @@",
        " k07,7,x",
        " k08,8,x",
        " k09,9,x",
        "+k10,10,x",
        " k11,11,x",
        "-k10,10,x",
        " k12,12,x",
        " k13,13,x",
        " k14,14,x",
    ]


def test_a_long_difference_is_cut_and_a_very_long_one_not_looked_for() -> None:
    rows = [f"k{n:05},{n},x" for n in range(5000)]
    for count, last in ((100, "more lines)"), (5000, "(5,001 lines, too many to show)")):
        text = HEAD + "\n".join(reversed(rows[:count])) + "\n"
        lines = difference(mend(table(), "t.csv", text.encode())).splitlines()
        assert len(lines) <= 41
        assert lines[-1].endswith(last)


def test_line_ends_alone_are_no_difference_to_show() -> None:
    assert difference(mend(table(), "t.csv", b"id,n,text\r\na,1,x\r\n")) == ""


def test_a_difference_cannot_act_on_a_terminal() -> None:
    shown = difference(mend(table(), "t.csv", (HEAD + "b,1,\x1b[2J\na,2,\n").encode()))
    assert "\x1b" not in shown


def test_check_fix_mends_the_files_says_so_and_checks_again(project: Lay, run: Run) -> None:
    root = project(
        {LEVELS_CSV: "lake_id,day,level\r\ngreen,2020-01-01,1\r\nblue,2020-01-01,soon\r\n"},
        built=True,
    )
    before = (root / LAKES_CSV).stat().st_mtime_ns
    ran = run(root, "check", "--fix", "-q")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        f"{LEVELS_CSV}: ended 3 lines with LF instead of CR LF or CR and sorted the rows by lake_id and day",
        f"--- a/{LEVELS_CSV}",
        f"+++ b/{LEVELS_CSV}",
        "@@ -1,3 +1,3 @@",
        " lake_id,day,level",
        "+blue,2020-01-01,soon",
        " green,2020-01-01,1",
        "-blue,2020-01-01,soon",
        f"{LEVELS_CSV}:2:3  level 'soon' (column C)",
        "    -> a number.",
        "    Correct the cell.",
        "1 problem",
    ]
    assert (root / LEVELS_CSV).read_bytes() == (
        b"lake_id,day,level\nblue,2020-01-01,soon\ngreen,2020-01-01,1\n"
    )
    assert (root / LAKES_CSV).stat().st_mtime_ns == before


def test_check_fix_mends_only_the_files_that_are_named(project: Lay, run: Run) -> None:
    root = project(
        {LEVELS_CSV: "\ufefflake_id,day,level\n", LAKES_CSV: "\ufefflake_id,name,area,opened\n"}
    )
    assert run(root, "check", "--fix", "-q", LAKES_CSV).status == 0
    assert (root / LAKES_CSV).read_bytes().startswith(b"lake_id")
    assert (root / LEVELS_CSV).read_bytes().startswith(b"\xef\xbb\xbf")


def test_check_fix_says_when_there_is_nothing_to_mend(project: Lay, run: Run) -> None:
    ran = run(project(built=True), "check", "--fix")
    assert ran.out == "nothing to mend\n2 tables in 3 files: no errors.\n"


def test_what_was_mended_is_not_in_the_json(project: Lay, run: Run) -> None:
    root = project({LEVELS_CSV: "\ufefflake_id,day,level\n"}, built=True)
    ran = run(root, "check", "--fix", "--format", "json")
    assert ran.out.startswith('{\n  "version": 1,')
    assert f"{LEVELS_CSV}: removed the byte order mark\n" in ran.err


def test_the_tables_of_this_project_need_no_mending() -> None:
    for resource in load_package(ROOT).tables.values():
        for path in resource.paths:
            assert mend(resource, path, (ROOT / path).read_bytes()).done == (), path
