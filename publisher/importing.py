"""Makes a file of a table out of a file from elsewhere, by a definition of the content.

In: a project, the name of an import, a file. Out: files in the data folder, and a report.
Never: writes before the new rows have passed the check, or a row of the file that was read.

What is written is checked in a copy of the project first. Then each file takes its place whole;
when that fails, those that were there come back.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from publisher.bounds import CONTENT
from publisher.cache import write_whole
from publisher.cells import csv_text, rows_of
from publisher.described import json_file
from publisher.formats import number_sql
from publisher.hidden import hide
from publisher.importdef import Definition, read_definition
from publisher.intake import Taken, opened, take
from publisher.package import DESCRIPTOR, Field, Package, Resource, load_package
from publisher.personal import titled_in
from publisher.problem import InputError, Problem, Report
from publisher.progress import QUIET, Progress
from publisher.project import Project, check_project
from publisher.sandbox import SECONDS, limited, refused, told_by, too_much
from publisher.warehouse import TYPES, load_table, quoted
from publisher.words import list_of

BATCH = 10_000  # rows that are fetched at once


@dataclass(frozen=True)
class Listing:
    """A part of the report: a title, and lines of a text with a number."""

    title: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Imported:
    """What an import makes: the files to write, by path, and what it tells of them."""

    title: str
    taken: Taken
    rows: int
    listings: tuple[Listing, ...]
    files: dict[str, bytes]
    checked: Report


def import_file(
    project: Project, name: str, file: Path, mapping: Path | None, progress: Progress
) -> Imported:
    """The files that an import of `file` would write, checked; nothing is written yet.

    Raises InputError for what makes the file, the definition or the new rows unfit.
    """
    package = load_package(project.root)
    definition = read_definition(package, name, mapping)
    # The check needs it later; half a second that DuckDB, which reads meanwhile, leaves to Python.
    Thread(target=import_module, args=("frictionless",), daemon=True).start()
    with opened() as connection:
        for table in filter(None, (*definition.reads, definition.source_table)):
            load_table(connection, package.root, package.tables[table])
        with progress.stage("read") as stage:
            taken = take(connection, file, definition, progress)
            stage.counts = {"rows": taken.rows}
        with progress.stage("count"):
            try:
                listings, text, rows = _made(connection, package, definition, taken)
                period = _period(connection, definition) if rows else None
            except duckdb.OutOfMemoryException:
                raise InputError(
                    Problem(file.name, 0, 0, "import", "more than memory holds", "fewer rows")
                ) from None
        source = _source(package, definition, taken, listings[0])
    path = _path(package, definition)
    described = _described(package, definition.table, path, period)
    files = {path: text.encode(), **source, **described}
    with progress.stage("check"):
        checked = _checked(project, files)
    return Imported(definition.title, taken, rows, listings, files, checked)


def put_in_place(root: Path, files: Mapping[str, bytes]) -> list[str]:
    """Writes the files that differ, the description last; their paths.

    When that fails or is interrupted, every file is again what it was.
    """
    paths = sorted(files, key=lambda path: path == DESCRIPTOR)
    before = {p: (root / p).read_bytes() if (root / p).exists() else None for p in paths}
    changed = [path for path in paths if before[path] != files[path]]
    try:
        for path in changed:
            write_whole(root / path, files[path])
    except BaseException:
        for path in changed:
            if (old := before[path]) is None:
                (root / path).unlink(missing_ok=True)
            else:
                write_whole(root / path, old)
        raise
    return changed


def _made(
    connection: duckdb.DuckDBPyConnection, package: Package, definition: Definition, taken: Taken
) -> tuple[tuple[Listing, ...], str, int]:
    """The report and the rows to write, as CSV and their number."""
    if definition.source_table:
        _source_table(connection, package, definition)
    for step in definition.steps:
        _run(connection, definition, step, f"CREATE TEMP TABLE {quoted(step)} AS ")
    if "refuse" in definition.sql:
        _, refused = _run(connection, definition, "refuse")
        if refused:
            path = definition.sql["refuse"].path
            raise InputError(
                Problem(path, 0, 0, "import", str(found), str(expected), str(mend or ""))
                for found, expected, mend in refused
            )
    reports = ["ways", *sorted(name for name in definition.sql if name.startswith("report-"))]
    listings = tuple(_listing(connection, package, definition, name) for name in reports)
    if (total := sum(number for _, number in listings[0].lines)) != taken.rows:
        found = f"{total:,} rows in all its ways"
        raise _at_fault(definition, "ways", found, f"the {taken.rows:,} that were read")
    text, rows = _rows(connection, definition, package.tables[definition.table])
    return listings, text, rows


def _source_table(
    connection: duckdb.DuckDBPyConnection, package: Package, definition: Definition
) -> None:
    """Makes `source`, whose one row is that of the source; every field is there, as text."""
    table = package.tables[definition.source_table]
    source = {**_before(package, table, definition), **definition.source}
    values = ", ".join(f"?::VARCHAR AS {quoted(field.name)}" for field in table.fields)
    row = [source.get(field.name) or None for field in table.fields]
    connection.execute(f"CREATE TEMP TABLE source AS SELECT {values}", row)


def _rows(
    connection: duckdb.DuckDBPyConnection, definition: Definition, table: Resource
) -> tuple[str, int]:
    """The rows to write, in the order of their key, as CSV; and their number."""
    _run(connection, definition, "rows", "CREATE TEMP TABLE result AS ")
    columns = {str(row[0]) for row in connection.execute("DESCRIBE result").fetchall()}
    fields = [field.name for field in table.fields]
    if extra := columns - set(fields):
        found = f"the columns {list_of(sorted(extra))}"
        raise _at_fault(definition, "rows", found, f"columns of {table.name}")
    cells = [_cell(field) if field.name in columns else "''" for field in table.fields]
    order = ", ".join(f"{quoted(name)}::VARCHAR" for name in table.primary_key)
    # DuckDB joins the cells of a row: a third of the time that Python takes for them.
    line = f"concat_ws(',', {', '.join(cells)}) || chr(10)"
    parts, rows = [csv_text([fields])], 0
    try:
        result = connection.execute(f"SELECT {line} FROM result ORDER BY {order}")
        while batch := result.fetchmany(BATCH):
            parts.append("".join([text for (text,) in batch]))
            rows += len(batch)
    except duckdb.Error as error:
        raise _at_fault(definition, "rows", told_by(error), "cells that fit") from None
    return "".join(parts), rows


def _cell(field: Field) -> str:
    """SQL for a value as a cell of a CSV text: empty for nothing, whole numbers without a point."""
    value = f"{quoted(field.name)}::{TYPES[field.type]}"
    if field.type == "number":
        value = number_sql(value)
    cell = f"coalesce(({value})::VARCHAR, '')"
    if TYPES[field.type] != "VARCHAR":
        return cell
    # RFC 4180, section 2: quotes around what holds a comma, a quote or a line end.
    inside = f"""'"' || replace({cell}, '"', '""') || '"'"""
    signs = ("','", "'\"'", "chr(10)", "chr(13)")
    special = " OR ".join(f"contains({cell}, {sign})" for sign in signs)
    return f"CASE WHEN {special} THEN {inside} ELSE {cell} END"


def _listing(
    connection: duckdb.DuckDBPyConnection, package: Package, definition: Definition, name: str
) -> Listing:
    """A part of the report; a text that tells who a person is is counted and not shown."""
    _, rows = _run(connection, definition, name)
    titled = titled_in(package)
    lines = tuple((hide(" ".join(str(text).split()), titled), int(number)) for text, number in rows)
    return Listing(definition.sql[name].header["title"], lines)


def _run(
    connection: duckdb.DuckDBPyConnection, definition: Definition, name: str, before: str = ""
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Runs one SQL file of the definition; its columns and rows. It may do what a query may."""
    sql = definition.sql[name].sql
    if why := refused(sql, connection, day=True):
        raise _at_fault(definition, name, why, "one SELECT over the tables")
    try:
        with limited(connection, SECONDS):
            result = connection.execute(before + sql)
            return [column[0] for column in result.description or []], result.fetchall()
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.InterruptException as error:
        found = too_much(error, SECONDS)
        raise _at_fault(definition, name, found, "SQL that needs less") from None
    except duckdb.Error as error:
        raise _at_fault(definition, name, told_by(error), "SQL that runs") from None


def _at_fault(definition: Definition, name: str, found: str, expected: str) -> InputError:
    return InputError(Problem(definition.sql[name].path, 0, 0, "import", found, expected))


def _source(
    package: Package, definition: Definition, taken: Taken, ways: Listing
) -> dict[str, bytes]:
    """The file of sources with the row of this one, new or renewed; other cells of it stay."""
    if not definition.source_table:
        return {}
    table = package.tables[definition.source_table]
    path, key = table.paths[0], table.primary_key[0]
    rows = [row for _, row in rows_of(package.root, path)]
    told = {
        "rows": f"{taken.rows:,}",
        "ways": "; ".join(f"{text}: {number:,}" for text, number in ways.lines if number),
        "sha256": taken.sha256[:16],
    }
    said = {name: _filled(text, told) for name, text in definition.source.items()}
    if unknown := sorted(said.keys() - {field.name for field in table.fields}):
        found = f"the source has a field {unknown[0]}"
        raise InputError(Problem(definition.path, 0, 0, "import", found, f"fields of {table.name}"))
    own = {**_before(package, table, definition), **said}
    rows = [row for row in rows if row[key] != said[key]] + [own]
    rows.sort(key=lambda row: row[key])
    names = [field.name for field in table.fields]
    text = csv_text([names, *([row.get(name, "") for name in names] for row in rows)])
    return {path: text.encode()}


def _before(package: Package, table: Resource, definition: Definition) -> dict[str, str]:
    """The row that the table of sources has already; empty when it has none."""
    key = table.primary_key[0]
    rows = (row for _, row in rows_of(package.root, table.paths[0]))
    return next((row for row in rows if row.get(key) == definition.source[key]), {})


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), text)


def _path(package: Package, definition: Definition) -> str:
    """Where the rows go: the `file` of the definition, with the key of the source in it."""
    if not definition.source_table:
        return definition.file
    key = package.tables[definition.source_table].primary_key[0]
    return _filled(definition.file, {key: definition.source[key]})


def _period(
    connection: duckdb.DuckDBPyConnection, definition: Definition
) -> tuple[str, str] | None:
    """The first and the last day of the rows to write; None where no field says so."""
    if not definition.period:
        return None
    first, last = map(quoted, definition.period)
    days = f"SELECT min({first})::DATE::VARCHAR, max({last})::DATE::VARCHAR FROM result"
    try:
        start, end = connection.execute(days).fetchall()[0]
    except duckdb.Error as error:
        raise _at_fault(definition, "rows", told_by(error), "days to take") from None
    return (start, end) if start and end else None


def _described(
    package: Package, name: str, path: str, period: tuple[str, str] | None
) -> dict[str, bytes]:
    """The description with the path in the table, whose `temporal` holds the period.

    Nothing when it says so already. A `temporal` stays as exact as it is: 2026-08 for a day of it.
    """
    descriptor = json.loads((package.root / DESCRIPTOR).read_text(encoding="utf-8-sig"))
    resource = next(r for r in descriptor["resources"] if r.get("name") == name)
    before = json.dumps(descriptor)
    if path not in package.tables[name].paths:
        resource["path"] = [*package.tables[name].paths, path]
    said = resource.get("temporal", {})
    for side, day, wider in zip(("start", "end"), period or (), (min, max), strict=False):
        known = str(said.get(side, ""))
        if known and (wide := wider(known, day[: len(known)])) != known:
            said[side] = wide
    return {} if json.dumps(descriptor) == before else {DESCRIPTOR: json_file(descriptor)}


def _checked(project: Project, files: Mapping[str, bytes]) -> Report:
    """What the check says of the new files, in a copy of the project.

    Raises InputError for errors.
    """
    project.work.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=project.work, prefix="import-") as folder:
        copy = Project(Path(folder))
        shutil.copytree(project.root / CONTENT[0], copy.root / CONTENT[0])
        shutil.copy2(project.root / DESCRIPTOR, copy.root)
        for path, content in files.items():
            write_whole(copy.root / path, content)
        only = set(files) - {DESCRIPTOR}
        _, report = check_project(copy, Progress(QUIET), only, beside=project.warehouse)
    if report.errors:
        raise InputError(report.problems)
    return report


def told(done: Imported, written: list[str] | None) -> str:
    """The report as text; `written` are the paths that changed, None when nothing was to."""
    taken = done.taken
    lines = [
        f"{done.title}: {taken.rows:,} rows read",
        f"  columns read: {', '.join(taken.columns)}; columns not read: {taken.others}",
    ]
    for listing in done.listings:
        lines += ["", listing.title]
        lines += [f"{number:>13,}  {text}" for text, number in listing.lines] or ["  none"]
    lines += ["", "Nothing was written (--dry-run). It would be" if written is None else "Written"]
    for path in sorted(done.files):
        same = "  (as it was)" if written is not None and path not in written else ""
        lines.append(f"  {path}{same}")
    lines += [f"  {done.rows:,} rows"]
    lines += [f"warning: {problem}" for problem in done.checked.warnings]
    if written:
        lines += ["", "Next: `python build.py check`, then `python build.py diff main`."]
    return "\n".join(lines)
