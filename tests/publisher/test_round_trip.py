"""Every value that a table can hold comes back from each format that it is published in.

What a format cannot hold is in the rules of `expected`, and nowhere else. An empty cell is a missing
value: CSV has no other, and so no table has an empty text.
"""

import csv
import datetime
import json
import math
import sqlite3
import tempfile
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pyreadstat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from publisher.cache import Cache
from publisher.formulas import bare
from publisher.package import TYPES, load_package
from publisher.release import Release
from publisher.warehouse import load

KINDS = ["never", "it's", "=2", "07"]
FIELDS = {
    "id": "string", "text": "string", "kind": "string", "whole": "integer", "number": "number",
    "flag": "boolean", "day": "date", "moment": "datetime", "hour": "time", "year": "year",
    "month": "yearmonth",
}  # fmt: skip
Value = str | int | float | bool | datetime.date | datetime.time | None
Record = tuple[Value, ...]

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
HARD = [
    "=1+1", "'=1", "''@x", "'", "＝1", "\t=1", "+1", "-1", "@sum", "007", "1e5", "TRUE", "NA", "NULL", "2020-01-01", " in front", "behind ",
    '"', "''", 'a "b", c', "one\ntwo", "one\r\ntwo", "\r", "\t", ",", ";", "<b>&amp;</b>", "<r>&</r>", "]]>", "_x0041_",
    "\x01\x1f", "\ufffe", "\x85", "🙂", "e\u0301", "https://example.org/?a=b#c", "x" * 3000, "\U0001f642" * 600,
]  # fmt: skip
ANY = st.tuples(
    st.none() | TEXTS | st.sampled_from(HARD),
    st.none() | st.sampled_from(KINDS),
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.integers(-(2**31), 2**31)
    | st.integers(-9, 9),
    st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9).map(float),
    st.none() | st.booleans(),
    st.none() | st.dates() | st.dates(datetime.date(1899, 12, 25), datetime.date(1900, 3, 5)),
    st.none() | st.datetimes() | st.datetimes().map(lambda t: t.replace(microsecond=250_000)),
    st.none() | st.times() | st.times().map(lambda t: t.replace(microsecond=0)),
    st.none() | st.integers(1000, 9999),
    st.none() | st.dates().map(lambda day: day.isoformat()[:7]),
)
NOTHING: Record = (None,) * 10
ORDINARY: Record = (
    "Lake", "07", 5, 0.1, True, datetime.date(2020, 2, 29), datetime.datetime(2020, 2, 29, 1, 2, 3),
    datetime.time(1, 2, 3), 2020, "2020-02",
)  # fmt: skip


def cell(value: Value) -> str:
    """A value as a person writes it in a CSV file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, str) else repr(value)


def known(text: str, kind: str) -> Value:
    """The value of a text: what `cell` made of it."""
    if not text:
        return None
    read: dict[str, Callable[[str], Value]] = {
        "integer": int,
        "year": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": datetime.date.fromisoformat,
        "datetime": datetime.datetime.fromisoformat,
        "time": datetime.time.fromisoformat,
    }
    return read[kind](text) if kind in read else text


def back(value: Any, kind: str) -> Value:
    """A value that a reader of some format gave, as the value of the field's type."""
    if value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return known(value, kind)
    if kind == "date" and isinstance(value, datetime.datetime):
        return value.date()
    if kind == "datetime":  # midnight may be given as a day
        return to_milliseconds(pandas.Timestamp(value).to_pydatetime())
    if kind == "time":
        if isinstance(value, datetime.time):
            value = datetime.datetime.combine(datetime.date(1960, 1, 1), value)
        return to_milliseconds(value).time()
    exact: dict[str, Callable[[Any], Value]] = {
        "boolean": bool,
        "number": float,
        "integer": int,
        "year": int,
        "date": lambda day: day,
    }
    return exact[kind](value)


def to_milliseconds(moment: datetime.datetime) -> datetime.datetime:
    """What programs count in parts of a day or of a second is exact to the millisecond."""
    rounded = round(moment.microsecond / 1000)
    return moment.replace(microsecond=0) + datetime.timedelta(milliseconds=rounded)


def values(rows: Any) -> list[Record]:
    return [
        tuple(back(value, kind) for value, kind in zip(row, FIELDS.values(), strict=True))
        for row in rows
    ]


def from_csv(folder: Path) -> list[Record]:
    with (folder / "things.csv").open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    assert names == list(FIELDS)
    texts = [kind == "string" for kind in FIELDS.values()]
    plain = ([bare(c) if text else c for c, text in zip(r, texts, strict=True)] for r in rows)
    return values(plain)


def from_parquet(folder: Path) -> list[Record]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM '{folder}/things.parquet'").fetchall()


def from_duckdb(folder: Path) -> list[Record]:
    with duckdb.connect(str(folder / "tables.duckdb"), read_only=True) as connection:
        return connection.execute("SELECT * FROM things").fetchall()


def from_sqlite(folder: Path) -> list[Record]:
    with closing(sqlite3.connect(folder / "tables.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return values(connection.execute("SELECT * FROM things").fetchall())


def from_xlsx(folder: Path) -> list[Record]:
    sheet = CalamineWorkbook.from_path(str(folder / "tables.xlsx")).get_sheet_by_name("things")
    names, *rows = sheet.to_python(skip_empty_area=False)
    assert names == list(FIELDS)
    return values([[said(value) for value in row] for row in rows])


def said(value: Any) -> Any:
    """A cell as Excel shows it: this reader leaves two characters as they are written in XML."""
    if isinstance(value, str):
        return value.replace("_xFFFE_", "\ufffe").replace("_xFFFF_", "\uffff")
    return value


def from_dta(folder: Path) -> list[Record]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = pandas.read_stata(folder / "things.dta")
    return _framed(frame)


def from_sav(folder: Path) -> list[Record]:
    frame, _ = pyreadstat.read_sav(
        folder / "things.sav", apply_value_formats=True, formats_as_category=False
    )
    return _framed(frame)


def _framed(frame: Any) -> list[Record]:
    assert list(frame.columns) == list(FIELDS)
    return values(frame.astype(object).itertuples(index=False))


READERS = {
    "csv": from_csv,
    "parquet": from_parquet,
    "sqlite": from_sqlite,
    "duckdb": from_duckdb,
    "xlsx": from_xlsx,
    "dta": from_dta,
    "sav": from_sav,
}


def expected(ending: str, records: list[Record]) -> list[Record]:
    """What a format gives back: an empty text is a missing one; SPSS drops blanks at the end."""
    return [
        tuple(
            ((v.rstrip(" ") if ending == "sav" else v) or None) if isinstance(v, str) else v
            for v in record
        )
        for record in records
    ]


def published(root: Path, records: list[Record]) -> Path:
    """The files of a release of one table with these records."""
    fields = [
        {"name": name, "type": kind, **({"constraints": {"enum": KINDS}} if name == "kind" else {})}
        for name, kind in FIELDS.items()
    ]
    schema = {"fields": fields, "primaryKey": "id"}
    resource = {"name": "things", "path": "data/things/things.csv", "schema": schema}
    (root / "data/things").mkdir(parents=True)
    (root / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    with (root / "data/things/things.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [list(FIELDS), *([cell(value) for value in record] for record in records)]
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    package = load_package(root)
    load(package, root / "warehouse.duckdb")
    release = Release(package, root / "warehouse.duckdb", Cache(root / "cache"))
    folder = root / "latest"
    folder.mkdir()
    for made in release.files.values():
        (folder / made.name).write_bytes(made.path.read_bytes())
    return folder


def numbered(rows: list[Record]) -> list[Record]:
    return [(f"{number:03}", *row) for number, row in enumerate(rows)]


def test_every_type_of_a_table_is_tried() -> None:
    assert set(FIELDS.values()) == TYPES


@settings(max_examples=20)
@given(st.lists(ANY, max_size=5).map(numbered))
@example([])
@example(numbered([NOTHING]))
@example(numbered([ORDINARY, NOTHING]))
@example(numbered([(text, *ORDINARY[1:]) for text in HARD]))
def test_every_value_comes_back_from_every_format(records: list[Record]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = published(Path(folder), records)
        for ending, read in READERS.items():
            found, wanted = read(files), expected(ending, records)
            assert (ending, len(found)) == (ending, len(wanted))
            differing = [
                (ending, name, value, own)
                for row, its in zip(found, wanted, strict=True)
                for name, value, own in zip(FIELDS, row, its, strict=True)
                if (type(value), value) != (type(own), own)
            ]
            assert differing == []
