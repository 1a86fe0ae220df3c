"""What cells are to Frictionless: the value of a text, and the keys that can be pointed to.

In: a table, and texts of its cells. Out: values as Frictionless reads them, each text once.
Never: reads a text in a way of its own.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cache
from typing import Any

from publisher.cells import records
from publisher.package import ForeignKey, Package, Resource
from publisher.problem import text_of

Reader = Callable[[str], tuple[Hashable, bool]]
# What says how a text is read; what else a description has only says which values are right.
READ = ("name", "type", "format", "trueValues", "falseValues")


def readers(resource: Resource) -> dict[str, Reader]:
    """For each field what reads a text: the value (None for a missing or wrong one), and whether
    Frictionless takes it. Inside `strict` as that does."""
    from frictionless import Schema

    schema = Schema.from_descriptor({**resource.descriptor["schema"], "foreignKeys": []})
    return {field.name: _reader(field.create_cell_reader()) for field in schema.fields}


def _reader(read: Callable[[str], tuple[Any, dict[str, str] | None]]) -> Reader:
    @cache
    def reader(text: str) -> tuple[Hashable, bool]:
        value, notes = read(text)
        return value, not notes

    return reader


def pointed_to(
    package: Package, table: Resource, keys: Iterable[ForeignKey]
) -> tuple[dict[str, Any], set[tuple[str, ...]]]:
    """The columns of a table that keys point to: their schema, and their rows, each once.

    What else the table has is checked with itself; without it a look into it is quick.
    """
    names = sorted({n for key in keys if key.resource == table.name for n in key.reference})
    described = [table.field(name).descriptor for name in names]
    fields = [{k: f[k] for k in READ if k in f} for f in described]
    places = [table.position(name) - 1 for name in names]
    rows = {
        tuple(row[place] if place < len(row) else "" for place in places)
        for path in table.paths
        for row in _rows(package, path)
    }
    return {"fields": fields, "missingValues": list(table.missing_values)}, rows


def keys_of(
    package: Package, table: Resource, fields: tuple[str, ...]
) -> set[tuple[Hashable, ...]]:
    """The values of those fields in all rows of a table, as foreign keys are looked up in them."""
    from frictionless import Schema

    described, rows = pointed_to(package, table, [ForeignKey(fields, table.name, fields)])
    schema = Schema.from_descriptor(described)
    # The fields are in their own order here, which need not be that of the key.
    read = [_reader(field.create_cell_reader()) for field in schema.fields]
    order = [[field.name for field in schema.fields].index(name) for name in fields]
    values = ([reader(text)[0] for reader, text in zip(read, row, strict=True)] for row in rows)
    return {tuple(row[place] for place in order) for row in values}


def _rows(package: Package, path: str) -> Iterator[list[str]]:
    rows = records(text_of(package.root, path, "file-missing"))
    next(rows, None)
    return (row for _, row in rows)
