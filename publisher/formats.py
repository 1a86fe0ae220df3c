"""The tables of a warehouse as values, and as CSV and Parquet.

In: the warehouse, open for reading, and a resource. Out: the bytes of one file.
Never: changes a value, but for an apostrophe in CSV (formulas.py); orders rows but by their key.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from publisher.cells import csv_text
from publisher.formulas import PATTERN, guarded
from publisher.package import Field, Resource
from publisher.query import plain
from publisher.warehouse import quoted, text_literal

BATCH = 10_000  # rows held as values at a time: what bounds the memory for a large table
# The end of a text that is longer than what a format can hold.
CUT = " [cut here: the CSV file has the whole text]"


@dataclass(frozen=True)
class Tables:
    """The tables of a warehouse, and a folder for files that are on their way."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path

    def batches(
        self, resource: Resource, instead: dict[str, str] | None = None
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a table as values, in the order of its key, some thousand at a time.

        `instead` has the SQL of what is taken instead of a field.
        """
        cursor = self.connection.cursor()  # so that the connection is free meanwhile
        cursor.execute(ordered(resource, instead))
        while rows := cursor.fetchmany(BATCH):
            yield rows

    def count(self, resource: Resource) -> int:
        """The number of rows of a table."""
        sql = f"SELECT count(*) FROM {quoted(resource.name)}"
        return int(self.connection.execute(sql).fetchall()[0][0])

    def is_guarded(self, resource: Resource) -> bool:
        """Whether a text of a table has an apostrophe in front in its CSV file."""
        tests = [risky_sql(field) for field in resource.fields if field.type == "string"]
        sql = f"SELECT count(*) FROM {quoted(resource.name)} WHERE {' OR '.join(tests) or 'false'}"
        return bool(self.connection.execute(sql).fetchall()[0][0])


@contextmanager
def opened(warehouse: Path) -> Iterator[Tables]:
    """The tables of a warehouse for as long as files are made from them."""
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as scratch:
        connection.execute(f"ATTACH {text_literal(str(warehouse))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        yield Tables(connection, Path(scratch))


def typed_csv(columns: tuple[str, ...], records: list[tuple[Any, ...]]) -> str:
    """Rows of values as CSV: dates in ISO form, empty cells for nothing."""
    return csv_text([[_cell(value) for value in row] for row in (columns, *records)])


def _cell(value: Any) -> Any:
    if value is None or type(value) is int:  # most values, and cells as they are
        return value
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return plain(value)


def ordered(resource: Resource, instead: dict[str, str] | None = None) -> str:
    """`SELECT` of a table's fields in the order of its key, else as in its files.

    `instead` has the SQL of what is taken instead of a field.
    """
    columns = ", ".join(
        f"{instead[field.name]} AS {quoted(field.name)}"
        if instead and field.name in instead
        else quoted(field.name)
        for field in resource.fields
    )
    table = f"warehouse.{quoted(resource.name)} AS t"
    return f"SELECT {columns} FROM {table} ORDER BY {key_sql(resource)}"


def key_sql(resource: Resource) -> str:
    """What the rows of a table `t` are in the order of: its key, else their place in its files."""
    return ", ".join(f"t.{quoted(name)}" for name in resource.primary_key) or "t._file, t._line"


def iso_sql(field: Field) -> str:
    """A date, date with time, or time as its ISO text; a number as its shortest digits."""
    text = f"CAST({quoted(field.name)} AS VARCHAR)"
    return f"replace({text}, ' ', 'T')" if field.type == "datetime" else text


def number_sql(value: str) -> str:
    """SQL for a number as its shortest digits, a whole one without a point."""
    whole = f"abs({value}) < 1e15 AND {value} = trunc({value})"
    return f"CASE WHEN {whole} THEN {value}::BIGINT::VARCHAR ELSE {value}::VARCHAR END"


def risky_sql(field: Field) -> str:
    """SQL for whether a text would be taken for a formula."""
    return f"regexp_matches({quoted(field.name)}, {text_literal(PATTERN)})"


def csv_file(tables: Tables, resource: Resource) -> bytes:
    """A table as CSV (RFC 4180, but with line feeds), quotes only where they are needed."""
    cells = {field.name: _cell_sql(field) for field in resource.fields}
    if len(resource.fields) == 1:  # an empty line would be no row: this cell has quotes
        cells = {name: f"coalesce({sql}, '')" for name, sql in cells.items()}
    else:  # an empty text would have quotes, but for readers of CSV it is a missing one
        cells = {name: f"nullif({sql}, '')" for name, sql in cells.items()}
    path = tables.scratch / f"{resource.name}.csv"
    tables.connection.execute(
        f"COPY ({ordered(resource, cells)}) TO {text_literal(str(path))} (FORMAT csv, HEADER)"
    )
    return taken(path)


def _cell_sql(field: Field) -> str:
    """SQL for the text of a cell, as `_cell` has it: integers without a point, safe texts."""
    column = quoted(field.name)
    match field.type:
        case "string":
            return f"if({risky_sql(field)}, {text_literal(chr(39))} || {column}, {column})"
        case "number":
            return number_sql(column)
        case _:
            return iso_sql(field)


def parquet_file(tables: Tables, resource: Resource) -> bytes:
    """A table as Parquet, with the types of its fields."""
    path = tables.scratch / f"{resource.name}.parquet"
    tables.connection.execute(
        f"COPY ({ordered(resource)}) TO {text_literal(str(path))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return taken(path)


def taken(path: Path) -> bytes:
    """The bytes of a file that was on its way, which is then gone."""
    content = path.read_bytes()
    path.unlink()
    return content
