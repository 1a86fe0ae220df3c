"""Says what Frictionless found in a file, in words for the person who mends it.

In: an error of Frictionless, or the cells of a header. Out: a `Problem`.
Never: decides whether something is wrong.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

from publisher.hidden import held_in
from publisher.package import Package, Resource
from publisher.personal import column_problem, has_free_text, screen
from publisher.problem import Problem, column_letter, shown
from publisher.refer import Named, named_rows, reference_hint
from publisher.suggest import Hint, closest, hint
from publisher.words import expected_of, list_of

MARKS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
Rows = Callable[[str, str], list[Named]]


def rows_to_point_to(package: Package) -> Rows:
    """Reads the rows of a table that a column points to, each table once.

    Those that tell who a person is are left out: a row is proposed by its names.
    """

    @cache
    def rows(table: str, column: str) -> list[Named]:
        own = screen(package, package.tables[table])
        titled = own.titled if own.is_strict else None
        return [n for n in named_rows(package, table, column) if not held_in(str(n), titled)]

    return rows


class Wording:
    """The words for the errors of one file: `lines` has the first line of each of its rows."""

    def __init__(self, resource: Resource, path: str, lines: list[int], rows: Rows) -> None:
        self.resource = resource
        self.path = path
        self.lines = lines
        self.rows = rows

    def problem(self, error: dict[str, Any]) -> Problem:
        """The problem of one error: what is there, what was expected, how to mend it."""
        kind = error["type"]
        if kind in {"type-error", "constraint-error"}:
            return self._of_cell(error)
        if kind == "unique-error":
            return self._repeated(error)
        if kind == "primary-key":
            return self._of_key(error)
        if kind == "foreign-key":
            return self._of_reference(error)
        column = error.get("fieldNumber", 0)
        cells = f"{len(self.resource.fields)} cells in each row"
        if kind == "missing-cell":
            found = f"no cell for {self._name(column)}"
            mend = "Add the missing commas."
            return self._made(error, column, "row-shape", found, cells, mend, cause="cells missing")
        if kind == "extra-cell":
            row = list(map(str, error.get("cells", [])))
            # Nobody knows which cell of such a row is a sentence; nor is one cut at a comma safe.
            quiet = has_free_text(self.resource) or bool(held_in(",".join(row)))
            found = "one cell too many"
            found += "" if quiet else f": {shown(error.get('cell', ''))}"
            mend = "Put a cell that has commas in it between double quotes."
            cause, meant = "cells too many", _split_cell(row, quiet)
            return self._made(error, column, "row-shape", found, cells, mend, "", meant, cause)
        if kind == "blank-row":
            mend = "Remove the line."
            return self._made(error, 0, "row-shape", "a blank row", "no blank rows", mend)
        quiet = has_free_text(self.resource)  # the tool's own words may quote a row
        found = str(error["title"] if quiet else error.get("note") or error["message"])
        return self._made(error, column, "file-format", found, "a CSV file")

    def _of_cell(self, error: dict[str, Any]) -> Problem:
        """A cell of another type than its field, or against a constraint of it."""
        column, cell = error["fieldNumber"], str(error.get("cell") or "")
        field = self.resource.fields[column - 1]
        kind = "type" if error["type"] == "type-error" else "constraint"
        expected = expected_of(field)
        if not cell:
            mend = field.mend or "Fill the cell in."
            found = f"{field.name} is empty"
            return self._made(error, column, kind, found, expected, mend, cause=f"{found}")
        meant = hint(field, cell)
        mend = "" if meant and meant.instead else field.mend or "Correct the cell."
        found = f"{field.name} {shown(cell)}"
        return self._made(error, column, kind, found, expected, mend, cell, meant)

    def _repeated(self, error: dict[str, Any]) -> Problem:
        column, cell = error["fieldNumber"], str(error.get("cell") or "")
        found = f"{self._name(column)} {shown(cell)} again"
        cause = f"{self._name(column)} again"
        return self._made(error, column, "key", found, "each value once", "", cell, cause=cause)

    def _of_key(self, error: dict[str, Any]) -> Problem:
        """A key that is empty, or that an earlier row has."""
        key = list_of(self.resource.primary_key)
        column = self.resource.position(self.resource.primary_key[0])
        row = self._row(error)
        values = [row[name] for name in self.resource.primary_key if name in row]
        again = f"{key} {list_of(map(shown, values))} again"
        found, cause = (again, f"{key} again") if any(values) else (f"{key} is empty", "key empty")
        expected, mend = "one row for each key", "Remove or correct one row."
        cell = row.get(self.resource.primary_key[0], "")
        return self._made(error, column, "key", found, expected, mend, cell, cause=cause)

    def _of_reference(self, error: dict[str, Any]) -> Problem:
        """A cell that points to no row of another table."""
        names, cells = error["fieldNames"], list(map(str, error["fieldCells"]))
        column = self.resource.position(names[0])
        table = error["referenceName"] or self.resource.name
        keys = error["referenceFieldNames"]
        found = f"{list_of(names)} {list_of(map(shown, cells))}"
        expected = f"a {list_of(keys)} that is in the table {table}"
        field = self.resource.fields[column - 1]
        if field.description:
            expected = f"{expected}. {field.description}"
        meant = None
        if len(names) == 1:
            meant = reference_hint(cells[0], self._row(error), names[0], self.rows(table, keys[0]))
        mend = field.mend or "Correct it, or add the row there."
        return self._made(error, column, "reference", found, expected, mend, cells[0], meant)

    def _made(
        self,
        error: dict[str, Any],
        column: int,
        kind: str,
        found: str,
        expected: str,
        mend: str = "",
        cell: str = "",
        meant: Hint | None = None,
        cause: str = "",
    ) -> Problem:
        """The problem at the place of the error; cells of a column with one cause go together."""
        record = error.get("rowNumber", 0)
        line = self.lines[record - 1] if 0 < record <= len(self.lines) else record
        why = cause or (f"{kind} {meant.cause}" if meant else kind)
        return Problem(
            self.path,
            line,
            column,
            kind,
            found,
            expected,
            mend,
            field=self._name(column),
            cell=cell,
            suggestion=meant.words if meant else "",
            instead=meant.instead if meant else "",
            cause=f"{self.resource.name}.{self._name(column)}: {why}",
        )

    def _name(self, column: int) -> str:
        fields = self.resource.fields
        return fields[column - 1].name if 0 < column <= len(fields) else ""

    def _row(self, error: dict[str, Any]) -> dict[str, str]:
        names = [field.name for field in self.resource.fields]
        return dict(zip(names, map(str, error.get("cells", [])), strict=False))


def _split_cell(cells: list[str], quiet: bool) -> Hint | None:
    """The cell that was probably a part of the one before it: it begins with a blank.

    With `quiet` it is told where that is, and not what it holds.
    """
    for column, (before, cell) in enumerate(pairwise(cells), start=2):
        if cell.startswith(" ") and before.strip():
            if quiet:
                place = f"The cell in column {column_letter(column)}"
                return Hint(f"{place} begins with a blank: it may belong to the one before it.")
            return Hint(f"{shown(cell)} begins with a blank: it may belong to {shown(before)}.")
    return None


def header_problems(resource: Resource, path: str, labels: list[str]) -> list[Problem]:
    """One problem for each thing wrong with the header, instead of one for each column moved."""
    names = [field.name for field in resource.fields]
    columns = f"the columns {list_of(names)}"
    problems = []

    def wrong(column: int, found: str, expected: str, mend: str, suggestion: str = "") -> None:
        problems.append(
            Problem(path, 1, column, "header", found, expected, mend, suggestion=suggestion)
        )

    if set(names).isdisjoint(labels):
        mend = "Write the names of the columns on the first line, with commas between them."
        found = f"the header {shown(','.join(labels))}"
        if has_free_text(resource):  # without a header the first line is a row
            found = f"a first line of {len(labels)} cells, none of them the name of a column"
        for mark, word in MARKS.items():
            if not set(names).isdisjoint(",".join(labels).split(mark)):
                mend = "Save the file as CSV with commas between the cells."
                found = f"cells with {word} between them"
        wrong(0, found, columns, mend)
        return problems
    missing = [name for name in names if name not in labels]
    for column, label in enumerate(labels, start=1):
        if personal := None if label in names else column_problem(path, column, label):
            problems.append(personal)
        elif label not in names and (near := _near(label, missing)):
            missing.remove(near)
            wrong(column, f"a column {shown(label)}", columns, f"Rename it to {shown(near)}.")
        elif label not in names:
            wrong(column, f"a column {shown(label)}", columns, "Remove or rename it.")
        elif label in labels[: column - 1]:
            mend = "Remove one of the two."
            wrong(column, f"a second column '{label}'", "each column once", mend)
    for name in missing:
        mend = f"Add the column '{name}', or its name to the header."
        wrong(names.index(name) + 1, f"no column '{name}'", columns, mend)
    if not problems:
        wrong(0, f"the columns in the order {list_of(labels)}", f"the order {list_of(names)}", "")
    return problems


def _near(label: str, missing: list[str]) -> str:
    """The missing column that a label is another spelling of; empty when it is none."""
    plain = "_".join(label.strip().casefold().split())
    return plain if plain in missing else closest(plain, missing)
