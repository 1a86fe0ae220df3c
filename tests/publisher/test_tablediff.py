"""Rows are told apart whatever their cells hold."""

import csv
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.package import load_package
from publisher.tablediff import Cell, Row, TableDiff, compare_tables

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.sampled_from(
    ["", " ", "\r", "\n", "\r\n", '"', '""', ",", "NULL", "null", "\\", "\\N", "#", "'", "1e5", "\ufeff"]
)  # fmt: skip
TABLES = st.dictionaries(CELLS, st.tuples(CELLS, CELLS), max_size=6)


def compared(before: list[list[str]], after: list[list[str]], key: str = "k") -> TableDiff:
    """What differs in a table with the columns k, a and b and these rows."""
    schema = {"fields": [{"name": name} for name in "kab"], "primaryKey": key}
    descriptor = {"resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    with tempfile.TemporaryDirectory() as folder:
        packages = []
        for side, rows in (("before", before), ("after", after)):
            root = Path(folder) / side
            root.mkdir()
            (root / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
            with (root / "t.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["k", "a", "b"], *rows])
            packages.append(load_package(root))
        return compare_tables(packages[0], packages[1], ("before", "after"), Path(folder))[0]


@settings(max_examples=40)
@given(TABLES, TABLES)
def test_every_row_and_cell_that_differs_is_found_and_no_other(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    diff = compared([[k, *v] for k, v in before.items()], [[k, *v] for k, v in after.items()])
    both = [k for k in before if k in after and before[k] != after[k]]
    assert diff.added == len(after.keys() - before.keys())
    assert diff.removed == len(before.keys() - after.keys())
    assert diff.changed == len(both)
    assert diff.cells == sum(a != b for k in both for a, b in zip(before[k], after[k], strict=True))
    assert {row.key[0] for row in diff.rows if row.change == "changed"} == set(both)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("xyz"), CELLS, CELLS), max_size=8))
def test_rows_of_one_key_may_repeat_and_stand_in_any_order(
    rows: list[tuple[str, str, str]],
) -> None:
    listed = [list(row) for row in rows]
    other = sorted(listed)
    assert compared(listed, other).change == "same"
    if listed:
        fewer = compared(listed, other[1:])
        assert (fewer.added, fewer.removed, fewer.changed) == (0, 1, 0)


def test_a_row_tells_what_differs_as_text() -> None:
    diff = compared([["1", "x", ""], ["2", "y", "z"]], [["1", "x", "0"], ["3", "", "z"]])
    assert diff.rows == (
        Row("added", ("3",), (Cell("b", None, "z"),)),
        Row("changed", ("1",), (Cell("b", "", "0"),)),
        Row("removed", ("2",), (Cell("a", "y", None), Cell("b", "z", None))),
    )
    assert (diff.added, diff.removed, diff.changed, diff.cells) == (1, 1, 1, 1)
