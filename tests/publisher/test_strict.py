"""What Frictionless takes for a number or a day, and the warehouse does not, is told at its place."""

import json
from pathlib import Path

import pytest
from frictionless import Schema

from publisher.check import check_file
from publisher.package import load_package
from publisher.strict import strict
from tests.publisher.lakes import DESCRIPTOR

# A type, a cell, and whether Frictionless, and then we, take it.
CELLS = [
    ("integer", "12", True, True),
    ("integer", " 12", True, True),
    ("integer", "+12", True, True),
    ("integer", "1_000", True, False),
    ("integer", "１２", True, False),
    ("integer", "9223372036854775807", True, True),
    ("integer", "9223372036854775808", True, False),
    ("integer", "12.5", False, False),
    ("number", "1.5", True, True),
    ("number", "1e5", True, True),
    ("number", "1_0.5", True, False),
    ("number", "NaN", True, False),
    ("number", "Infinity", True, False),
    ("number", "1e400", True, False),
    ("number", "1\u00a0", True, False),
    ("date", "2020-01-31", True, True),
    ("date", "2020-1-31", True, True),
    ("date", "２０２０-01-31", True, False),
    ("year", "２０２０", True, False),
    ("string", "1_000 ２", True, True),
]


@pytest.mark.parametrize(("kind", "cell", "theirs", "ours"), CELLS)
def test_what_is_taken(kind: str, cell: str, theirs: bool, ours: bool) -> None:
    described = {"fields": [{"name": "a", "type": kind}]}

    def taken() -> bool:
        return Schema.from_descriptor(described).get_field("a").read_cell(cell)[1] is None

    assert taken() == theirs
    with strict():
        assert taken() == ours
    assert taken() == theirs


@pytest.mark.parametrize("cell", ["sNaN", "NaN", "-Infinity", "1_0"])
def test_a_number_that_stops_frictionless_is_told(cell: str, tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "number", "constraints": {"minimum": 0, "unique": True}}]
    keys = [{"fields": "a", "reference": {"resource": "u", "fields": "a"}}]
    resources = [
        {"name": "t", "path": "t.csv", "schema": {"fields": fields, "foreignKeys": keys}},
        {"name": "u", "path": "u.csv", "schema": {"fields": fields}},
    ]
    (tmp_path / DESCRIPTOR).write_text(json.dumps({"resources": resources}), encoding="utf-8")
    (tmp_path / "t.csv").write_text(f"a\n1\n{cell}\n", encoding="utf-8")
    (tmp_path / "u.csv").write_text(f"a\n1\n{cell}\n", encoding="utf-8")
    package = load_package(tmp_path)
    problems = check_file(package, package.tables["t"], "t.csv")
    assert [(p.line, p.column, p.kind) for p in problems] == [(3, 1, "type")]
