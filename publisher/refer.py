"""Which row of another table a cell was probably meant to point to.

In: the cell, its row and the rows that can be pointed to. Out: a `Hint`, or nothing.
Never: takes a near key for the right one: of several it names them all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publisher.cells import rows_of
from publisher.package import Package, Resource
from publisher.problem import InputError, shown
from publisher.suggest import Hint, all_close, spellings

SHORT = 4  # a name with fewer letters is found in too many words
LONG = 120  # a cell with more letters is a text that can name many rows


@dataclass(frozen=True)
class Named:
    """A row that can be pointed to: its key, its own name, its whole name and its cells."""

    key: str
    name: str
    label: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.label} is {self.key}" if self.label else self.key


def named_rows(package: Package, table: str, column: str) -> list[Named]:
    """The rows of a table that cells point to by `column`; none when it cannot be read."""
    resource = package.tables[table]
    rows = _cells(package, resource)
    parents = {
        key.fields[0]: {
            row.get(key.reference[0], ""): row
            for row in _cells(package, package.tables[key.resource])
        }
        for key in resource.foreign_keys
        if key.fields[0] in resource.label and key.resource in package.tables
    }
    labels = {
        key.fields[0]: package.tables[key.resource].label[:1]
        for key in resource.foreign_keys
        if key.fields[0] in parents
    }

    def part(row: dict[str, str], field: str) -> str:
        """One part of a name; a key of another table stands for the name of that row."""
        value = row.get(field, "")
        parent = parents.get(field, {}).get(value)
        return parent.get(labels[field][0], value) if parent and labels[field] else value

    found = []
    for row in rows:
        parts = [text for text in (part(row, field) for field in resource.label) if text]
        name = row.get(resource.label[0], "") if resource.label else ""
        found.append(Named(row.get(column, ""), name, ", ".join(parts), row))
    return found


def _cells(package: Package, resource: Resource) -> list[dict[str, str]]:
    try:
        return [row for path in resource.paths for _, row in rows_of(package.root, path)]
    except InputError:
        return []  # told of the file itself


def reference_hint(
    cell: str, row: dict[str, str], column: str, targets: Sequence[Named]
) -> Hint | None:
    """The row that `cell`, of `row` in `column`, probably means."""
    by_key = {target.key: target for target in targets}
    for spelled in spellings(cell):
        if target := by_key.get(spelled.instead):
            named = f" {target}." if target.label else ""
            return Hint(spelled.words + named, target.key, spelled.cause)
    bare = cell.strip().casefold()
    called = [t for t in targets if bare in {t.name.casefold(), t.label.casefold()}]
    if target := _only(_agreeing(called, row)):
        words = f"The cell takes the key, not the name: {target}."
        return Hint(words, target.key, "name-for-key")
    others = [text for name, text in row.items() if name != column and _can_name(text)]
    if target := _only(_agreeing(_named_in(others, targets), row)):
        return Hint(f"{target}.", target.key, "row-names-it")
    near = _near(cell, _agreeing(list(targets), row, least=1) or list(targets))
    if not near:
        return None
    words = "; ".join(map(str, near))
    only = near[0].key if len(near) == 1 else ""
    return Hint(f"Did you mean {shown(only)}?" if only == words else f"Near it: {words}.", only)


def _can_name(text: str | None) -> bool:
    return bool(text) and len(text or "") < LONG and "://" not in (text or "")


def _named_in(texts: list[str], targets: Sequence[Named]) -> list[Named]:
    """The rows whose whole name, or own name, stands in one of the texts; the longest name wins."""
    found: dict[str, list[Named]] = {}
    joined = " | ".join(texts).casefold()
    for target in targets:
        name = target.name.casefold()
        if len(name) >= SHORT and name in joined and re.search(rf"\b{re.escape(name)}\b", joined):
            found.setdefault(name, []).append(target)
    return found[max(found, key=len)] if found else []


def _agreeing(targets: list[Named], row: dict[str, str], least: int = 0) -> list[Named]:
    """Those that have most cells in common with the row, in columns of one name."""

    shared = [(n, text) for n, text in row.items() if text and targets and n in targets[0].cells]
    common = [sum(target.cells.get(n) == text for n, text in shared) for target in targets]
    most = max(common, default=0)
    return [t for t, own in zip(targets, common, strict=True) if own == most >= least]


def _only(targets: list[Named]) -> Named | None:
    return targets[0] if len(targets) == 1 else None


def _near(cell: str, targets: list[Named]) -> list[Named]:
    """Up to three rows with keys near the cell: by number where all are digits, or by spelling."""
    if cell.isdecimal():
        digits = [t for t in targets if t.key.isdecimal() and len(t.key) == len(cell)]
        digits.sort(key=lambda t: abs(int(t.key) - int(cell)))
        return sorted((t for t in digits[:2] if _one_off(t.key, cell)), key=lambda t: t.key)
    by_key = {target.key: target for target in targets}
    return [by_key[key] for key in all_close(cell, by_key)]


def _one_off(key: str, cell: str) -> bool:
    """Whether two codes of one length differ in one or two digits."""
    return 0 < sum(a != b for a, b in zip(key, cell, strict=True)) <= 2
