"""All files of a release: tables in each format, packages, their description, checksums.

In: a package and the warehouse that holds its tables. Out: `Release.files`, kept in the cache.
Never: writes into the site; makes again what is kept for the same tables.

    <table>.csv .parquet .dta .sav    every table
    <package>.zip                     CSV, datapackage.json, README.md, LICENSE.txt
    <name>.sqlite .duckdb .xlsx       all tables; the name is that of the description
    <name>.sqlite.gz                  the same, for a page that asks them
    datapackage.json                  the whole description
    croissant.json                    the same in Croissant
    CITATION.cff                      how to cite
    SHA256SUMS
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from publisher.archive import gzipped, package_zip
from publisher.cache import Cache, digest, file_digest, tools_digest, write_whole
from publisher.cite import CITATION, cff
from publisher.croissant import CROISSANT, croissant
from publisher.databases import duckdb_file, sqlite_file
from publisher.described import Published, json_file, published_descriptor, published_name
from publisher.formats import Tables, csv_file, opened, parquet_file
from publisher.package import Package, Resource
from publisher.problem import ChangedError
from publisher.profile import Profile, profile
from publisher.statfiles import dta_file, sav_file
from publisher.warehouse import keys_in
from publisher.workbook import xlsx_file
from publisher.workers import ahead, pool

LATEST = "data/latest"
KIND = "pack"  # of what the cache keeps
DESCRIPTION = "datapackage.json"
CHECKSUMS = "SHA256SUMS"
ZIP = "zip"
# How each table is published, and how all of them together: the end of the file's name, and what
# makes it.
TABLE_FORMATS: dict[str, Callable[[Tables, Resource], bytes]] = {
    "csv": csv_file,
    "parquet": parquet_file,
    "dta": dta_file,
    "sav": sav_file,
}
WHOLE_FORMATS: dict[str, Callable[[Tables, Package], bytes]] = {
    "xlsx": xlsx_file,
    "sqlite": sqlite_file,
    "duckdb": duckdb_file,
}
SLOWEST = "xlsx"  # as slow as all others together
LARGE = 1_000_000  # bytes of tables from which a process of its own is worth beginning


@dataclass(frozen=True)
class Release:
    """The files of one state of the tables. They are made when they are first asked for."""

    package: Package
    warehouse: Path
    cache: Cache
    keys: dict[str, str] = field(init=False, repr=False)  # of the tables (see warehouse.py)

    def __post_init__(self) -> None:
        # What the warehouse holds now: the files of the tables may be edited at any time.
        object.__setattr__(self, "keys", keys_in(self.warehouse))

    @contextmanager
    def opened(self) -> Iterator[Tables]:
        """The tables. Raises ChangedError when the warehouse holds others by now."""
        with opened(self.warehouse) as tables:
            lacking = self.package.tables.keys() - self.keys.keys()
            if lacking or keys_in(self.warehouse) != self.keys:
                raise ChangedError
            yield tables

    @cached_property
    def files(self) -> dict[str, Published]:
        """Every file by name, the tables first, in the order of the description."""
        return make_files(self)

    @contextmanager
    def made_ahead(self) -> Iterator[Callable[[], None]]:
        """Makes the files in another process meanwhile, where that is worth it; how to wait."""
        if not _is_much(self, _Files(self.cache)):
            yield lambda: None
            return
        with ahead(make_files, self) as wait:
            yield wait

    def of(self, name: str) -> list[Published]:
        """The files that hold the resource of a name; for no name those that hold all tables."""
        return [f for f in self.files.values() if f.holds == name and f.format != ZIP]

    def of_package(self, name: str) -> list[Published]:
        """The files that hold a package, which may have the name of a table."""
        return [f for f in self.files.values() if f.holds == name and f.format == ZIP]

    @cached_property
    def _profiles(self) -> dict[str, Profile]:
        return {}

    def profile(self, name: str) -> Profile:
        """What is in each field of a table; counted when it is first asked for."""
        if name not in self._profiles:
            with self.opened() as tables:
                table = self.package.tables[name]
                self._profiles[name] = profile(self.package, table, tables.connection)
        return self._profiles[name]


class _Files:
    """The files so far. What the cache has under a file's key is not made again."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache
        self.tools = tools_digest()
        self.made: dict[str, Published] = {}

    def place(self, name: str, parts: object) -> Path:
        """Where the cache keeps a file made of these parts; it may not be there yet."""
        return self.cache.path(KIND, digest(self.tools, name, parts))

    def add(self, name: str, holds: str, parts: object, make: Callable[[], bytes]) -> None:
        path = self.place(name, parts)
        if not path.exists():
            write_whole(path, make())
        self.known(name, holds, path)

    def add_compressed(self, name: str) -> None:
        """For a page that asks all tables: a sixth of the size, and any host can serve it."""
        file = self.made[name]
        self.add(f"{name}.gz", "", file.sha256, lambda: gzipped(file.path.read_bytes()))

    def known(self, name: str, holds: str, path: Path) -> None:
        ending = name.rsplit(".", 1)[-1] if "." in name else ""
        size, sha256 = path.stat().st_size, file_digest(path)
        self.made[name] = Published(name, ending, holds, path, size, sha256)


def make_files(release: Release) -> dict[str, Published]:
    """Makes every file of a release; all by name, as they stand below `data/latest/`."""
    package, files, of_all = release.package, _Files(release.cache), _of_all(release)
    with (
        release.opened() as tables,
        _apart(release, _is_much(release, files)) as slowest,
    ):
        for resource in package.resources:
            if not resource.is_table:
                for path in resource.paths:
                    files.known(Path(path).name, resource.name, package.root / path)
                continue
            for ending, make in TABLE_FORMATS.items():
                files.add(
                    f"{resource.name}.{ending}",
                    resource.name,
                    release.keys[resource.name],
                    partial(make, tables, resource),
                )
            if tables.is_guarded(resource):
                name = published_name(resource)
                files.made[name] = replace(files.made[name], guarded=True)
        for ending in sorted(WHOLE_FORMATS, key=SLOWEST.__eq__):
            here = partial(WHOLE_FORMATS[ending], tables, package)
            made = slowest if ending == SLOWEST and slowest else here
            files.add(f"{whole_name(package)}.{ending}", "", of_all, made)
            if ending == "sqlite":
                files.add_compressed(f"{whole_name(package)}.{ending}")
    for ending in (*WHOLE_FORMATS, "sqlite.gz"):  # the order in which they are shown
        name = f"{whole_name(package)}.{ending}"
        files.made[name] = files.made.pop(name)
    described = published_descriptor(package, list(package.resources), files.made)
    files.add(DESCRIPTION, "", described, lambda: json_file(described))
    for group, resources in package.groups.items():
        own = [files.made[published_name(resource)].sha256 for resource in resources]
        files.add(
            f"{group}.{ZIP}",
            group,
            [package.descriptor, own],
            partial(package_zip, package, group, resources, files.made),
        )
    files.add(CITATION, "", cff(package), lambda: cff(package).encode())
    learned = croissant(package, files.made.values())
    files.add(CROISSANT, "", learned, lambda: json_file(learned))
    sums = "".join(f"{file.sha256}  {name}\n" for name, file in sorted(files.made.items()))
    files.add(CHECKSUMS, "", sums, sums.encode)
    return files.made


def _of_all(release: Release) -> list[object]:
    """What the files that hold all tables are made of."""
    return [release.package.descriptor, release.keys, sqlite3.sqlite_version]


def _is_much(release: Release, files: _Files) -> bool:
    """Whether the slowest file is not kept and takes longer than to begin a process."""
    package = release.package
    slowest = files.place(f"{whole_name(package)}.{SLOWEST}", _of_all(release))
    sources = [package.root / path for table in package.tables.values() for path in table.paths]
    return not slowest.exists() and sum(file.stat().st_size for file in sources) >= LARGE


@contextmanager
def _apart(release: Release, much: bool) -> Iterator[Callable[[], bytes] | None]:
    """A process of its own for the slowest file, where there is much to do."""
    if not much:
        yield None
        return
    with pool(1) as other:
        yield other.submit(_slowest, release).result


def _slowest(release: Release) -> bytes:
    with release.opened() as tables:
        return WHOLE_FORMATS[SLOWEST](tables, release.package)


def whole_name(package: Package) -> str:
    """The name of the files that hold all tables: that of the description."""
    name = re.sub(r"[^\w.-]+", "-", str(package.descriptor.get("name", ""))).strip("-.")
    return name or "tables"
