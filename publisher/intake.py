"""Reads a file that is to be imported into a DuckDB that can reach nothing else.

In: a Parquet, XLSX or CSV file, and the columns to read. Out: a connection with the table `given`.
Never: reads a column that was not asked for, guesses a type, or puts a row on a disk.

Rows that the file writes alike in the columns asked for become one row of `given`, with
`given_rows`, while it is read. The database is in memory, has no folder to spill to and a limit: a
file that needs more is refused. Once `given` is there, DuckDB can open no file and its settings are
locked.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publisher.bounds import UNSEEN
from publisher.hidden import held_in
from publisher.importdef import Column, Definition
from publisher.problem import InputError, Problem, shown
from publisher.progress import Progress
from publisher.sandbox import limited
from publisher.sheets import MEMORY, csv_rows, sheet_rows, too_large, whole, wrong
from publisher.suggest import closest
from publisher.warehouse import quoted, text_literal
from publisher.words import list_of

SECONDS = 1800.0  # of DuckDB's reading of a file; 20,000,000 rows of Parquet take about a minute
LONGEST = 200  # characters of a text; what is longer is cut
BATCH = 20_000  # rows of a spreadsheet that Python holds at once
NAMED = 40  # columns that a message names
MONTHS = ("%Y-%m", "%b %Y", "%B %Y", "%m/%Y", "%m/%d/%Y")
LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": MEMORY,
    "temp_directory": "",  # nothing is spilled
    "preserve_insertion_order": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2,4}")
KINDS = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx"}


@dataclass(frozen=True)
class Taken:
    """What was read: rows, the hash of the file, the columns read and the number of the others."""

    rows: int
    sha256: str
    columns: tuple[str, ...]
    others: int


def opened() -> duckdb.DuckDBPyConnection:
    """A database in memory, with a limit and without a disk."""
    connection = duckdb.connect(config=LOCKED)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


def take(
    connection: duckdb.DuckDBPyConnection, file: Path, definition: Definition, progress: Progress
) -> Taken:
    """Reads the file into `given`, then locks the database.

    Raises InputError for a file that cannot be used, CannotRunError when memory does not suffice.
    """
    kind = kind_of(file, definition.formats)
    try:
        with limited(connection, SECONDS):
            return _taken(connection, file, kind, definition, progress)
    except duckdb.InterruptException:
        found = f"not read after {SECONDS:g} seconds"
        raise wrong(file, found, "a file that is read sooner", "Divide it.") from None


def _taken(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    kind: str,
    definition: Definition,
    progress: Progress,
) -> Taken:
    try:
        if kind == "parquet":
            columns, others = _take_parquet(connection, file, definition)
        else:
            rows = sheet_rows(file, progress) if kind == "xlsx" else csv_rows(file)
            columns, others = _take_rows(connection, file, definition, rows)
        _clean(connection, definition)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        (read,) = connection.execute("SELECT coalesce(sum(given_rows), 0) FROM given").fetchall()[0]
    except duckdb.OutOfMemoryException:
        raise too_large(file) from None
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        # DuckDB's own message may quote a cell.
        raise wrong(file, "a file that is damaged or cut short", whole(kind)) from None
    if not read:
        raise wrong(file, "a header and no rows", "at least one row")
    with file.open("rb") as data:
        sha256 = hashlib.file_digest(data, "sha256").hexdigest()
    return Taken(int(read), sha256, columns, others)


def kind_of(file: Path, formats: tuple[str, ...]) -> str:
    """The kind of a file, by its first bytes. Raises InputError when it is not among `formats`."""
    allowed = f"a file in one of these formats: {list_of(formats, 'or')}"
    try:
        with file.open("rb") as data:
            begin = data.read(1024)
    except FileNotFoundError:
        raise wrong(file, "no such file", allowed) from None
    except IsADirectoryError:
        raise wrong(file, "a folder", allowed) from None
    if not begin:
        raise wrong(file, "an empty file", allowed, "Download it again.")
    if begin.startswith(b"version https://git-lfs"):
        mend = "Download the file itself: `git lfs pull`, or the link on its page."
        raise wrong(file, "a pointer of Git LFS, which stands for the file", allowed, mend)
    kind = next((k for start, k in KINDS.items() if begin.startswith(start)), "")
    if not kind and b"\0" not in begin and file.suffix.lower() in (".csv", ".txt"):
        kind = "csv"
    if kind not in formats:
        what = kind.upper() if kind else "neither Parquet nor a spreadsheet in XLSX"
        raise wrong(file, f"a file that is {what}", allowed)
    return kind


def chosen(file: Path, definition: Definition, there: list[str]) -> dict[str, str]:
    """For each column that the file has, its name there. Raises InputError for one it must have."""
    if again := sorted({name for name in there if there.count(name) > 1 and name}):
        twice = f"the column {shown(again[0])} twice" if _is_header(there) else "a column twice"
        raise wrong(file, twice, "a name of its own for each")
    found, problems = {}, []
    for column in definition.columns:
        own = next((name for name in column.names if name in there), None)
        if own is not None:
            found[column.name] = own
        elif column.required:
            meant = closest(column.names[0], there)
            listed = list_of([shown(n) for n in there[:NAMED]]) or "no names"
            if not (found or _is_header(there)):  # a row, with nothing above it
                meant, listed = "", f"{len(there)} cells that are no names of columns"
            expected = f"{list_of(column.names, 'or')}, beside {listed}"
            mend = f"Was {shown(meant)} meant?" if meant else ""
            problems.append(Problem(file.name, 1, 0, "import", "no column", expected, mend))
    if problems:
        raise InputError(problems)
    return found


def _is_header(labels: list[str]) -> bool:
    """Whether the first row may be one of names: no day, and nothing that tells of a person."""
    return not any(held_in(label) or _DAY.search(label) for label in labels)


def _take_parquet(
    connection: duckdb.DuckDBPyConnection, file: Path, definition: Definition
) -> tuple[tuple[str, ...], int]:
    whole = f"read_parquet({text_literal(_literal_path(file))})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {whole}").fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    found = chosen(file, definition, list(types))
    raw = [
        (column, quoted(found[column.name]), types[found[column.name]])
        for column in definition.columns
        if column.name in found
    ]
    connection.execute(f"CREATE TEMP TABLE taken AS {_collapsed(raw, whole)}")
    return tuple(found.values()), len(types) - len(found)


def _literal_path(file: Path) -> str:
    """The path with the signs that stand for other files made plain, for one file is meant."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file.resolve()))


def _take_rows(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    definition: Definition,
    rows: Iterator[list[str]],
) -> tuple[tuple[str, ...], int]:
    """Collapses rows of texts, a batch at a time."""
    header = next(rows, [])
    if not any(header):
        raise wrong(file, "no names of columns in the first row", "a header", line=1)
    found = chosen(file, definition, header)
    places = [header.index(name) for name in found.values()]
    columns = [column for column in definition.columns if column.name in found]
    raw = [(column, f"c{n}", "VARCHAR") for n, column in enumerate(columns)]
    texts = ", ".join(f"unnest(?::VARCHAR[]) AS c{n}" for n, _ in enumerate(columns))
    again = _collapsed(raw, f"(SELECT {texts})")
    nothing: list[list[str]] = [[] for _ in columns]
    connection.execute(f"CREATE TEMP TABLE taken AS {again}", nothing)
    batch = [list(cells) for cells in nothing]
    size = 0
    for row in rows:
        if not any(row):
            continue
        for cells, place in zip(batch, places, strict=True):
            cells.append(row[place] if place < len(row) else "")
        size += 1
        if size == BATCH:
            connection.execute(f"INSERT INTO taken {again}", batch)
            batch, size = [[] for _ in columns], 0
    connection.execute(f"INSERT INTO taken {again}", batch)
    return tuple(found.values()), len([name for name in header if name]) - len(found)


def _collapsed(raw: list[tuple[Column, str, str]], source: str) -> str:
    """SQL for the different rows of a source, with how many there are of each.

    A month keeps its first and last day, so that one can see whether it is whole.
    """
    chosen, grouped = [], []
    for column, name, kind in raw:
        if column.type == "month":
            day = _day(name, kind)
            chosen += [f"date_trunc('month', {day})::DATE AS {column.name}"]
            grouped += [f"min({day}) AS {column.name}_first", f"max({day}) AS {column.name}_last"]
        else:
            text = name if kind == "VARCHAR" else f"try_cast({name} AS VARCHAR)"
            cut = f"left({text}, {LONGEST})"
            # Bytes are counted sooner than characters, of which there are no more.
            cell = f"CASE WHEN strlen({text}) > {LONGEST} THEN {cut} ELSE {text} END"
            chosen.append(f"{cell} AS {column.name}")
    parts = ", ".join([*chosen, *grouped, "count(*) AS given_rows"])
    return f"SELECT {parts} FROM {source} GROUP BY {', '.join(map(str, range(1, len(raw) + 1)))}"


def _day(name: str, kind: str) -> str:
    """SQL for a day; nothing where a cell has none."""
    if kind.startswith(("DATE", "TIMESTAMP")):
        return f"try_cast({name} AS DATE)"
    text = f"left(trim(try_cast({name} AS VARCHAR)), 30)"
    formats = ", ".join(map(text_literal, MONTHS))
    parsed = f"try_strptime({text}, [{formats}])::DATE"
    return f"coalesce(try_cast(left({text}, 10) AS DATE), {parsed})"


def _clean(connection: duckdb.DuckDBPyConnection, definition: Definition) -> None:
    """Makes `given` of what was taken: typed, without control characters and texts for nothing.

    Each different text of a column is cleaned once, for there are few of them; where all of them
    stay as they are, so does the column.
    """
    there = {row[0] for row in connection.execute("DESCRIBE taken").fetchall()}
    columns, days, joins = [], [], []
    for column in definition.columns:
        name = column.name
        if column.type == "month" and name in there:
            columns.append(f"taken.{name}")
            days += [f"{name}_first", f"{name}_last"]
            continue
        nothing = text_literal(column.value) if column.value is not None else "NULL"
        if name not in there:
            columns.append(f"{_typed(f'{nothing}::VARCHAR', column.type)} AS {name}")
        else:
            cell = f"coalesce({_tidy('was', definition)}, {nothing})"
            typed = _typed(_renamed(cell, column), column.type)
            texts = f"texts_{name}"
            connection.execute(
                f"CREATE TEMP TABLE {texts} AS SELECT was, {typed} AS said"
                f" FROM (SELECT DISTINCT {name} AS was FROM taken)"
            )
            stays = f"SELECT bool_and(was IS NOT DISTINCT FROM said::VARCHAR) FROM {texts}"
            if column.type == "text" and connection.execute(stays).fetchall() == [(True,)]:
                columns.append(f"taken.{name}")
            else:
                columns.append(f"{texts}.said AS {name}")
                joins.append(f"LEFT JOIN {texts} ON {texts}.was IS NOT DISTINCT FROM taken.{name}")
        if column.type == "month":
            days += [f"NULL::DATE AS {name}_first", f"NULL::DATE AS {name}_last"]
    parts = ", ".join([*columns, *days, "given_rows"])
    connection.execute(f"CREATE TEMP TABLE given AS SELECT {parts} FROM taken {' '.join(joins)}")
    connection.execute("DROP TABLE taken")


def _tidy(cell: str, definition: Definition) -> str:
    """SQL for a text without control characters and outer blanks; nothing for no value."""
    missing = ", ".join(map(text_literal, ("", *definition.missing)))
    seen = f"regexp_replace({cell}, {text_literal(f'[{UNSEEN}]')}, '', 'g')"
    tidy = f"trim(regexp_replace({seen}, '[[:cntrl:]\\s]+', ' ', 'g'))"
    return f"CASE WHEN {tidy} NOT IN ({missing}) THEN {tidy} END"


def _renamed(cell: str, column: Column) -> str:
    whens = " ".join(
        f"WHEN {text_literal(was)} THEN {text_literal(now)}" for was, now in column.rename.items()
    )
    return f"CASE {cell} {whens} ELSE {cell} END" if whens else cell


def _typed(cell: str, kind: str) -> str:
    if kind == "number":
        number = f"try_cast(replace({cell}, ',', '') AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    if kind == "flag":
        yes, no = "('true', 'yes', '1', 't', 'y')", "('false', 'no', '0', 'f', 'n')"
        return (
            f"CASE WHEN lower({cell}) IN {yes} THEN true WHEN lower({cell}) IN {no} THEN false END"
        )
    return f"date_trunc('month', {_day(cell, 'VARCHAR')})::DATE" if kind == "month" else cell
