"""The examples of the fields teach what the check does: good ones pass it, bad ones do not."""

import json
from typing import Any

import duckdb
import pytest
from frictionless import Field

from publisher.package import Resource, load_package
from publisher.personal import cell_problems
from tests.data.tables import DESCRIPTOR, ROOT

pytestmark = pytest.mark.xdist_group("data")

TABLES = load_package(ROOT).tables
FIELDS = [
    (table.name, field.name) for table in TABLES.values() for field in table.fields
]  # fmt: skip
GOOD = [(t, f) for t, f in FIELDS if TABLES[t].field(f).example]
BAD = [(t, f) for t, f in FIELDS if TABLES[t].field(f).bad_example["value"]]


def refused(table: Resource, name: str, cell: str) -> dict[str, str] | None:
    """What Frictionless has against a cell; None for nothing."""
    read = Field.from_descriptor(table.field(name).descriptor).create_cell_reader()
    notes: Any = read(cell)[1]
    return dict(notes) if notes else None


@pytest.mark.parametrize(("table", "name"), GOOD)
def test_a_good_example_passes_the_check(table: str, name: str) -> None:
    cell = TABLES[table].field(name).example
    assert refused(TABLES[table], name, cell) is None
    assert personal(TABLES[table], name, cell) == []


@pytest.mark.parametrize(("table", "name"), BAD)
def test_a_bad_example_does_not(table: str, name: str, tables: duckdb.DuckDBPyConnection) -> None:
    bad = TABLES[table].field(name).bad_example
    cell = bad["value"]
    points_nowhere = any(
        tables.execute(
            f'select count(*) from "{key.resource}" where "{reference}" = ?', [cell]
        ).fetchall() == [(0,)]
        for key in TABLES[table].foreign_keys
        for column, reference in zip(key.fields, key.reference, strict=True)
        if column == name
    )  # fmt: skip
    assert (
        refused(TABLES[table], name, cell) or points_nowhere or personal(TABLES[table], name, cell)
    )
    assert bad["why"].endswith(".") and len(bad["why"]) <= 90


def personal(table: Resource, name: str, cell: str) -> list[str]:
    """What of a person the check finds in a cell."""
    row = ["" for _ in table.fields]
    row[table.position(name) - 1] = cell
    return [problem.cause for problem in cell_problems(table, "a.csv", [(2, row)])]


def test_a_bad_example_stands_wherever_a_form_of_writing_is_asked_for() -> None:
    """A date, a number, a list of words, a pattern, an address: people write these in other ways."""
    without = [
        f"{table}.{name}"
        for table, name in FIELDS
        if (field := TABLES[table].field(name))
        and (
            field.type != "string"
            or {"enum", "pattern"} & set(field.constraints)
            or field.descriptor.get("format") == "uri"
        )
        and (table, name) not in BAD
    ]
    assert without == []


def test_the_description_is_laid_out_as_a_program_would() -> None:
    text = (ROOT / "datapackage.json").read_text(encoding="utf-8")
    assert text == json.dumps(DESCRIPTOR, indent=2, ensure_ascii=False) + "\n"
