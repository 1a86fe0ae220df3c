"""What is in each field of a table: cells filled, different values, range, and values counted.

In: the warehouse, open for reading, and a table. Out: a `Profile`.
Never: guesses or samples; every number is counted in all rows.
"""

from dataclasses import dataclass, replace
from typing import Any

import duckdb

from publisher.formats import typed_csv
from publisher.package import Package, Resource
from publisher.query import plain
from publisher.refer import named_rows
from publisher.warehouse import quoted

# A field is one of categories when it has at most so many values, each in two rows on average.
FEW = 60
ORDERED = {"integer", "number", "date", "datetime", "time", "year", "yearmonth"}


@dataclass(frozen=True)
class Category:
    """A value of a field, its name in the table that the field points to, and its rows."""

    value: Any
    label: str
    count: int


@dataclass(frozen=True)
class FieldProfile:
    """One field: filled cells, different values, the least and the most where values have an order.

    `values` are all of them with their counts when there are few, else none.
    """

    name: str
    type: str
    rows: int
    filled: int
    distinct: int
    least: Any = None
    most: Any = None
    values: tuple[Category, ...] = ()

    @property
    def missing(self) -> int:
        return self.rows - self.filled

    @property
    def missing_share(self) -> float | None:
        """The share of rows with an empty cell, from 0 to 1; None for a table without rows."""
        return round(self.missing / self.rows, 4) if self.rows else None


@dataclass(frozen=True)
class Profile:
    """The fields of a table, in its order."""

    table: str
    rows: int
    fields: tuple[FieldProfile, ...]

    def value(self) -> dict[str, Any]:
        """The profile as JSON: dates as text, nothing as null."""
        return {
            "table": self.table,
            "rows": self.rows,
            "fields": [
                {
                    "name": field.name,
                    "type": field.type,
                    "filled": field.filled,
                    "missing": field.missing,
                    "missing_share": said(field.missing_share),
                    "distinct": field.distinct,
                    "minimum": said(field.least),
                    "maximum": said(field.most),
                    "values": [
                        {"value": said(one.value), "label": one.label or None, "count": one.count}
                        for one in field.values
                    ],
                }
                for field in self.fields
            ],
        }

    def fields_csv(self) -> str:
        """A row for each field."""
        names = ("type", "filled", "missing", "missing_share", "distinct", "minimum", "maximum")
        rows = [
            (field["name"], *(field[name] for name in names)) for field in self.value()["fields"]
        ]
        return typed_csv(("field", *names), rows)

    def values_csv(self) -> str:
        """A row for each value of each field that has few."""
        rows = [
            (field["name"], *(one[name] for name in ("value", "label", "count")))
            for field in self.value()["fields"]
            for one in field["values"]
        ]
        return typed_csv(("field", "value", "label", "count"), rows)


def profile(package: Package, table: Resource, connection: duckdb.DuckDBPyConnection) -> Profile:
    """The profile of a table in the warehouse: one pass, and one more for its categories."""
    parts = ["count(*)"]
    for field in table.fields:
        column = quoted(field.name)
        parts += [f"count({column})", f"count(DISTINCT {column})"]
        if field.type in ORDERED:
            parts += [f"min({column})", f"max({column})"]
    sql = f"SELECT {', '.join(parts)} FROM {quoted(table.name)}"
    numbers = iter(connection.execute(sql).fetchall()[0])
    rows = int(next(numbers))
    found: list[FieldProfile] = []
    for field in table.fields:
        filled, distinct = int(next(numbers)), int(next(numbers))
        least, most = (next(numbers), next(numbers)) if field.type in ORDERED else (None, None)
        found.append(FieldProfile(field.name, field.type, rows, filled, distinct, least, most))
    few = [one.name for one in found if _is_few(table, one)]
    counted = _counted(package, table, few, connection)
    fields = tuple(replace(one, values=counted.get(one.name, ())) for one in found)
    return Profile(table.name, rows, fields)


def _is_few(table: Resource, found: FieldProfile) -> bool:
    """Whether to count the values of a field: not of sentences or addresses, however few."""
    field = table.field(found.name)
    if field.is_free_text or field.descriptor.get("format") in ("uri", "email"):
        return False
    return 0 < found.distinct <= FEW and found.distinct * 2 <= found.filled


def _counted(
    package: Package, table: Resource, names: list[str], connection: duckdb.DuckDBPyConnection
) -> dict[str, tuple[Category, ...]]:
    """The values of fields: by their order, those without one by their counts."""
    if not names:
        return {}
    columns = ", ".join(f"histogram({quoted(name)})" for name in names)
    row = connection.execute(f"SELECT {columns} FROM {quoted(table.name)}").fetchall()[0]
    result = {}
    for name, counts in zip(names, row, strict=True):
        labels = _labels(package, table, name)
        ordered = sorted(counts)
        if table.field(name).type not in ORDERED:
            ordered.sort(key=counts.__getitem__, reverse=True)  # equal counts stay in their order
        result[name] = tuple(
            Category(value, labels.get(str(value), ""), int(counts[value])) for value in ordered
        )
    return result


def _labels(package: Package, table: Resource, name: str) -> dict[str, str]:
    """The names of the rows that a field points to, by their key; none when it points nowhere."""
    for key in table.foreign_keys:
        if key.fields == (name,) and key.resource in package.tables:
            rows = named_rows(package, key.resource, key.reference[0])
            return {row.key: row.label for row in rows if row.label != row.key}
    return {}


def said(value: Any) -> Any:
    """A value as JSON has it: days and times as text, whole numbers without a fraction."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return plain(value)
