"""The versions that were released, as the project keeps a record of each.

In: `datasets/releases/<version>/`, which `build.py release` writes. Out: `Version`s, newest first.
Never: asks git, or makes a file of a version.

    release.json     date, version before, and for each table what changed and why
    SHA256SUMS       the checksums of the files that the version keeps
"""

import datetime
import hashlib
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.described import Published, json_file, published_descriptor, published_name
from publisher.formats import csv_file, opened
from publisher.package import Package
from publisher.problem import InputError, Problem, text_of
from publisher.release import CHECKSUMS, DESCRIPTION
from publisher.warehouse import load

FOLDER = "datasets/releases"
RECORD = "release.json"
# By calendar: the year, the month, and a number when a month has more than one (calver.org).
NAME = re.compile(r"[0-9]{4}\.(?:0[1-9]|1[0-2])(?:\.[1-9][0-9]*)?")
SUM = re.compile(r"([0-9a-f]{64})  ([^/\\\n]+)")


@dataclass(frozen=True)
class Change:
    """What a version changed in a table: its rows now, those that differ, and why.

    `said` has the same in words. A file that is no table has no rows.
    """

    name: str
    title: str
    said: str
    rows: int | None = None
    added: int = 0
    removed: int = 0
    changed: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """A released version. `sums` are the checksums published then (hex), by file name.

    `files` are those that could be made again as they were; none where the tag is not here.
    """

    name: str
    date: datetime.date
    before: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    sums: dict[str, str]
    commit: str = ""
    files: tuple[Published, ...] = field(default=(), repr=False)

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files)


def order(name: str) -> tuple[int, ...]:
    """What versions are sorted by: 2026.12 comes before 2026.12.1 and 2027.01."""
    return tuple(int(part) for part in name.split("."))


def read_versions(root: Path) -> tuple[Version, ...]:
    """Every recorded version. Raises InputError for a record that is not as it was written."""
    versions: list[Version] = []
    problems: list[Problem] = []
    for folder in sorted((root / FOLDER).glob("*/")):
        try:
            versions.append(_read(root, folder.name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(sorted(versions, key=lambda version: order(version.name), reverse=True))


def _read(root: Path, name: str) -> Version:
    place = f"{FOLDER}/{name}"
    if not NAME.fullmatch(name):
        expected = "a year and a month such as 2026.12"
        raise InputError(Problem(place, 0, 0, "release", f"the version {name!r}", expected))
    path = f"{place}/{RECORD}"
    try:
        record = json.loads(text_of(root, path, "release"))
        changes = tuple(
            Change(**{**entry, "reasons": tuple(entry["reasons"])}) for entry in record["changes"]
        )
        date = datetime.date.fromisoformat(record["date"])
        notes, before = tuple(record["notes"]), str(record["before"] or "")
    except (ValueError, KeyError, TypeError) as error:
        found, mend = f"{type(error).__name__}: {error}", "Take it back from git."
        expected = "a record as `release` writes it"
        raise InputError(Problem(path, 0, 0, "release", found, expected, mend)) from None
    return Version(name, date, before, changes, notes, _sums(root, f"{place}/{CHECKSUMS}"))


def _sums(root: Path, path: str) -> dict[str, str]:
    sums = {}
    for number, line in enumerate(text_of(root, path, "release").splitlines(), start=1):
        match = SUM.fullmatch(line)
        if match is None or match[2] in {"", ".", "..", CHECKSUMS}:
            expected = "a checksum, two blanks and a name, as sha256sum writes them"
            raise InputError(Problem(path, number, 0, "release", line[:80], expected))
        sums[match[2]] = match[1]
    return sums


def record_files(version: Version) -> dict[str, bytes]:
    """The two files of a version's record, by path from the project's folder."""
    record: dict[str, Any] = {
        "version": version.name,
        "date": version.date.isoformat(),
        "before": version.before or None,
        "notes": list(version.notes),
        "changes": [
            {**vars(change), "reasons": list(change.reasons)} for change in version.changes
        ],
    }
    folder = f"{FOLDER}/{version.name}"
    return {
        f"{folder}/{RECORD}": json_file(record),
        f"{folder}/{CHECKSUMS}": sums_text(version.sums).encode(),
    }


def sums_text(sums: Mapping[str, str]) -> str:
    """Checksums as `sha256sum -c` reads them."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items()))


def kept_files(package: Package) -> dict[str, bytes]:
    """The files that a version keeps for good: those whose bytes depend on the tables alone.

    Tables as CSV, other files as they are, and the description. A database, Parquet or a zip also
    depends on the library that writes it, which changes with the years.
    """
    made: dict[str, bytes] = {}
    guarded: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="version-") as folder:
        warehouse = Path(folder) / "warehouse.duckdb"
        load(package, warehouse)
        with opened(warehouse) as tables:
            for resource in package.resources:
                if resource.is_table and tables.is_guarded(resource):
                    guarded.add(published_name(resource))
                made[published_name(resource)] = (
                    csv_file(tables, resource)
                    if resource.is_table
                    else (package.root / resource.paths[0]).read_bytes()
                )
    files = {
        name: Published(
            name, "", "", Path(name), len(data), hashlib.sha256(data).hexdigest(), name in guarded
        )
        for name, data in made.items()
    }
    whole = published_descriptor(package, list(package.resources), files)
    return {**made, DESCRIPTION: json_file(whole)}
