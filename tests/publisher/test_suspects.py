"""A large file is told to be wrong in the same places and words as if all of it had been read."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher import check as checking
from publisher import suspects
from publisher.check import check_file
from publisher.package import Field, load_package
from publisher.problem import Problem
from publisher.suspects import find_suspects
from publisher.textrows import surely
from tests.publisher.lakes import DESCRIPTOR

Checked = Callable[[bytes], list[Problem]]
NAMES = ["id", "day", "size", "share", "open", "kind", "note"]
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "[a-z]+|[0-9]{2}"}},
        {"name": "day", "type": "date"},
        {"name": "size", "type": "integer", "constraints": {"minimum": 0, "maximum": 50, "unique": True}},
        {"name": "share", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
        {"name": "open", "type": "boolean"},
        {"name": "kind", "type": "string", "constraints": {"enum": ["deep", "flat"]}},
        {"name": "note", "type": "string", "freeText": True},
    ],
    "primaryKey": ["id", "day"],
    "missingValues": ["", "-"],
    "foreignKeys": [
        {"fields": "kind", "reference": {"resource": "kinds", "fields": "kind"}},
        {"fields": ["kind", "size"], "reference": {"resource": "kinds", "fields": ["kind", "n"]}},
    ],
}  # fmt: skip
KINDS = "kind,n\ndeep,1\ndeep,2\nflat,\n,3\n"
HEADER = ",".join(NAMES) + "\n"


def lay(folder: Path, schema: dict[str, Any]) -> None:
    kinds = [{"name": "kind", "type": "string"}, {"name": "n", "type": "integer"}]
    resources = [
        {"name": "t", "path": "t.csv", "schema": schema},
        {"name": "kinds", "path": "kinds.csv", "schema": {"fields": kinds}},
    ]
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": resources}), encoding="utf-8")
    (folder / "kinds.csv").write_text(KINDS, encoding="utf-8")


def told(
    folder: Path, content: bytes, large: int, monkeypatch: pytest.MonkeyPatch
) -> list[Problem]:
    (folder / "t.csv").write_bytes(content)
    package = load_package(folder)
    with monkeypatch.context() as patch:
        patch.setattr(suspects, "LARGE", large)
        return check_file(package, package.tables["t"], "t.csv")


def same(
    folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch, schema: dict[str, Any] = SCHEMA
) -> list[Problem]:
    """What is told of the table, whichever way it is read."""
    lay(folder, schema)
    few = told(folder, content, 0, monkeypatch)
    assert few == told(folder, content, 10**9, monkeypatch)
    return few


CELLS = [
    ["a", "b", "12", "1", "", "-", "US", "a b", "ab12"],
    ["2020-01-01", "2020-1-1", "2020-02-30", "", "-", "２０２０-01-01"],
    ["1", "2", "01", "1.0", " 2", "", "51", "-1", "1_0", "99999999999999999999", "x"],
    ["0.5", "0", "1", "1.0000000000000000001", "-0.1", "NaN", "sNaN", "Infinity", "", "1e-1"],
    ["true", "false", "1", "0", "yes", "", "-"],
    ["deep", "flat", "wide", "", "-", "deep "],
    ["", "x, y", 'say "x"', "call 919-555-0123", "Mr Smith", "a\tb", "é", "x" * 50],
]
ROWS = st.one_of(
    st.tuples(*map(st.sampled_from, CELLS)).map(list),
    st.tuples(*(st.sampled_from(cells[:2]) for cells in CELLS)).map(list),
    st.lists(st.sampled_from(["", "a", "-"]), max_size=9),
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(ROWS, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    all_quoted=st.booleans(),
    mark=st.booleans(),
)
def test_the_two_ways_tell_the_same(
    rows: list[list[str]],
    end: str,
    all_quoted: bool,
    mark: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = io.StringIO()
    if all_quoted:
        writer = csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL)
    else:
        writer = csv.writer(text, lineterminator=end)
    writer.writerows([NAMES, *rows])
    content = text.getvalue().encode()
    same(tmp_path, b"\xef\xbb\xbf" + content if mark else content, monkeypatch)


GOOD = "a,2020-01-01,1,0.5,true,deep,\nb,2020-01-01,2,0.5,true,deep,x\n"
# Text below the header, and whether reading all of it is the only safe way.
WRITTEN = [
    ("good rows", GOOD, False),
    ("no last line end", GOOD.rstrip(), False),
    ("blank lines", "\n" + GOOD + "\n\n", False),
    ("quotes", GOOD + '"c","2020-01-01","","","","","say ""x"", y"\n', False),
    ("a quote inside a cell", GOOD + 'c,2020-01-01,,,,,say "x"\n', False),
    ("a cell of two lines", GOOD + 'c,2020-01-01,,,,,"x\ny"\nd,x,,,,,\n', True),
    ("a quote that is not closed", GOOD + 'c,2020-01-01,,,,,"x\n', True),
    ("a quote that is closed too early", GOOD + 'c,2020-01-01,,,,,"x"y\n', True),
    ("line ends of two kinds", GOOD + "c,x,,,,,\r\nd,,,,,,\n", True),
    ("line ends of old", (HEADER + GOOD).replace("\n", "\r").removeprefix(HEADER), True),
    ("signs that stand for others", GOOD + "c,2020-01-01,,,,,x\x1fy\nd,x,,,,,\x1e\n", True),
    ("a line that is very long", GOOD + f"c,2020-01-01,,,,,{'x' * 2_100_000}\n", True),
    ("unusual line ends in cells", GOOD + "c,2020-01-01,,,,,x\u2028y\x0b\x85\nd,x,,,,,\n", False),
]


@pytest.mark.parametrize(("rows", "whole"), [w[1:] for w in WRITTEN], ids=[w[0] for w in WRITTEN])
def test_a_file_that_is_not_written_plainly_is_read_whole(
    rows: str, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(tmp_path, (HEADER + rows).encode(), monkeypatch)
    monkeypatch.setattr(suspects, "LARGE", 0)
    package = load_package(tmp_path)
    found = find_suspects(package, package.tables["t"], "t.csv", ["kinds"], 1000)
    assert (found is None) == whole


def test_the_first_errors_are_the_same_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "LIMIT", 5)
    wrong = "".join(
        f"{'a' if n % 3 else 'A'},2020-01-0{n % 9 + 1},{n % 4},{n % 5 / 4},true,deep,\n"
        for n in range(40)
    )
    found = same(tmp_path, (HEADER + wrong).encode(), monkeypatch)
    assert [(p.line, p.column) for p in found] == [(2, 1), (2, 6), (5, 1), (5, 6), (6, 3)]


def test_keys_are_the_same_by_their_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = [{"name": "n", "type": "number"}, {"name": "b", "type": "boolean"}]
    schema = {"fields": fields, "primaryKey": ["n", "b"]}
    text = "n,b\n1,true\n1.0,1\n,true\n,True\n2,\n2.00,\n,\nx,\n1,false\n"
    found = same(tmp_path, text.encode(), monkeypatch, schema)
    assert [(p.line, p.kind) for p in found] == [
        (3, "key"), (5, "key"), (7, "key"), (8, "row-shape"), (9, "type")
    ]  # fmt: skip


def test_a_table_that_points_to_itself_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = [{"name": "n", "type": "string"}, {"name": "of", "type": "string"}]
    key = {"fields": "of", "reference": {"resource": "", "fields": "n"}}
    schema = {"fields": fields, "foreignKeys": [key]}
    found = same(tmp_path, b"n,of\na,\nb,a\nc,d\n", monkeypatch, schema)
    assert [(p.line, p.column, p.kind) for p in found] == [(4, 2, "reference")]


# A field, and whether DuckDB can tell that a text of it is right.
SURE = [
    ({"type": "string"}, True),
    ({"type": "string", "constraints": {"pattern": "^([a-z]+(-[a-z]+)*)$"}}, True),
    ({"type": "string", "constraints": {"pattern": "(?i)a"}}, False),
    ({"type": "string", "constraints": {"pattern": "(?=a)b"}}, False),
    ({"type": "string", "constraints": {"pattern": r"\d+"}}, False),
    ({"type": "string", "constraints": {"enum": ["a"]}}, False),
    ({"type": "string", "format": "uri"}, False),
    ({"type": "integer", "constraints": {"minimum": 1}}, True),
    ({"type": "integer", "constraints": {"minimum": "1"}}, False),
    ({"type": "integer", "bareNumber": False}, False),
    ({"type": "date"}, False),
]


@pytest.mark.parametrize(("described", "sure"), SURE)
def test_only_plain_fields_are_decided_in_sql(described: dict[str, Any], sure: bool) -> None:
    field = Field("a", described["type"], {"name": "a", **described})
    assert (surely(field, "c1") != "false") == sure
