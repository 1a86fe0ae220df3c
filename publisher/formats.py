"""The formats of a table and of all tables together.

In: the warehouse, open for reading, and a resource. Out: the bytes of one file.
Never: changes a value; rows stand in the order of their key.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from publisher.cells import csv_text
from publisher.package import Resource
from publisher.query import plain
from publisher.warehouse import quoted, text_literal


@dataclass(frozen=True)
class Tables:
    """The tables of a warehouse, and a folder for files that are on their way."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path

    def rows(self, resource: Resource) -> list[tuple[Any, ...]]:
        """The rows of a table as values, in the order of its key."""
        return self.connection.execute(ordered(resource)).fetchall()


@contextmanager
def opened(warehouse: Path) -> Iterator[Tables]:
    """The tables of a warehouse for as long as files are made from them."""
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as scratch:
        connection.execute(f"ATTACH {text_literal(str(warehouse))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        yield Tables(connection, Path(scratch))


def typed_csv(columns: tuple[str, ...], records: list[tuple[Any, ...]]) -> str:
    """Rows of values as CSV: dates in ISO form, empty cells for nothing."""
    return csv_text([columns, *([_cell(value) for value in record] for record in records)])


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return "" if value is None else plain(value)


def ordered(resource: Resource) -> str:
    """`SELECT` of a table's fields in the order of its key, else as in its files."""
    columns = ", ".join(quoted(field.name) for field in resource.fields)
    key = ", ".join(quoted(name) for name in resource.primary_key) or "_file, _line"
    return f"SELECT {columns} FROM {quoted(resource.name)} ORDER BY {key}"


def csv_file(tables: Tables, resource: Resource) -> bytes:
    """A table as CSV."""
    columns = tuple(field.name for field in resource.fields)
    return typed_csv(columns, tables.rows(resource)).encode()


def parquet_file(tables: Tables, resource: Resource) -> bytes:
    """A table as Parquet, with the types of its fields."""
    path = tables.scratch / f"{resource.name}.parquet"
    tables.connection.execute(
        f"COPY ({ordered(resource)}) TO {text_literal(str(path))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return path.read_bytes()


# How each table is published: the end of the file's name, and what makes it.
TABLE_FORMATS: dict[str, Callable[[Tables, Resource], bytes]] = {
    "csv": csv_file,
    "parquet": parquet_file,
}
