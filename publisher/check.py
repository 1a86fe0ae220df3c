"""Checks every file against its description with Frictionless.

In: a `Package`. Out: a `Report` with every problem of every file, worded for its mender.
Never: stops at the first problem, or decides validity itself where Frictionless can.
"""

import csv
import io
import json
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Iterable
from dataclasses import astuple
from itertools import islice
from pathlib import Path
from typing import Any

from publisher.bounds import CELL, COLUMNS, table_problems, too_many
from publisher.cache import Cache, digest, file_digest, tools_digest
from publisher.cells import csv_text, record_lines, records
from publisher.keys import pointed_to
from publisher.package import DESCRIPTOR, Package, Resource
from publisher.personal import cell_problems, column_problem, screen, without_text
from publisher.problem import WARNING, Problem, Report, bad_byte, text_of
from publisher.progress import Progress
from publisher.strict import strict
from publisher.suspects import find_suspects
from publisher.textrows import Rows
from publisher.wording import Wording, header_problems, rows_to_point_to
from publisher.workers import pool

LIMIT = 1000  # problems kept per file; more would be one cause seen many times
ALONE = 200_000  # bytes; smaller files are checked sooner than another process begins
SHAPE = {"blank-row", "extra-cell", "missing-cell"}  # what is wrong with a row as a whole
# Every option is given, or Frictionless would guess it from the first lines.
CSV = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
TOLD = ("name", "title", "description", "schema", "bytes", "hash")
TABLE = {
    "profile": "tabular-data-resource",
    "format": "csv",
    "encoding": "utf-8",
    "dialect": {"csv": CSV, "headerRows": [1]},
}


def check(
    package: Package,
    cache: Cache,
    progress: Progress,
    workers: int = 2,
    only: Collection[str] | None = None,
) -> Report:
    """The problems of all files of the package, or of those of `only`.

    The verdict of a file is kept by the hash of its bytes, its description and the tables it
    points to, so that a second check costs reading the files once.
    """
    tools = tools_digest()
    jobs = [
        (resource, path, _key(package, resource, path, tools))
        for resource in package.resources
        for path in resource.paths
        if only is None or path in only
    ]
    problems: list[Problem] = []
    todo = []
    for resource, path, key in jobs:
        kept = cache.get("check", key)
        if kept is None:
            todo.append((resource, path, key))
        else:
            problems += [Problem(*entry) for entry in json.loads(kept)]
    # The largest file first: the other process then fills up with the small ones.
    todo.sort(key=lambda job: -_size(package.root / job[1]))
    for (resource, path, key), found in zip(
        todo, _check_files(package, todo, progress, workers), strict=True
    ):
        if _key(package, resource, path, tools) == key:  # not edited since: a verdict is of bytes
            cache.put("check", key, json.dumps([astuple(p) for p in found]).encode())
        problems += found
    if only is None:
        problems += unnamed_files(package)
    counts = {"files": len(jobs), "checked": len(todo)}
    return Report().plus(Report(tuple(problems), counts))


def unnamed_files(package: Package) -> list[Problem]:
    """The CSV files in the folders of tables that no table names: they would go unseen."""
    known = {path for resource in package.resources for path in resource.paths}
    folders = {path.split("/")[0] for path in known if "/" in path}
    there = {
        file.relative_to(package.root).as_posix()
        for folder in folders
        for file in (package.root / folder).rglob("*.csv")
    }
    expected = f"a file that {DESCRIPTOR} names"
    mend = f"Add it to the `path` of its table in {DESCRIPTOR}, or remove the file."
    return [
        Problem(path, 0, 0, "file-extra", "a file of no table", expected, mend, WARNING)
        for path in sorted(there - known)
    ]


def _check_files(
    package: Package, todo: list[tuple[Resource, str, str]], progress: Progress, workers: int
) -> list[list[Problem]]:
    jobs = [(package, resource, path) for resource, path, _ in todo]
    with progress.counting("checking files", len(jobs)) as step:
        # A second process costs more than it saves where one file is all the work.
        others = sum(_size(package.root / path) for _, _, path in jobs[1:])
        if others < ALONE or workers < 2:
            return [step(check_file(*job)) for job in jobs]
        with pool(workers) as processes:
            futures = [processes.submit(check_file, *job) for job in jobs]
            return [step(future.result()) for future in futures]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _key(package: Package, resource: Resource, path: str, tools: str) -> str:
    pointed_to = {key.resource for key in resource.foreign_keys} - {resource.name}
    files = [p for name in sorted(pointed_to) for p in package.tables[name].paths]
    hashes = [file_digest(package.root / p) for p in (path, *files)]
    titles = package.descriptor.get("officeTitles", [])
    labels = [package.tables[name].label for name in sorted(pointed_to)]
    return digest(tools, path, resource.descriptor, hashes, titles, labels)


def check_file(package: Package, resource: Resource, path: str) -> list[Problem]:
    """The problems of one file of a resource, in the order of their lines."""
    problems = check_bytes(package.root, path, resource.is_table)
    if any(problem.cell for problem in problems):  # signs that nobody sees
        rows = records(text_of(package.root, path, "file-missing"))
        return _screened(package, resource, rows, problems)
    if problems or not resource.is_table:
        return problems
    if problems := check_description(resource):
        return problems
    with strict():
        few = find_suspects(package, resource, path, _known(package, resource), LIMIT)
        if few is not None:
            told = _told_of_few(package, resource, path, few.wrong)
            told = _screened(package, resource, few.wrong, told)
            return _with_persons(package, resource, path, few.telling, told)
        text = text_of(package.root, path, "file-missing")
        if problems := check_form(resource, path, text):
            return problems
        told = _told(package, resource, path, _frictionless_errors(package, resource, path), text)
        told = _screened(package, resource, records(text), told)
        return _with_persons(package, resource, path, islice(records(text), 1, None), told)


def _with_persons(
    package: Package,
    resource: Resource,
    path: str,
    rows: Iterable[tuple[int, list[str]]],
    told: list[Problem],
) -> list[Problem]:
    """What is told of a file, and what its columns and rows tell of persons; in order."""
    named = enumerate((field.name for field in resource.fields), start=1)
    columns = [p for n, name in named if (p := column_problem(path, n, name))]
    titles = package.descriptor.get("officeTitles", [])
    return sorted([*columns, *cell_problems(resource, path, rows, titles), *told])


def _screened(
    package: Package,
    resource: Resource,
    rows: Iterable[tuple[int, list[str]]],
    told: list[Problem],
) -> list[Problem]:
    """What is told of a file, without the texts of rows that tell who a person is.

    What is wrong with a row as a whole is told without them already.
    """
    own = screen(package, resource)
    wanted = {problem.line for problem in told if problem.kind != "row-shape"}
    held = {line: own.row(row) for line, row in rows if line in wanted} if wanted else {}
    return [
        without_text(problem, what)
        if problem.kind != "row-shape" and (what := held.get(problem.line))
        else problem
        for problem in told
    ]


def _told_of_few(package: Package, resource: Resource, path: str, rows: Rows) -> list[Problem]:
    """What Frictionless finds in a file of which only these rows, by line, may be wrong."""
    if not rows:
        return []
    text = csv_text([[field.name for field in resource.fields], *(row for _, row in rows)])
    errors = _frictionless_errors(package, resource, path, text)
    return _told(package, resource, path, errors, [1, *(line for line, _ in rows)])


def _told(
    package: Package,
    resource: Resource,
    path: str,
    errors: list[dict[str, Any]],
    lines: str | list[int],
) -> list[Problem]:
    """The errors of Frictionless as problems, without what only follows from something else.

    `lines` has the first line of each row, or is the text that they are counted in.
    """
    if not errors:
        return []
    # A blank row has an empty key as well, and in a row with a comma too many all cells are moved.
    moved = {error["rowNumber"] for error in errors if error["type"] in SHAPE}
    lines = record_lines(lines) if isinstance(lines, str) else lines
    wording = Wording(resource, path, lines, rows_to_point_to(package))
    found: dict[tuple[int, int], Problem] = {}
    for error in errors:
        row = error.get("rowNumber")
        if error["type"] not in SHAPE and row in moved:
            continue
        problem = wording.problem(error)
        # One bad cell is often reported twice (as a value and as a key): the first is enough; and
        # a row with two cells too many has one thing wrong.
        place = (problem.line, 0 if error["type"] in SHAPE else problem.column)
        found.setdefault(place, problem)
    return list(found.values())


def check_bytes(root: Path, path: str, is_table: bool = True) -> list[Problem]:
    """Whether a file is there, and is UTF-8 text with something in it that is read (bounds.py)."""

    def wrong(kind: str, line: int, column: int, found: str, expected: str, mend: str) -> list[Any]:
        return [Problem(path, line, column, kind, found, expected, mend)]

    try:
        data = (root / path).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        mend = f"Add the file or correct its path in {DESCRIPTOR}."
        return wrong("file-missing", 0, 0, "no such file", "the file that is described", mend)
    if not data.removeprefix(BOM_UTF8).strip():
        mend = "Write the column names on the first line."
        return wrong("file-empty", 1, 0, "an empty file", "a header line and rows", mend)
    if bad := bad_byte(data):
        line, before, found = bad
        column = before.count(",") + 1
        mend = "Save the file as 'CSV UTF-8'."
        return wrong("file-encoding", line, column, found, "UTF-8 text", mend)
    if (zero := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        mend = "Remove it; the file may be a spreadsheet renamed to .csv."
        return wrong("file-format", line, 0, "a zero byte", "text only", mend)
    return table_problems(path, data, data.removeprefix(BOM_UTF8).decode()) if is_table else []


def check_form(resource: Resource, path: str, text: str) -> list[Problem]:
    """Whether a text can be read as the table: its quotes are in pairs, its header is right."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line, labels = 1, [""]
    limit = csv.field_size_limit(CELL)
    try:
        for number, record in enumerate(reader):
            labels = labels if number else record
            line = reader.line_num + 1
    except csv.Error as error:
        found = "a quote that is not closed, or closed too early"
        if "limit" in str(error):
            found = f"a quote that is not closed, or a cell of more than {CELL:,} characters"
        mend = "Close it at the end of its cell, or write a quote in a cell as two."
        return [Problem(path, line, 0, "file-format", found, "quotes around whole cells", mend)]
    finally:
        csv.field_size_limit(limit)
    if len(labels) > COLUMNS:
        return [too_many(path, 1, len(labels))]
    if labels == [field.name for field in resource.fields]:
        return []
    return header_problems(resource, path, labels)


def check_description(resource: Resource) -> list[Problem]:
    """Whether Frictionless can work with the description of a table and of each of its fields."""
    from frictionless import Field, FrictionlessException
    from frictionless import Resource as FrictionlessResource

    notes: list[str] = []
    for field in resource.fields:
        try:
            own = Field.from_descriptor(field.descriptor)
            own.create_cell_reader()  # reads a pattern
            read = own.create_value_reader()
            for name in ("minimum", "maximum"):
                value = field.constraints.get(name)
                if value is not None and read(value) is None:
                    notes.append(f"the {name} of {field.name} is {value}")
        except FrictionlessException as error:
            notes += [f"{field.name}: {reason.note}" for reason in error.reasons]
        except re.error as error:
            notes.append(f"the pattern of {field.name}: {error}")
    if not notes:
        try:
            FrictionlessResource.from_descriptor({**_described(resource), "path": "t.csv"})
        except FrictionlessException as error:
            notes = [reason.note for reason in error.reasons]
    expected = "a description as Table Schema has it"
    return [
        Problem(DESCRIPTOR, 0, 0, "descriptor", f"{resource.name}: {note}", expected)
        for note in notes
    ]


def _described(resource: Resource) -> dict[str, Any]:
    """What Frictionless is told of a table: nothing that would make it read another file.

    It knows properties that name more files, by their addresses too (`extrapaths`, `checklist`).
    """
    told = {name: v for name, v in resource.descriptor.items() if name in TOLD}
    return {**told, **TABLE}


def _frictionless_errors(
    package: Package, resource: Resource, path: str, text: str | None = None
) -> list[dict[str, Any]]:
    """Frictionless's own errors for one file, or for `text` in its place."""
    from frictionless import Checklist
    from frictionless import Package as FrictionlessPackage

    known = _known(package, resource)
    keys = resource.descriptor["schema"].get("foreignKeys", [])
    keys = [k for k in keys if k["reference"].get("resource", "") in {*known, "", resource.name}]
    schema = {**resource.descriptor["schema"], "foreignKeys": keys}
    tables = [{**_described(resource), "path": path, "schema": schema}]
    texts: dict[str, str] = {} if text is None else {resource.name: text}
    for name in known:
        described, rows = pointed_to(package, package.tables[name], resource.foreign_keys)
        texts[name] = csv_text([[field["name"] for field in described["fields"]], *sorted(rows)])
        tables.append({"name": name, **TABLE, "path": "rows.csv", "schema": described})
    bundle = FrictionlessPackage.from_descriptor(
        {"name": "check", "resources": tables}, basepath=str(package.root)
    )
    for name, whole in texts.items():
        table = bundle.get_resource(name)
        table.path, table.scheme, table.data = None, "buffer", whole.encode()
    report = bundle.get_resource(resource.name).validate(Checklist(), limit_errors=LIMIT)
    errors = [error for task in report.tasks for error in task.errors] + list(report.errors)
    return [error.to_descriptor() for error in errors]


def _known(package: Package, resource: Resource) -> list[str]:
    """The tables that a table points to, and that can be read.

    What is wrong with a whole table is told of that one; here every row would point nowhere.
    """
    pointed_to = {key.resource for key in resource.foreign_keys} - {resource.name}
    return [name for name in sorted(pointed_to) if _is_readable(package, package.tables[name])]


def _is_readable(package: Package, table: Resource) -> bool:
    """Whether all files of a table can be read as that table."""
    return not any(
        check_bytes(package.root, path)
        or check_form(table, path, text_of(package.root, path, "file-missing"))
        for path in table.paths
    )
