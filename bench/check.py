"""Measures the check: of one changed file, and of a large file against plain Frictionless.

    python bench/check.py                  all figures, once
    python bench/check.py --runs 3         the median of three
    python bench/check.py --rows 100000    a smaller file

The large file has the real rows of the table of detainers, repeated with new keys, and is checked
with its keys and references: once as it is and once with broken cells. Each timing is a process of
its own, ours and Frictionless's in turn, and both must find the same places. One changed file is
checked in a copy of the project, after a check of the whole.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.rounds import table
from publisher.check import check_file
from publisher.package import load_package

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns("build", ".cache", "site", ".venv", ".git", ".*_cache")
TABLE, KEY, LARGE = "detainers", "observation_id", "large.csv"
BROKEN = 50  # rows of the large file with something wrong in them
# What is done to a cell, by field; {} is the cell.
DAMAGE = [
    (KEY, "{} x"),
    ("source_id", "no-such-source"),
    ("period_end", "31.12.2015"),
    ("partial", "maybe"),
    ("value", "{},5"),
    ("unit", ""),
    ("outcome", "Lost"),
    ("page", "not an address"),
    ("note", "{},one,two"),
    (KEY, ""),
]
# One cell of a real file, and what it becomes.
CHANGES = [
    ("datasets/policies/events/states.csv", "TRUST Act takes effect.", "TRUST Act begins."),
    ("datasets/detainers/observations/us-monthly-foia.csv", ",13680,", ",13681,"),
    ("datasets/detainers/observations/trac-county-totals.csv", ",67,", ",68,"),
]


def lay(folder: Path, rows: int, broken: int) -> Path:
    """A project of the one table with so many rows, and of the tables that it points to."""
    package = load_package(ROOT)
    table = package.tables[TABLE]
    names = {TABLE, *(key.resource for key in table.foreign_keys)}
    folder.mkdir()
    described = []
    for resource in (r for r in package.resources if r.name in names):
        entry = {**resource.descriptor}
        if resource.name == TABLE:
            entry["path"] = LARGE
        else:
            (folder / resource.paths[0]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / resource.paths[0], folder / resource.paths[0])
        described.append(entry)
    (folder / "datapackage.json").write_text(json.dumps({"name": "b", "resources": described}))
    real = []
    for path in table.paths:
        with (ROOT / path).open(encoding="utf-8", newline="") as file:
            real += list(csv.DictReader(file))
    with (folder / LARGE).open("w", encoding="utf-8", newline="") as file:
        names_of = [field.name for field in table.fields]
        file.write(",".join(names_of) + "\n")
        writer = csv.DictWriter(file, names_of, lineterminator="\n")
        every = rows // broken if broken else rows + 1
        for number in range(rows):
            turn, place = divmod(number, len(real))
            row = {**real[place], KEY: f"{real[place][KEY]}-{turn}"}
            if number % every == every - 1:
                field, wrong = DAMAGE[number // every % len(DAMAGE)]
                if field == "note":  # cells too many: written without quotes
                    text = ",".join(v.replace(",", "") for v in row.values())
                    file.write(wrong.format(text) + "\n")
                    continue
                row[field] = wrong.format(row[field])
            writer.writerow(row)
    return folder


def ours(folder: Path) -> list[tuple[int, int]]:
    """The places of all problems that our check finds in the large file."""
    package = load_package(folder)
    return sorted({(p.line, p.column) for p in check_file(package, package.tables[TABLE], LARGE)})


def plain(folder: Path) -> list[tuple[int, int]]:
    """The places of all errors that Frictionless finds, of a row with cells too many the first."""
    import frictionless

    package = frictionless.Package(str(folder / "datapackage.json"))
    report = package.get_resource(TABLE).validate()
    described = load_package(folder).tables[TABLE]
    key = described.position(KEY)
    found: set[tuple[int, int]] = set()
    moved: dict[int, int] = {}
    errors = [error.to_descriptor() for task in report.tasks for error in task.errors]
    for error in errors:
        line, kind = error["rowNumber"], error["type"]
        if kind == "extra-cell":
            moved[line] = min(error["fieldNumber"], moved.get(line, error["fieldNumber"]))
        elif kind == "primary-key":
            found.add((line, key))
        elif kind == "foreign-key":
            found.add((line, described.position(error["fieldNames"][0])))
        else:
            found.add((line, error["fieldNumber"]))
    return sorted({place for place in found if place[0] not in moved} | set(moved.items()))


def timed(which: str, folder: Path) -> tuple[float, float, Any]:
    """Wall seconds, peak memory (MB) and what is printed of one way to check, in a new process."""
    start = time.monotonic()
    command = [sys.executable, __file__, "--only", which, "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{which} ended with status {status}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, json.loads(out)


def large_files(folder: Path, rows: int) -> Iterator[tuple[str, float]]:
    """The figures of both ways on the large file, without and with something wrong in it."""
    for name, broken in (("right", 0), (f"{BROKEN} rows wrong", BROKEN)):
        project = lay(folder / str(broken), rows, broken)
        seconds, memory, found = timed("ours", project)
        plain_seconds, plain_memory, places = timed("plain", project)
        if found != places or len(found) < broken:
            raise SystemExit(f"not the same: {found} and {places}")
        shutil.rmtree(project)
        yield f"{rows:,} rows, {name}: ours (s)", seconds
        yield f"{rows:,} rows, {name}: Frictionless (s)", plain_seconds
        yield f"{rows:,} rows, {name}: times as fast", plain_seconds / seconds
        yield f"{rows:,} rows, {name}: places found by both", len(places)
        yield f"{rows:,} rows, {name}: peak memory, ours (MB)", memory
        yield f"{rows:,} rows, {name}: peak memory, Frictionless (MB)", plain_memory


def changed_files(folder: Path) -> Iterator[tuple[str, float]]:
    """Seconds of a check after one cell of one file was changed."""
    root = folder / "project"
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    command = [sys.executable, "build.py", "check", "--quiet"]
    subprocess.run(command, cwd=root, check=True)
    for path, old, new in CHANGES:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old}"
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        start = time.monotonic()
        subprocess.run(command, cwd=root, check=True)
        yield f"one cell of {Path(path).name} changed (s)", time.monotonic() - start
    shutil.rmtree(root)


def one_round(rows: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return {**dict(changed_files(Path(folder))), **dict(large_files(Path(folder), rows))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        found = (ours if given.only == "ours" else plain)(given.folder)
        sys.stdout.write(json.dumps(found))
        return
    rounds = [one_round(given.rows) for _ in range(given.runs)]
    table(rounds, digits=2)


if __name__ == "__main__":
    main()
