"""Finds the rows of a large file that may be wrong, so that only those need a slow look.

In: a file of a table. Out: a `Suspects`, or None where only reading all of it is safe.
Never: says what is wrong. A row that is not found here is one that Frictionless takes.

Each different text of a column is read once by Frictionless's own reader of cells, and keys are
compared by the values that it gives. What is wrong with the rows is said by Frictionless, which
gets all rows that repeat a key, and so finds in these few what it would find in all.
"""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publisher.keys import keys_of, readers
from publisher.package import Package, Resource
from publisher.personal import tells, titled_in
from publisher.textrows import MEMORY, Rows, TextRows, plain_file

LARGE = 1_000_000  # bytes; a smaller file is soon read whole
# What DuckDB says of a line that is too long, a pattern that it does not know, or no room.
REFUSALS = (duckdb.InvalidInputException, duckdb.OutOfMemoryException, duckdb.IOException)


@dataclass(frozen=True)
class Suspects:
    """Rows with their lines: `wrong` for Frictionless, `telling` for the look for persons."""

    wrong: Rows
    telling: Rows


def find_suspects(
    package: Package, resource: Resource, path: str, known: Collection[str], limit: int
) -> Suspects | None:
    """The rows of a file that may be wrong: at least those that hold the first `limit` errors.

    `known` are the tables that can be read, and so pointed to. None for a file that is small, that
    points to itself, or that is not written plainly: a row a line, its header as described.
    """
    file = package.root / path
    to_itself = any(key.resource == resource.name for key in resource.foreign_keys)
    # Missing values of a field alone are rare: the slow way knows them.
    own_missing = any("missingValues" in field.descriptor for field in resource.fields)
    if file.stat().st_size < LARGE or to_itself or own_missing:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = plain_file(file, resource, Path(folder))
        if source is None:
            return None
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute("SET temp_directory = ?", [folder])
            try:
                table = TextRows(resource, connection, Path(folder))
                return _found(package, table, known, limit) if table.load(source) else None
            except REFUSALS:
                return None


def _found(package: Package, table: TextRows, known: Collection[str], limit: int) -> Suspects:
    """The rows that break a type, a constraint, a key or the form of the table."""
    resource = table.resource
    read = readers(resource)
    wrong, more = set(table.misshapen(limit)), set[int]()
    for field in resource.fields:
        texts = table.texts(field, all_of_them=False)
        refused = [text for text in texts if not read[field.name](text)[1]]
        wrong |= set(table.having(field.name, refused, limit))
    uniques = [(f.name,) for f in resource.fields if f.constraints.get("unique")]
    for names in dict.fromkeys([*uniques, resource.primary_key]):
        again, first = table.repeated(names, read, limit) if names else ((), ())
        wrong |= set(again)
        more |= set(first)
    if resource.primary_key:
        wrong |= set(table.without_key(resource.primary_key, read, limit))
    for key in resource.foreign_keys:
        if key.resource in known:
            there = keys_of(package, package.tables[key.resource], key.reference)
            wrong |= set(table.pointing_nowhere(key.fields, read, there, limit))
    # Each of `wrong` has an error of its own, so that the first errors end before this line.
    last = max(sorted(wrong)[:limit], default=0)
    telling: set[int] = set()
    titled = titled_in(package)
    for field in (f for f in resource.fields if f.is_free_text):
        texts = [t for t in table.texts(field) if tells(field.name, t, titled)]
        telling |= set(table.having(field.name, texts))
    few = sorted(n for n in wrong | more if n <= last)
    return Suspects(table.rows(few), table.rows(sorted(telling)))
