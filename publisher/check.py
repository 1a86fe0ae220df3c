"""Checks every file against its description with Frictionless.

In: a `Package`. Out: a `Report` with every problem of every file, worded for its mender.
Never: stops at the first problem, or decides validity itself where Frictionless can.
"""

import csv
import io
import json
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from publisher.cache import Cache, digest, file_digest, tools_digest
from publisher.package import DESCRIPTOR, Package, Resource
from publisher.problem import Problem, Report
from publisher.progress import Progress
from publisher.words import asked_of, list_of

LIMIT = 1000  # problems kept per file; more would be one cause seen many times


def check(package: Package, cache: Cache, progress: Progress, workers: int = 2) -> Report:
    """The problems of all files of the package.

    The verdict of a file is kept by the hash of its bytes, its description and the tables it
    points to, so that a second check costs reading the files once.
    """
    tools = tools_digest()
    jobs = [
        (resource, path, _key(package, resource, path, tools))
        for resource in package.resources
        for path in resource.paths
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
    for (_, _, key), found in zip(
        todo, _check_files(package, todo, progress, workers), strict=True
    ):
        cache.put("check", key, json.dumps([astuple(p) for p in found]).encode())
        problems += found
    counts = {"files": len(jobs), "checked": len(todo)}
    return Report().plus(Report(tuple(problems), counts))


def _check_files(
    package: Package, todo: list[tuple[Resource, str, str]], progress: Progress, workers: int
) -> list[list[Problem]]:
    jobs = [(package, resource, path) for resource, path, _ in todo]
    with progress.counting("checking files", len(jobs)) as step:
        if len(jobs) < 2 or workers < 2:
            return [step(check_file(*job)) for job in jobs]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            futures = [pool.submit(check_file, *job) for job in jobs]
            return [step(future.result()) for future in futures]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _key(package: Package, resource: Resource, path: str, tools: str) -> str:
    pointed_to = {key.resource for key in resource.foreign_keys} - {resource.name}
    files = [p for name in sorted(pointed_to) for p in package.tables[name].paths]
    hashes = [file_digest(package.root / p) for p in (path, *files)]
    return digest(tools, path, resource.descriptor, hashes)


def check_file(package: Package, resource: Resource, path: str) -> list[Problem]:
    """The problems of one file of a resource, in the order of their lines."""
    problems = check_bytes(package.root, path)
    if problems or not resource.is_table:
        return problems
    if open_quote := _open_quote((package.root / path).read_text(encoding="utf-8-sig")):
        mend = "Close it, or write a quote in a cell as two."
        wrong = "a quote that is not closed"
        return [Problem(path, open_quote, 0, "file-format", wrong, "quotes in pairs", mend)]
    errors = _frictionless_errors(package, resource, path)
    if errors and errors[0]["type"] == "descriptor":
        wrong = f"{resource.name}: {errors[0]['note']}"
        return [Problem(DESCRIPTOR, 0, 0, "descriptor", wrong, "a Table Schema")]
    header = [error for error in errors if 1 in error.get("rowNumbers", [])]
    if header:
        return _header_problems(resource, path, header[0]["labels"])
    text = (package.root / path).read_text(encoding="utf-8-sig")
    lines = record_lines(text) if errors else []
    found: dict[tuple[int, int], Problem] = {}
    blank = {error["rowNumber"] for error in errors if error["type"] == "blank-row"}
    for error in errors:
        if error["type"] != "blank-row" and error.get("rowNumber") in blank:
            continue  # a blank row has an empty key as well
        problem = _translate(resource, path, error, lines)
        # One bad cell is often reported twice (as a value and as a key): the first is enough.
        found.setdefault((problem.line, problem.column), problem)
    return sorted(found.values())


def check_bytes(root: Path, path: str) -> list[Problem]:
    """Whether a file is there, and is UTF-8 text with something in it."""

    def wrong(kind: str, line: int, column: int, found: str, expected: str, mend: str) -> list[Any]:
        return [Problem(path, line, column, kind, found, expected, mend)]

    try:
        data = (root / path).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        mend = f"Add the file or correct its path in {DESCRIPTOR}."
        return wrong("file-missing", 0, 0, "no such file", "the file that is described", mend)
    if not data.strip():
        mend = "Write the column names on the first line."
        return wrong("file-empty", 1, 0, "an empty file", "a header line and rows", mend)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = before.count(b",") + 1
        guess = data[error.start : error.start + 1].decode("cp1252", "replace")
        found = f"a byte that is not UTF-8 (in Windows-1252 it would be {guess})"
        mend = "Save the file as 'CSV UTF-8'."
        return wrong("file-encoding", line, column, found, "UTF-8 text", mend)
    if (zero := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        mend = "Remove it; the file may be a spreadsheet renamed to .csv."
        return wrong("file-format", line, 0, "a zero byte", "text only", mend)
    return []


def _frictionless_errors(package: Package, resource: Resource, path: str) -> list[dict[str, Any]]:
    """Frictionless's own errors for one file, with the tables it points to beside it."""
    from frictionless import Checklist, FrictionlessException
    from frictionless import Package as FrictionlessPackage

    # Every option is given, or Frictionless would guess it from the first lines.
    csv_form = {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "skipInitialSpace": False}
    plain = {
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "dialect": {"csv": csv_form},
    }
    tables = [{**resource.descriptor, **plain, "path": path}]
    pointed_to = {key.resource for key in resource.foreign_keys} - {resource.name}
    lost = {n for n in pointed_to if _has_problems(package, package.tables[n])}
    if lost:  # told of that table itself; here every row would seem to point nowhere
        schema = tables[0]["schema"]
        keys = [k for k in schema["foreignKeys"] if k["reference"].get("resource") not in lost]
        tables[0]["schema"] = {**schema, "foreignKeys": keys}
    for name in sorted(pointed_to - lost):
        table = package.tables[name]
        first, *rest = table.paths
        tables.append({**table.descriptor, **plain, "path": first, "extrapaths": rest})
    # Of the tables pointed to only the rows are needed: their own keys are checked elsewhere.
    for entry in tables[1:]:
        entry["schema"] = {k: v for k, v in entry["schema"].items() if k != "foreignKeys"}
    try:
        bundle = FrictionlessPackage.from_descriptor(
            {"name": "check", "resources": tables}, basepath=str(package.root)
        )
        report = bundle.get_resource(resource.name).validate(Checklist(), limit_errors=LIMIT)
    except (FrictionlessException, re.error, TypeError) as error:
        reasons = [reason.note for reason in getattr(error, "reasons", [])]
        note = "; ".join(reasons) or str(error)
        return [{"type": "descriptor", "note": note}]
    errors = [error for task in report.tasks for error in task.errors] + list(report.errors)
    return [error.to_descriptor() for error in errors]


def _has_problems(package: Package, table: Resource) -> bool:
    """Whether a file of the table cannot be read at all."""
    return any(check_bytes(package.root, path) for path in table.paths)


def _open_quote(text: str) -> int:
    """The line of a record with a quote that is never closed; 0 when there is none."""
    reader, start = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error as error:
        return start if "unexpected end of data" in str(error) else 0
    return 0


def record_lines(text: str) -> list[int]:
    """The first line of each record of a CSV text: a quoted cell may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""))
    lines, start = [], 1
    try:
        for _ in reader:
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error:
        pass  # what cannot be read is reported by its own error
    return lines


def _header_problems(resource: Resource, path: str, labels: list[str]) -> list[Problem]:
    """One problem for each thing wrong with the header, instead of one for each column moved."""
    names = [field.name for field in resource.fields]
    labels = [label or "" for label in labels]
    problems = []

    def wrong(column: int, found: str, expected: str, mend: str) -> None:
        problems.append(Problem(path, 1, column, "header", found, expected, mend))

    for name in names:
        if name not in labels:
            mend = f"Add the column '{name}', or its name to the header."
            wrong(
                names.index(name) + 1, f"no column '{name}'", f"the columns {list_of(names)}", mend
            )
    for column, label in enumerate(labels, start=1):
        if label not in names:
            wrong(
                column,
                f"a column '{label}'",
                f"the columns {list_of(names)}",
                "Remove or rename it.",
            )
        elif label in labels[: column - 1]:
            wrong(
                column, f"a second column '{label}'", "each column once", "Remove one of the two."
            )
    if not problems:
        wrong(0, f"the columns in the order {list_of(labels)}", f"the order {list_of(names)}", "")
    return problems


def _translate(resource: Resource, path: str, error: dict[str, Any], lines: list[int]) -> Problem:
    """A Frictionless error as a problem: what is there, what was expected, how to mend."""
    kind = error["type"]
    record = error.get("rowNumber", 0)
    line = lines[record - 1] if 0 < record <= len(lines) else record
    column = error.get("fieldNumber", 0)
    cell = _shown(error.get("cell", ""))
    field = resource.fields[column - 1] if 0 < column <= len(resource.fields) else None
    named = f"{field.name} " if field else ""

    def problem(kind: str, column: int, found: str, expected: str, mend: str = "") -> Problem:
        return Problem(path, line, column, kind, found, expected, mend)

    if kind == "type-error" and field:
        return problem("type", column, f"{named}{cell}", asked_of(field), "Correct the cell.")
    if kind == "unique-error":
        return problem("key", column, f"{named}{cell} again", "each value once")
    if kind == "constraint-error" and field:
        if not error.get("cell"):
            mend = "Fill the cell in."
            return problem("constraint", column, f"{named}is empty", asked_of(field), mend)
        return problem("constraint", column, f"{named}{cell}", asked_of(field), "Correct the cell.")
    if kind == "primary-key":
        key = list_of(resource.primary_key)
        column = resource.position(resource.primary_key[0])
        values = [
            error["cells"][resource.position(name) - 1]
            for name in resource.primary_key
            if resource.position(name) <= len(error["cells"])
        ]
        found = f"{key} {list_of(map(_shown, values))} again" if any(values) else f"{key} is empty"
        return problem("key", column, found, "one row for each key", "Remove or correct one row.")
    if kind == "foreign-key":
        column = resource.position(error["fieldNames"][0])
        found = f"{list_of(error['fieldNames'])} {list_of(map(_shown, error['fieldCells']))}"
        target = error["referenceName"] or resource.name
        expected = f"a {list_of(error['referenceFieldNames'])} that is in the table {target}"
        return problem("reference", column, found, expected, "Correct it, or add the row there.")
    if kind == "missing-cell":
        return problem(
            "row-shape",
            column,
            f"no cell for {named}".strip(),
            f"{len(resource.fields)} cells in each row",
            "Add the missing commas.",
        )
    if kind == "extra-cell":
        return problem(
            "row-shape",
            column,
            f"one cell too many: {cell}",
            f"{len(resource.fields)} cells in each row",
            "Put a cell that has commas in it between double quotes.",
        )
    if kind == "blank-row":
        return problem("row-shape", 0, "a blank row", "no blank rows", "Remove the line.")
    return problem("file-format", column, str(error.get("note") or error["message"]), "a CSV file")


def _shown(cell: object) -> str:
    """A cell in quotes, on one line, cut when long, so that no cell can break the report."""
    text = "".join(c if c.isprintable() else " " for c in str(cell))
    return f"'{text[:77]}…'" if len(text) > 78 else f"'{text}'"
