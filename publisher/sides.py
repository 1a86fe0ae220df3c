"""Two projects as far as they are known without drawing or writing, and how their rows differ.

In: a `Package` of each project, and what differs in the tables. Out: a `Side` of each, `Compared`.
Never: runs a chart function or writes into a project.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publisher.cache import Cache, file_digest
from publisher.charts import Chart
from publisher.depends import Asked, Drawn, asked_by, read_drawn
from publisher.language import ENGLISH
from publisher.package import Package, Resource
from publisher.pages import Page, read_pages
from publisher.personal import titled_in
from publisher.plan import Figure
from publisher.query import Query, Rows, read_queries, run_queries, unchanged
from publisher.release import Release
from publisher.site import SOURCE_ID, Site, read_tables
from publisher.sqlfile import SqlFile
from publisher.tablediff import SAME, TableDiff
from publisher.theme import Theme
from publisher.warehouse import load, reading, table_keys
from publisher.write import PARTIALS, environment_of


@dataclass(frozen=True)
class Side:
    """One project as far as it is known without drawing or writing: pages and charts by name."""

    site: Site
    pages: dict[str, Page]
    asked: dict[str, Asked]
    drawn: dict[str, Drawn]


def read_side(package: Package, warehouse: Path, other: Side | None = None) -> Side:
    """Loads the tables into `warehouse`, runs the queries, and reads pages and charts.

    Queries that give what they gave on the `other` side are not run again. Raises InputError for
    what would stop a build in these stages.
    """
    root = package.root
    load(package, warehouse)
    files = read_queries(root)
    with reading(warehouse) as connection:
        known = _known(package, files, other) if other else {}
        queries, results = run_queries(package, files, connection, known)
        tables = read_tables(package, connection)
    drawn = read_drawn(root, set(package.topologies))
    figures = {name: _figure(chart, queries) for name, chart in drawn.items()}
    drawable = {name: figure for name, figure in figures.items() if figure}
    theme, cache = Theme("", {}, ()), Cache(warehouse.parent)
    environment, partials = environment_of(root, ENGLISH), digests_of(root, PARTIALS)
    pages = {page.path: page for page in read_pages(root)}
    read = (
        other.asked if other and partials == digests_of(other.site.package.root, PARTIALS) else {}
    )
    asked = {
        path: read[path]
        if other and path in read and other.pages[path] == page
        else asked_by(page, environment)
        for path, page in pages.items()
    }
    release = Release(package, warehouse, cache)
    site = Site(package, queries, results, drawable, theme, cache, tables, release)
    return Side(site, pages, asked, drawn)


def digests_of(root: Path, name: str) -> dict[str, str]:
    """The hash of a file, or of each file below a folder, by its path from the root."""
    place = root / name
    files = [file for file in place.rglob("*") if file.is_file()] if place.is_dir() else [place]
    return {file.relative_to(root).as_posix(): file_digest(file) for file in files}


def _known(package: Package, files: dict[str, SqlFile], other: Side) -> dict[str, Rows]:
    """The rows of each query whose text is that of the other side, as is all that it may read.

    To be read, a table or another query has to be named in the text.
    """
    theirs = table_keys(other.site.package)
    changed = {name for name, key in table_keys(package).items() if theirs.get(name) != key}
    texts = {name: query.sql for name, query in other.site.queries.items()}
    return {name: other.site.results[name] for name in unchanged(files, texts, changed)}


def is_same(resource: Resource, root: Path, other: Package) -> bool:
    """Whether a resource is described alike in another project, and its files hold the same."""
    theirs = {resource.name: resource for resource in other.resources}.get(resource.name)
    return (
        theirs is not None
        and theirs.descriptor == resource.descriptor
        and all(file_digest(root / p) == file_digest(other.root / p) for p in resource.paths)
    )


def _figure(drawn: Drawn, queries: dict[str, Query]) -> Figure | None:
    """A chart as the lists of the site know it; None when its query does not exist."""
    if not drawn.queries or drawn.queries[0] not in queries:
        return None

    def not_run(*_: object) -> None:
        raise NotImplementedError

    query = queries[drawn.queries[0]]
    chart = Chart(
        drawn.name, drawn.path, drawn.line, drawn.queries, drawn.topologies, False, not_run
    )
    return Figure(drawn.name, chart, query, query.key, ())


class Compared:
    """Two sides, with the rows of each query compared once."""

    def __init__(self, before: Side, after: Side, tables: tuple[TableDiff, ...]) -> None:
        self.before = before
        self.after = after
        self.tables = {table.name for table in tables if table.change != SAME}
        self.titled = titled_in(after.site.package)  # names that are shown of neither side
        self._rows: dict[str, int] = {}
        self._members: dict[tuple[str, str], frozenset[str]] = {}
        old, new = before.site.tables.sources, after.site.tables.sources
        # A source is named below every figure made from its rows.
        self.sources = {name for name in old.keys() & new.keys() if old[name] != new[name]}

    def both(self, name: str) -> tuple[Rows | None, Rows | None]:
        """The rows of a query on each side; None where the query does not exist."""
        return self.before.site.results.get(name), self.after.site.results.get(name)

    def rows(self, name: str) -> int:
        """How many rows of a query differ; -1 when the same rows stand in another order."""
        if name not in self._rows:
            self._rows[name] = _differing(*self.both(name))
        return self._rows[name]

    def headers(self, name: str) -> bool:
        """Whether the title, the notes or the like of a query differ, or it is on one side only."""
        old, new = self.before.site.queries.get(name), self.after.site.queries.get(name)
        return (old and old.header) != (new and new.header)

    def code(self, name: str) -> bool:
        """Whether the text of a query differs."""
        old, new = self.before.site.queries.get(name), self.after.site.queries.get(name)
        return (old and old.sql) != (new and new.sql)

    def shown(self, name: str) -> bool:
        """Whether anything differs that a page with all rows of a query shows."""
        return self.headers(name) or self.rows(name) != 0 or self._sourced(name)

    def members(self, name: str, key: str) -> frozenset[str]:
        """The values of the column `key` (as text) whose rows of a query differ."""
        if (name, key) not in self._members:
            old, new = (
                {str(k): v.records for k, v in rows.by(key).items()}
                if rows and key in rows.columns
                else {}
                for rows in self.both(name)
            )
            self._members[name, key] = frozenset(
                k for k in old.keys() | new.keys() if old.get(k) != new.get(k)
            ) | self._sourced_members(name, key)
        return self._members[name, key]

    def _sourced(self, name: str) -> bool:
        rows = self.both(name)[1]
        if not rows or not self.sources or SOURCE_ID not in rows.columns:
            return False
        return not self.sources.isdisjoint(rows.column(SOURCE_ID))

    def _sourced_members(self, name: str, key: str) -> frozenset[str]:
        rows = self.both(name)[1]
        if not rows or not self._sourced(name) or key not in rows.columns:
            return frozenset()
        pairs = zip(rows.column(key), rows.column(SOURCE_ID), strict=True)
        return frozenset(str(member) for member, source in pairs if source in self.sources)

    def by_member(self, name: str, key: str) -> tuple[bool, frozenset[str]]:
        """Whether a query differs for every page of a family, else the members it differs for."""
        old, new = self.both(name)
        if not key or old is None or new is None or old.columns != new.columns:
            return self.shown(name), frozenset()
        if self.headers(name) or key not in new.columns:
            return self.shown(name), frozenset()
        return False, self.members(name, key)

    def figure(self, name: str) -> Iterator[tuple[str, bool, frozenset[str]]]:
        """What has changed a chart: a name, whether for all pages of a family, else for which."""
        old, new = self.before.drawn.get(name), self.after.drawn.get(name)
        if old is None or new is None or old.code != new.code:
            yield name, (old and old.code) != (new and new.code), frozenset()
            return
        query = self.after.site.queries.get(new.queries[0]) if new.queries else None
        key = query.key if query else ""
        for used in new.queries:
            yield used, *self.by_member(used, key if key in _columns(self.both(used)[1]) else "")
        for shape in new.topologies:
            yield shape, shape in self.tables, frozenset()

    @property
    def anything(self) -> bool:
        """Whether any query, chart or table differs."""
        names = self.before.site.queries.keys() | self.after.site.queries.keys()
        charts = self.before.drawn.keys() | self.after.drawn.keys()
        return (
            bool(self.tables)
            or any(self.shown(name) for name in names)
            or any(whole for name in charts for _, whole, _ in self.figure(name))
        )


def _columns(rows: Rows | None) -> tuple[str, ...]:
    return rows.columns if rows is not None else ()


def _differing(old: Rows | None, new: Rows | None) -> int:
    if old is None or new is None or old.columns != new.columns:
        return max(len(rows) if rows else 0 for rows in (old, new))
    if old.records == new.records:
        return 0
    try:
        before, after = set(old.records), set(new.records)
    except TypeError:  # a list or a structure has no hash
        before, after = set(map(repr, old.records)), set(map(repr, new.records))  # type: ignore[arg-type]
    # Rows may repeat: then the one that is there once more has no other.
    return max(len(before - after), len(after - before), abs(len(old) - len(new))) or -1
