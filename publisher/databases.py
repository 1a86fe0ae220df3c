"""All tables in one database: SQLite and DuckDB.

In: the warehouse, open for reading, and a package. Out: the bytes of one file.
Never: holds a date of making or a random number; the same tables are the same bytes.

Both have the keys of the description and, for each table that points to others, a view
`<table>_named` with what a reader calls the rows that it points to. SQLite has no dates and no
booleans: a date is its ISO text, which sorts as the date does, and a boolean is 0 or 1. There the
tables `_tables` and `_fields` hold the description; in DuckDB it is in comments.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from publisher.described import credits_of
from publisher.formats import Tables, iso_sql, ordered, taken
from publisher.named import named_view, points_to_key
from publisher.package import Field, Package, Resource
from publisher.warehouse import STORAGE, TYPES, quoted, text_literal

# What else SQLite could hold stays text (SQLite, Datatypes, section 2).
SQLITE_TYPES = {"integer": "INTEGER", "year": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
# The file is made in one go and read when it is whole: in memory as far as 256 MB hold it. Its rows
# are checked before; SQLite, which would look up each text of a list anew, takes twice as long.
SETTINGS = (
    "page_size = 4096", "auto_vacuum = NONE", "journal_mode = OFF", "synchronous = OFF",
    "cache_size = -262144", "temp_store = MEMORY", "ignore_check_constraints = ON",
)  # fmt: skip
FIELDS = ("table_name", "field_name", "type", "title", "description", "unit")
TABLES = ("table_name", "title", "description", "rows", "licence", "sources")


def sqlite_file(tables: Tables, package: Package) -> bytes:
    """All tables as an SQLite file, with keys, constraints, indexes, views and description.

    Of the library's version, which SQLite writes into bytes 96 to 99 of the header for information
    only (File Format, section 1.3), nothing is kept: it would differ between machines.
    """
    path = tables.scratch / "release.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for setting in SETTINGS:
            database.execute(f"PRAGMA {setting}")
        database.execute("BEGIN")
        for resource in package.tables.values():
            database.execute(create_sql(package, resource))
            _fill(database, resource.name, len(resource.fields), _batches(tables, resource))
            for key in resource.foreign_keys:
                if key.fields == resource.primary_key[: len(key.fields)]:
                    continue  # the index of the primary key serves
                index = quoted(f"{resource.name}_{'_'.join(key.fields)}")
                place = f"{quoted(resource.name)} ({_list(key.fields)})"
                database.execute(f"CREATE INDEX {index} ON {place}")
        for view in _views(package):
            database.execute(view)
        for name, columns, rows in (
            ("_tables", TABLES, list(_about_tables(tables, package))),
            ("_fields", FIELDS, list(_about_fields(package))),
        ):
            database.execute(f"CREATE TABLE {name} ({_list(columns)})")
            _fill(database, name, len(columns), iter([rows]))
        database.execute("COMMIT")
        database.execute("VACUUM")
    content = taken(path)
    return content[:96] + bytes(4) + content[100:]


def duckdb_file(tables: Tables, package: Package) -> bytes:
    """All tables as a DuckDB file that 1.2 and later can read, with primary keys and comments.

    Foreign keys are left to the views: DuckDB would keep an index for each. The storage version
    has no random identifier, which later ones have in their header; several threads would lay out
    the file in the order in which they end.
    """
    path = tables.scratch / "release.duckdb"
    run = tables.connection.execute
    place = text_literal(str(path))
    run(f"ATTACH {place} AS release (STORAGE_VERSION {text_literal(STORAGE)}, BLOCK_SIZE 16384)")
    run("USE release")
    run("SET threads = 1")
    run("SET disabled_compression_methods = 'fsst,dict_fsst'")
    try:
        for resource in package.tables.values():
            name = quoted(resource.name)
            columns = [_column(field, resource, TYPES[field.type]) for field in resource.fields]
            if resource.primary_key:
                columns.append(f"PRIMARY KEY ({_list(resource.primary_key)})")
            run(f"CREATE TABLE {name} ({', '.join(columns)})")
            run(f"INSERT INTO {name} {ordered(resource)}")
            run(f"COMMENT ON TABLE {name} IS {_comment(resource.title, resource.description)}")
            for field in resource.fields:
                title = f"{field.title} ({field.unit})" if field.unit else field.title
                comment = _comment(title, field.description)
                run(f"COMMENT ON COLUMN {name}.{quoted(field.name)} IS {comment}")
        for view in _views(package):
            run(view)
    finally:
        run("USE warehouse")
        run("DETACH release")  # writes everything to the file
        run("RESET threads")
        run("RESET disabled_compression_methods")
    return taken(path)


def create_sql(package: Package, resource: Resource) -> str:
    """`CREATE TABLE` for SQLite: keys, and those constraints that SQL can say simply."""
    parts = [
        " ".join(
            [
                _column(field, resource, SQLITE_TYPES.get(field.type, "TEXT")),
                *(["UNIQUE"] if _is_unique(field, resource) else []),
                *(f"CHECK ({check})" for check in _checks(field)),
            ]
        )
        for field in resource.fields
    ]
    if resource.primary_key:
        parts.append(f"PRIMARY KEY ({_list(resource.primary_key)})")
    parts += [
        f"FOREIGN KEY ({_list(key.fields)}) "
        f"REFERENCES {quoted(key.resource)} ({_list(key.reference)})"
        for key in resource.foreign_keys
        if points_to_key(package, key)
    ]
    return f"CREATE TABLE {quoted(resource.name)} ({', '.join(parts)})"


def _column(field: Field, resource: Resource, kind: str) -> str:
    needed = field.constraints.get("required") or field.name in resource.primary_key
    return f"{quoted(field.name)} {kind}{' NOT NULL' if needed else ''}"


def _is_unique(field: Field, resource: Resource) -> bool:
    return bool(field.constraints.get("unique")) and (field.name,) != resource.primary_key


def _checks(field: Field) -> Iterator[str]:
    """Conditions on a column: a list of texts, and the bounds of numbers."""
    name, constraints = quoted(field.name), field.constraints
    if field.type == "boolean":
        yield f"{name} IN (0, 1)"
    if field.type == "string" and constraints.get("enum"):
        yield f"{name} IN ({', '.join(text_literal(str(v)) for v in constraints['enum'])})"
    for bound, sign in (("minimum", ">="), ("maximum", "<=")):
        value = constraints.get(bound)
        if field.type in {"integer", "number", "year"} and isinstance(value, int | float):
            yield f"{name} {sign} {value}"


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))


def _comment(title: str, description: str) -> str:
    return text_literal(f"{title.rstrip('.')}. {description}".strip())


def _batches(tables: Tables, resource: Resource) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table as SQLite has them."""
    casts = {
        field.name: f"CAST({quoted(field.name)} AS INTEGER)"
        if field.type == "boolean"
        else iso_sql(field)
        for field in resource.fields
        if field.type not in {"string", "integer", "number", "year", "yearmonth"}
    }
    return tables.batches(resource, casts)


def _fill(
    database: sqlite3.Connection, name: str, width: int, batches: Iterator[list[tuple[Any, ...]]]
) -> None:
    marks = ", ".join("?" * width)
    for rows in batches:
        database.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)


def _views(package: Package) -> Iterator[str]:
    for resource in package.tables.values():
        if view := named_view(package, resource):
            yield view


def _about_tables(tables: Tables, package: Package) -> Iterator[tuple[Any, ...]]:
    for resource in package.tables.values():
        yield (
            resource.name,
            resource.title,
            resource.description,
            tables.count(resource),
            "; ".join(credits_of(resource.descriptor, "licenses")),
            "; ".join(credits_of(resource.descriptor, "sources")),
        )


def _about_fields(package: Package) -> Iterator[tuple[str, ...]]:
    for resource in package.tables.values():
        for field in resource.fields:
            about = (field.type, field.title, field.description, field.unit)
            yield (resource.name, field.name, *about)
