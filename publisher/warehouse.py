"""Loads the checked tables into DuckDB, typed by their description.

In: a `Package` whose files passed the check. Out: the path of a DuckDB file.
Never: guesses a type; every type comes from the Table Schema.

Each table has two more columns, `_file` and `_line`, which say where a row came from, so that SQL
rules can point at it. A TopoJSON resource becomes a table of its shapes and one of shared borders.
"""

import json
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from publisher.cache import digest, file_digest, replacing, tools_digest, write_whole
from publisher.cells import record_lines
from publisher.disk import number_in
from publisher.package import Field, Package, Resource
from publisher.personal import has_free_text
from publisher.problem import ChangedError, InputError, Problem
from publisher.sandbox import MEMORY, told_by
from publisher.shapes import Shapes, read_shapes

# Table Schema type -> DuckDB type (Table Schema, section Field Types).
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "time": "TIME",
    "year": "INTEGER",
    "yearmonth": "VARCHAR",
}
# What a TopoJSON resource becomes: tables named after it and these.
SHAPE_TABLES = ("shapes", "borders")
# What is published can be read by DuckDB 1.2 and later.
STORAGE = "v1.2.0"
# A connection that a project's SQL runs on; `_close` does the rest when its tables are there.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": MEMORY,
}


def warehouse_key(package: Package) -> str:
    """The hash of everything the warehouse is made from."""
    files = [path for resource in package.resources for path in resource.paths]
    return digest(
        tools_digest(), package.descriptor, [file_digest(package.root / p) for p in files]
    )


def table_keys(package: Package) -> dict[str, str]:
    """For each table that the warehouse holds, the hash of what it is made from."""
    keys = {}
    for resource in package.resources:
        key = digest(resource.descriptor, [file_digest(package.root / p) for p in resource.paths])
        if resource.is_table:
            keys[resource.name] = key
        elif resource.name in package.topologies:
            keys |= {f"{resource.name}_{part}": key for part in SHAPE_TABLES}
    return keys


def load(package: Package, path: Path, is_right: Callable[[], bool] = lambda: True) -> list[str]:
    """Makes the DuckDB file at `path` hold the package's tables; the names of those it loaded.

    The file is changed in a copy that takes its place whole: who reads it goes on reading the old
    one, and two that load it do not meet. Raises InputError for a cell that DuckDB cannot take as
    the described type; ChangedError when a table changes meanwhile, or turns out not to be right,
    which is asked when all is loaded: then the file is as it was.
    """
    stamp = path.with_suffix(".key")
    tools, keys, kept = tools_digest(), table_keys(package), keys_in(path)
    if kept == keys:
        return []
    with replacing(path) as new:
        new.unlink()  # DuckDB makes its file itself
        if kept:
            shutil.copyfile(path, new)
        loaded = _load(package, new, kept, keys)
        if not is_right() or table_keys(package) != keys:
            raise ChangedError
        file = new.stat()
    write_whole(stamp, json.dumps([tools, file.st_size, file.st_mtime_ns, keys]).encode())
    return loaded


def _load(package: Package, path: Path, kept: dict[str, str], keys: dict[str, str]) -> list[str]:
    """Loads the tables whose keys are not those kept, and drops those that are no more."""
    with duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in [name for name, key in kept.items() if keys.get(name) != key]:
            connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        loaded = _load_tables(connection, package, _changed(kept, keys))
        connection.execute("CHECKPOINT")
    return loaded


def _changed(kept: dict[str, str], keys: dict[str, str]) -> set[str]:
    """The tables that are not among those kept, or others there."""
    return {name for name, key in keys.items() if kept.get(name) != key}


def _load_tables(
    connection: duckdb.DuckDBPyConnection, package: Package, todo: Collection[str]
) -> list[str]:
    """Loads the resources that become one of these tables; the names of the tables."""
    loaded = []
    for resource in package.resources:
        names = [resource.name, *(f"{resource.name}_{part}" for part in SHAPE_TABLES)]
        if not (own := [name for name in names if name in todo]):
            continue
        loaded += own
        if resource.is_table:
            load_table(connection, package.root, resource)
        else:
            _load_shapes(connection, package.root, resource)
    return loaded


def keys_in(path: Path) -> dict[str, str]:
    """The keys of the tables that the file holds (`table_keys`); none when it cannot be used.

    The stamp names the size and the time of its file: it may be that of another one, where a
    process was killed or two wrote at once.
    """
    try:
        made_by, size, time, keys = json.loads(path.with_suffix(".key").read_text())
        file = path.stat()
    except (OSError, ValueError):
        return {}
    same = (made_by, size, time) == (tools_digest(), file.st_size, file.st_mtime_ns)
    return dict(keys) if same else {}


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read the warehouse and nothing else: no files, no network.

    Its settings cannot be changed any more; see sandbox.py for the rest.
    """
    config = {**CLOSED, "access_mode": "READ_ONLY", "temp_directory": ""}
    with duckdb.connect(str(path), config=config) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _close(connection)
        yield connection


def _close(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def in_memory(package: Package, beside: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    """The package's tables in memory, as `reading` has them; no file of them is written.

    The tables that the file `beside` holds already are read there. What memory cannot hold goes to
    the folder `scratch`. Raises InputError as `load` does.
    """
    kept, keys = keys_in(beside), table_keys(package)
    connection = duckdb.connect(config={**CLOSED, "temp_directory": str(scratch)})
    connection.execute("SET TimeZone = 'UTC'")
    todo = _changed(kept, keys)
    if same := sorted(keys.keys() - todo):
        connection.execute(f"ATTACH {text_literal(str(beside))} AS beside (READ_ONLY)")
    for name in same:
        connection.execute(f"CREATE VIEW {quoted(name)} AS FROM beside.{quoted(name)}")
    _load_tables(connection, package, todo)
    _close(connection)
    return connection


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text_literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def table_sql(resource: Resource) -> str:
    """`CREATE TABLE` for a resource, in the order of its fields."""
    columns = [f"{quoted(field.name)} {TYPES[field.type]}" for field in resource.fields]
    places = ["_file VARCHAR", "_line INTEGER"]
    return f"CREATE TABLE {quoted(resource.name)} ({', '.join(columns + places)})"


def cast_sql(field: Field) -> str:
    """The cell of a column, read as text, as a value of the field's type."""
    column = quoted(field.name)
    if field.type == "boolean":
        true = field.descriptor.get("trueValues", ["true", "True", "TRUE", "1"])
        false = field.descriptor.get("falseValues", ["false", "False", "FALSE", "0"])
        branches = [
            f"WHEN {column} IN ({', '.join(map(text_literal, values))}) THEN {result}"
            for values, result in ((true, "true"), (false, "false"))
        ]
        return f"CASE {' '.join(branches)} END"
    return f"CAST({column} AS {TYPES[field.type]})"


def load_table(connection: duckdb.DuckDBPyConnection, root: Path, resource: Resource) -> None:
    """Makes the table of a resource, with the rows of its files.

    Raises InputError for a cell that DuckDB cannot take as the described type.
    """
    connection.execute(table_sql(resource))
    columns = {field.name: "VARCHAR" for field in resource.fields}
    missing = [text for text in resource.missing_values if text] + [""]
    casts = ", ".join(cast_sql(field) for field in resource.fields)
    for path in resource.paths:
        try:
            options = ", ".join(f"{quoted(n)}: 'VARCHAR'" for n in columns)
            nulls = ", ".join(map(text_literal, missing))
            # Not strict, or DuckDB refuses a file whose lines end in LF and in CR LF; what else it
            # would refuse has been refused by the check.
            connection.execute(
                f"""INSERT INTO {quoted(resource.name)}
                SELECT {casts}, ?, row_number() OVER () + 1
                FROM read_csv(?, columns = {{{options}}}, nullstr = [{nulls}], header = true,
                    auto_detect = false, delim = ',', quote = '"', escape = '"',
                    strict_mode = false, parallel = false)""",
                [path, str(root / path)],
            )
        except duckdb.Error as error:
            if number_in(str(error)):
                raise  # of the disk, not of the cells
            found = told_by(error, is_open=not has_free_text(resource))
            raise InputError(
                Problem(path, 0, 0, "type", found, "cells of the described types")
            ) from None
        _place_lines(connection, root, resource, path)


def _place_lines(
    connection: duckdb.DuckDBPyConnection, root: Path, resource: Resource, path: str
) -> None:
    """Corrects `_line` in a file whose quoted cells hold line ends; others are right already."""
    text = (root / path).read_text(encoding="utf-8-sig")
    if '"' not in text:
        return
    lines = record_lines(text)
    moved = [(line, path, record) for record, line in enumerate(lines, start=1) if line != record]
    if moved:
        connection.executemany(
            f"UPDATE {quoted(resource.name)} SET _line = -? WHERE _file = ? AND _line = ?", moved
        )
        connection.execute(f"UPDATE {quoted(resource.name)} SET _line = abs(_line)")


def _load_shapes(connection: duckdb.DuckDBPyConnection, root: Path, resource: Resource) -> None:
    path = resource.paths[0]
    try:
        shapes: Shapes = read_shapes(json.loads((root / path).read_text(encoding="utf-8")))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        found = f"not TopoJSON: {type(error).__name__} {error}"
        raise InputError(Problem(path, 0, 0, "file-format", found, "a TopoJSON topology")) from None
    tables = (
        ("layer VARCHAR, id VARCHAR, properties JSON", shapes.shapes),
        ("layer VARCHAR, id VARCHAR, neighbour VARCHAR", shapes.borders),
    )
    for suffix, (columns, rows) in zip(SHAPE_TABLES, tables, strict=True):
        name = quoted(f"{resource.name}_{suffix}")
        connection.execute(f"CREATE TABLE {name} ({columns})")
        if not rows:
            continue
        # One statement for all rows: DuckDB is slow at many small inserts.
        first, second, third = (list(column) for column in zip(*rows, strict=True))
        connection.execute(
            f"INSERT INTO {name} SELECT unnest(?), unnest(?), unnest(?)", [first, second, third]
        )
