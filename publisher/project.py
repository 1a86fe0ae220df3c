"""A project's folders, and the check of its tables: all that is done before anything is built.

In: the folder of a project. Out: its `Package`, with a `Report` of every problem.
Never: imports what draws or writes, so that a check of one file begins at once.
"""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from publisher import check, fix, rules, warehouse
from publisher.cache import Cache, digest, write_whole
from publisher.package import Package, load_package
from publisher.problem import ChangedError, InputError, Report
from publisher.progress import QUIET, Progress
from publisher.sqlfile import SqlFile

AGAIN = 3  # times that tables are checked again because they were edited meanwhile


@dataclass(frozen=True)
class Project:
    """Where a project's folders are."""

    root: Path

    @property
    def cache(self) -> Cache:
        return Cache(self.root / ".cache")

    @property
    def work(self) -> Path:
        return self.root / "build"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def warehouse(self) -> Path:
        return self.work / "warehouse.duckdb"


def check_project(
    project: Project,
    progress: Progress,
    only: Collection[str] | None = None,
    beside: Path | None = None,
) -> tuple[Package, Report]:
    """The package and every problem of its files, keys and rules; nothing is built.

    With `only`, no other files are checked; keys and rules still see all tables, where those can
    be loaded. With `beside`, a warehouse of other tables, this project's are loaded into memory, as
    far as they are others. Files that are edited meanwhile are checked again. Raises InputError
    when the description or a rule itself is wrong, ChangedError when the edits do not end.
    """
    for _ in range(AGAIN):
        with suppress(ChangedError):
            return _checked(project, progress, only, beside)
    return _checked(project, progress, only, beside)


def right_package(project: Project, progress: Progress) -> Package:
    """The package, checked, its warnings told. Raises InputError for errors."""
    package, report = check_project(project, progress)
    if report.errors:
        raise InputError(report.problems)
    for problem in report.warnings:
        progress.warn(str(problem))
    return package


def _checked(
    project: Project, progress: Progress, only: Collection[str] | None, beside: Path | None
) -> tuple[Package, Report]:
    package = load_package(project.root)
    found = rules.read_rules(project.root)
    with progress.stage("check") as stage, ThreadPoolExecutor(1) as other:
        files = warehouse.warehouse_key(package)
        key = digest(files, [(rule.name, rule.header, rule.sql) for rule in found.values()])
        kept = project.cache.get("good", key)
        # Beside the check, which is mostly Python's; what comes of it counts if that finds nothing.
        is_right: Future[bool] = Future()
        ruling = None
        if kept is None:
            ruling = other.submit(_ruled, project, package, found, beside, is_right.result)
        try:
            report = check.check(package, project.cache, progress, only=only)
            is_right.set_result(not report.errors)
        except BaseException:
            is_right.set_result(False)
            raise
        stage.counts = {"files": report.counts["files"], "checked": report.counts["checked"]}
        is_ruled = False
        if not report.errors:
            if ruling:
                ruled = ruling.result()
                if isinstance(ruled, Report):
                    report = report.plus(ruled)
                elif only is None:
                    raise ruled
                else:  # a file that was not checked cannot be loaded
                    file = ruled.problems[0].file
                    progress.line(f"the rules were not run: {file} cannot be loaded", QUIET)
                is_ruled = only is None
            stage.counts["rules"] = len(found)
        if warehouse.warehouse_key(package) != files:
            raise ChangedError
        if is_ruled and not report.problems:
            project.cache.put("good", key, b"")
    return package, report


def _ruled(
    project: Project,
    package: Package,
    found: dict[str, SqlFile],
    beside: Path | None,
    is_right: Callable[[], bool],
) -> Report | InputError:
    """What the rules find in the tables; or why these cannot be loaded.

    Tables that turn out to be right are in the warehouse then; with one `beside` that changes
    nothing, and the rules do not wait for it.
    """
    tables: AbstractContextManager[duckdb.DuckDBPyConnection]
    try:
        if beside is None:
            warehouse.load(package, project.warehouse, is_right)
            tables = warehouse.reading(project.warehouse)
        else:
            tables = warehouse.in_memory(package, beside, project.work)
    except InputError as error:
        return error
    with tables as connection:
        return rules.apply_rules(package, found, connection)


def fix_files(project: Project, only: Collection[str] | None = None) -> list[fix.Mended]:
    """Mends the files of the package that a program can mend; those that it changed."""
    package = load_package(project.root)
    changed = []
    for table in package.tables.values():
        for path in table.paths:
            if (only is not None and path not in only) or not (project.root / path).is_file():
                continue
            mended = fix.mend(table, path, (project.root / path).read_bytes())
            if mended.done:
                write_whole(project.root / path, mended.after)
                changed.append(mended)
    return changed
