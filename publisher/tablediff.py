"""Compares the tables of two projects row by row, cell by cell.

In: two `Package`s. Out: a `TableDiff` for each table and each other file of the description.
Never: takes a cell for more than its text, so that rows which are wrong can be compared too; or
shows a cell, of either side, that tells who a person is.

Rows belong together by their primary key. In which file of a table a row stands, and where in it,
does not matter.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publisher.cache import file_digest
from publisher.hidden import hide
from publisher.package import Package, Resource
from publisher.personal import Screen, screen
from publisher.tabletext import TableText, read_text
from publisher.warehouse import text_literal
from publisher.words import list_of

ROWS = 50  # rows of a table that are kept to be shown; all are counted
ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"
LINE = 1 << 24  # bytes of the longest row
SIDES = ("before", "after")  # tables of the comparison itself


@dataclass(frozen=True)
class Cell:
    """A cell of a row that differs, as text; None on the side that does not have the row."""

    column: str
    before: str | None
    after: str | None
    unit: str = ""


@dataclass(frozen=True)
class Row:
    """A row that differs: how, the values of its key (none without a key), and its cells.

    Cells are those that differ, or all that hold something when the row is on one side only.
    """

    change: str
    key: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TableDiff:
    """What differs in a table. `cells` counts the cells of changed rows that differ.

    `rows` are at most `ROWS` of those that differ; `notes` say what else is to be known.
    """

    name: str
    change: str
    key: tuple[str, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    cells: int = 0
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    is_table: bool = True


def compare_tables(
    before: Package, after: Package, names: tuple[str, str], scratch: Path
) -> tuple[TableDiff, ...]:
    """What differs in each table and file, in the order of the later description.

    `names` are what messages call the two sides; `scratch` is a folder for files that are not
    needed afterwards.
    """
    roots = before.root, after.root
    old = {resource.name: resource for resource in before.resources}
    new = {resource.name: resource for resource in after.resources}
    found = []
    for name in [*new, *(name for name in old if name not in new)]:
        sides = old.get(name), new.get(name)
        if not any(side and side.is_table for side in sides):
            found.append(_compare_files(name, sides, roots))
            continue
        try:
            found.append(_compare_table(name, sides, (before, after), names, scratch))
        except csv.Error as error:
            notes = (f"the rows are not compared, a file cannot be read: {error}",)
            found.append(TableDiff(name, CHANGED, notes=notes))
    return tuple(found)


def _compare_files(
    name: str, sides: tuple[Resource | None, Resource | None], roots: tuple[Path, Path]
) -> TableDiff:
    """Whether the file of a resource that is no table differs."""
    old, new = sides
    change = ADDED if not old else REMOVED if not new else SAME
    if old and new and _digests(roots[0], old) != _digests(roots[1], new):
        change = CHANGED
    return TableDiff(name, change, is_table=False)


def _digests(root: Path, resource: Resource) -> list[str]:
    return sorted(file_digest(root / path) for path in resource.paths)


def _compare_table(
    name: str,
    sides: tuple[Resource | None, Resource | None],
    packages: tuple[Package, Package],
    names: tuple[str, str],
    scratch: Path,
) -> TableDiff:
    """What differs in a table. Raises csv.Error for a file that cannot be taken apart."""
    old, new = sides
    roots = packages[0].root, packages[1].root
    if (
        old
        and new
        and old.primary_key == new.primary_key
        and _digests(roots[0], old) == _digests(roots[1], new)
    ):
        return TableDiff(name, SAME, new.primary_key)
    texts = [
        read_text(side, root, where) for side, root, where in zip(sides, roots, names, strict=True)
    ]
    columns = [text.columns for text in texts]
    shared = [column for column in columns[1] if column in columns[0]]
    if old and new:
        fresh = tuple(column for column in columns[1] if column not in columns[0])
        gone = tuple(column for column in columns[0] if column not in columns[1])
    else:
        # Of a table that is on one side only, every column is shown with its rows.
        shared, fresh, gone = columns[1] or columns[0], (), ()
    key, notes = _key(old, new, shared)
    counts, rows = _compare_records(texts, shared, key, scratch)
    units = {f.name: f.unit for side in sides if side for f in side.fields}
    screens = [screen(p, side) for p, side in zip(packages, sides, strict=True) if side]
    shown = tuple(_screened(_row(row, shared, key, units), key, screens) for row in rows)
    fresh, gone = (tuple(map(hide, columns)) for columns in (fresh, gone))
    differs = any(counts) or fresh or gone
    change = ADDED if not old else REMOVED if not new else CHANGED if differs else SAME
    notes += texts[0].notes + texts[1].notes
    return TableDiff(name, change, key, fresh, gone, *counts, shown, tuple(notes))


def _key(
    old: Resource | None, new: Resource | None, shared: list[str]
) -> tuple[tuple[str, ...], list[str]]:
    """The columns that rows are matched by, and what is to be said of them."""
    keys = [side.primary_key for side in (new, old) if side]
    notes = []
    if len(keys) == 2 and keys[0] != keys[1]:
        was, now = (list_of(key) or "none" for key in reversed(keys))
        notes.append(f"the primary key was {was} and is {now}")
    for key in keys:
        if key and set(key) <= set(shared):
            return key, notes
    if any(keys):
        missing = [column for column in keys[0] or keys[-1] if column not in shared]
        notes.append(f"rows are not matched: {list_of(missing)} is not on both sides")
    return (), notes


def _compare_records(
    texts: list[TableText], shared: list[str], key: tuple[str, ...], scratch: Path
) -> tuple[tuple[int, int, int, int], list[tuple[str | None, ...]]]:
    """Counts (rows added, removed, changed; cells changed) and the rows to show.

    Columns are c0, c1, … in SQL, so that no name of a file gets there. Rows that are the same are
    taken out first; what is left is matched by key, and by its number among rows of one key.
    """
    if not shared:
        return (0, 0, 0, 0), []
    columns = [f"c{number}" for number in range(len(shared))]
    keys = [f"c{shared.index(name)}" for name in key] or columns
    others = [name for name in columns if name not in keys]
    listed, order = ", ".join(columns), ", ".join(keys)
    with duckdb.connect() as connection:
        for side, text in zip(SIDES, texts, strict=True):
            _load(connection, side, text, shared, scratch)
        for name, own, other in (("gone", *SIDES), ("come", *reversed(SIDES))):
            connection.execute(
                f"""CREATE TABLE {name} AS
                SELECT *, row_number() OVER (PARTITION BY {order} ORDER BY {listed}) AS nth
                FROM (SELECT {listed} FROM "{own}" EXCEPT ALL SELECT {listed} FROM "{other}")"""
            )
        differ = " + ".join(f"CAST(g.{c} <> n.{c} AS INTEGER)" for c in others) or "0"
        both = ", ".join([f"g.{c} AS g{c}" for c in columns] + [f"n.{c} AS n{c}" for c in columns])
        same_key = " AND ".join(f"g.{c} = n.{c}" for c in keys)
        connection.execute(
            f"""CREATE TABLE pairs AS
            SELECT CASE WHEN g.nth IS NULL THEN '{ADDED}' WHEN n.nth IS NULL THEN '{REMOVED}'
                ELSE '{CHANGED}' END AS change, {differ} AS cells, {both},
                {", ".join(f"coalesce(n.{c}, g.{c}) AS k{c}" for c in keys)},
                coalesce(n.nth, g.nth) AS nth
            FROM gone AS g FULL JOIN come AS n ON {same_key} AND g.nth = n.nth"""
        )
        counts = dict.fromkeys((ADDED, REMOVED, CHANGED), 0)
        cells = 0
        for change, rows, differing in connection.execute(
            "SELECT change, count(*), sum(cells) FROM pairs GROUP BY change"
        ).fetchall():
            counts[change] = rows
            cells += int(differing or 0)
        by_key = ", ".join(f"k{c}" for c in keys)
        # As many of each kind as there is room for: a flood of new rows hides no changed one.
        shown = connection.execute(
            f"""SELECT change, {", ".join(f"g{c}, n{c}" for c in columns)} FROM (
                SELECT *, row_number() OVER (PARTITION BY change ORDER BY {by_key}, nth) AS place
                FROM pairs ORDER BY place, change LIMIT {ROWS})
            ORDER BY change, place"""
        ).fetchall()
    return (counts[ADDED], counts[REMOVED], counts[CHANGED], cells), shown


def _load(
    connection: duckdb.DuckDBPyConnection,
    side: str,
    text: TableText,
    shared: list[str],
    scratch: Path,
) -> None:
    """The records of a side as a DuckDB table of texts, by way of a CSV file without oddities."""
    file = scratch / f"{side}.csv"
    names = [f"c{number}" for number in range(len(shared))]
    with file.open("w", encoding="utf-8", newline="") as out:
        # A cell with a character of the line's end is put in quotes: both may stand alone in one.
        writer = csv.writer(out, lineterminator="\r\n")
        # With a header, as DuckDB takes a certain mark at the start of a file for none of its text.
        writer.writerow(names)
        writer.writerows(text.records(shared))
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    cells = ", ".join(f"coalesce({name}, '') AS {name}" for name in names)
    connection.execute(
        f"""CREATE TABLE "{side}" AS SELECT {cells}
        FROM read_csv({text_literal(str(file))}, columns = {{{columns}}}, header = true,
            auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n',
            parallel = false, max_line_size = {LINE})"""
    )


def _row(
    record: tuple[str | None, ...], shared: list[str], key: tuple[str, ...], units: dict[str, str]
) -> Row:
    change = str(record[0])
    pairs = dict(zip(shared, zip(record[1::2], record[2::2], strict=True), strict=True))
    cells = tuple(
        Cell(name, before, after, units.get(name, ""))
        for name, (before, after) in pairs.items()
        if name not in key and (before != after) and (before or after)
    )
    values = tuple(str(pairs[name][1 if change == ADDED else 0]) for name in key)
    return Row(change, values, cells)


def _screened(row: Row, key: tuple[str, ...], screens: list[Screen]) -> Row:
    """The row as it may be shown: what one side takes for free text, is so on both."""

    def shown(column: str, text: str) -> str:
        for own in screens:
            text = own.cell(column, text)
        return text

    values = tuple(shown(name, value) for name, value in zip(key, row.key, strict=True))
    cells = tuple(
        Cell(
            hide(cell.column),
            None if cell.before is None else shown(cell.column, cell.before),
            None if cell.after is None else shown(cell.column, cell.after),
            cell.unit,
        )
        for cell in row.cells
    )
    return Row(row.change, values, cells)
