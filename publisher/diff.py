"""Two revisions of a project, compared: tables by row and cell, then figures, charts and pages.

In: two `Revision`s. Out: a `Diff`. Both are read by this engine, whichever they were written for.
Never: writes into either project; what has to be written goes to a folder that is removed.
"""

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.builderconfig import CONFIG
from publisher.package import DESCRIPTOR, Package, load_package
from publisher.pagediff import Family, Named, Value, charts_of, figures_of, pages_of
from publisher.problem import InputError
from publisher.progress import Progress
from publisher.revisions import Revision
from publisher.sides import Compared, Side, digests_of, is_same, read_side
from publisher.tablediff import TableDiff, compare_tables
from publisher.workers import pool

LARGE = 4_000_000  # bytes of tables that differ from which a second process is worth its start
# Files that every page is made with.
EVERYWHERE = (CONFIG, "site_src/theme")


@dataclass(frozen=True)
class Diff:
    """What differs from one revision (`before`, its name) to another (`after`).

    `values` are figures that stand in sentences, `lists` the other queries. With `whole` False the
    figures, charts and pages could not be compared, and `notes` say why.
    """

    before: str
    after: str
    tables: tuple[TableDiff, ...] = ()
    values: tuple[Value, ...] = ()
    lists: tuple[Named, ...] = ()
    charts: tuple[Named, ...] = ()
    pages: tuple[Family, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = True


def compare(before: Revision, after: Revision, progress: Progress) -> Diff:
    """What differs between two revisions.

    Raises InputError when a description of the tables cannot be read. Whatever else is wrong on a
    side is said in the notes, and the tables are compared all the same.
    """
    packages = _package(before), _package(after)
    names = before.name, after.name
    with tempfile.TemporaryDirectory(prefix="diff-") as folder:
        scratch = Path(folder)
        with _comparing(packages, names, scratch) as tables_of:
            with progress.stage("read") as stage:
                sides, wrong = _sides(names, packages, scratch)
                stage.counts["queries"] = sum(len(side.site.queries) for side in sides)
            with progress.stage("tables") as stage:
                tables = tables_of()
                stage.counts["rows"] = sum(t.added + t.removed + t.changed for t in tables)
        notes = _notes(before, after)
        if wrong:
            return Diff(*names, tables, notes=tuple(notes + wrong), whole=False)
        with progress.stage("figures"):
            compared = Compared(sides[0], sides[1], tables)
            values, lists = figures_of(compared)
            charts = charts_of(compared)
        with progress.stage("pages"):
            pages: tuple[Family, ...] = ()
            try:
                pages = pages_of(compared)
            except InputError as error:
                wrong = [f"Pages are not compared: {_first(error)}"]
    notes += wrong
    return Diff(*names, tables, values, lists, charts, pages, tuple(notes), whole=not wrong)


@contextmanager
def _comparing(
    packages: tuple[Package, Package], names: tuple[str, str], scratch: Path
) -> Iterator[Callable[[], tuple[TableDiff, ...]]]:
    """A function that gives what differs in the tables.

    Large tables are compared in a process of their own, while this one runs the queries.
    """
    size = sum(
        (package.root / path).stat().st_size
        for package, other in (packages, reversed(packages))
        for resource in package.resources
        if not is_same(resource, package.root, other)
        for path in resource.paths
        if (package.root / path).is_file()
    )
    if size < LARGE:
        tables = compare_tables(*packages, names, scratch)
        yield lambda: tables
        return
    with pool(1) as other:
        yield other.submit(compare_tables, *packages, names, scratch).result


def _package(revision: Revision) -> Package:
    """The description of a side. Raises InputError with the side in the place of each problem."""
    try:
        return load_package(revision.root)
    except InputError as error:
        raise InputError(
            dataclasses.replace(problem, file=revision.place(problem.file))
            for problem in error.problems
        ) from None


def _sides(
    names: tuple[str, str], packages: tuple[Package, Package], scratch: Path
) -> tuple[list[Side], list[str]]:
    """Both sides, or why one of them cannot be read."""
    first, second = packages
    alike = first.descriptor == second.descriptor and all(
        is_same(resource, first.root, second) for resource in first.resources
    )
    # The same tables are loaded once.
    warehouses = [
        scratch / place / "warehouse.duckdb" for place in ("before", "before" if alike else "after")
    ]
    sides: list[Side] = []
    wrong = []
    for name, package, warehouse in zip(names, packages, warehouses, strict=True):
        try:
            sides.append(read_side(package, warehouse, sides[0] if sides else None))
        except InputError as error:
            wrong.append(
                "Figures, charts and pages are not compared: "
                f"{name} could not be read. {_first(error)}"
            )
    return sides, wrong


def _first(error: InputError) -> str:
    """The first problem of an error, and how many more there are."""
    more = len(error.problems) - 1
    return f"{error.problems[0]}{f' ({more} more)' if more else ''}"


def _notes(before: Revision, after: Revision) -> list[str]:
    """What has changed for every page, or where it shows is not known."""
    changed = [
        name for name in EVERYWHERE if digests_of(before.root, name) != digests_of(after.root, name)
    ]
    notes = [f"{name} differs: every page may look different." for name in changed]
    if digests_of(before.root, DESCRIPTOR) != digests_of(after.root, DESCRIPTOR):
        notes.append(f"{DESCRIPTOR} differs: its titles and notes may show on any page.")
    return notes
