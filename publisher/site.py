"""Everything a page may speak of, in one value.

In: the results of the earlier stages. Out: `Site`, with the sources and the lists that engine
pages (one a table, one a figure) are made from.
Never: writes.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from publisher.cache import Cache
from publisher.cells import records
from publisher.described import Published
from publisher.draw import rows_of
from publisher.endpoints import Endpoint
from publisher.hidden import A_NAME, WRITTEN, titled_person
from publisher.language import ENGLISH, Language
from publisher.package import Package, Resource
from publisher.plan import Figure
from publisher.problem import ERROR, WARNING, text_of
from publisher.query import Query, Rows
from publisher.release import Release
from publisher.released import Version
from publisher.theme import Theme
from publisher.warehouse import quoted
from publisher.words import asked_of

SOURCES = "sources"  # the table whose rows say where the rows of the others come from
SOURCE_ID = "source_id"
SAMPLE = 20  # rows of a table kept for its page


def slug(name: str) -> str:
    """A name as it stands in an address: `us_by_month` is at `us-by-month`."""
    return name.replace("_", "-").lower()


@dataclass(frozen=True)
class Source:
    """Where rows come from: a title, the page of the publisher, and its id if it has a row."""

    title: str
    page: str
    id: str = ""
    publisher: str = ""


@dataclass(frozen=True)
class Tables:
    """What pages say of the tables themselves: sources by id, rows counted, first rows."""

    sources: dict[str, Source]
    counts: dict[str, int]
    samples: dict[str, Rows]
    examples: dict[str, list[str]] = field(default_factory=dict)  # the cells of one row of each


def read_tables(package: Package, connection: duckdb.DuckDBPyConnection) -> Tables:
    """The sources, counts, first rows and example rows of all tables in the warehouse."""
    return Tables(
        read_sources(package, connection),
        row_counts(package, connection),
        read_samples(package, connection),
        {name: example_row(package, table) for name, table in package.tables.items()},
    )


@dataclass(frozen=True)
class Site:
    """The package, what was queried and what was drawn."""

    package: Package
    queries: dict[str, Query]
    results: dict[str, Rows]
    figures: dict[str, Figure]
    theme: Theme
    cache: Cache
    tables: Tables
    release: Release
    url: str = ""  # where the site will stand, with a slash at the end, if that is known
    language: Language = ENGLISH
    main_code: str = "en"  # the code of the site's main language
    repository: str = ""  # the address of the project on GitHub, if that is known
    branch: str = "main"  # the branch there that changes are proposed to
    endpoints: tuple[Endpoint, ...] = ()  # what the static API answers
    versions: tuple[Version, ...] = ()  # that were released, newest first
    # The files of figures by name, as far as they have been made (see figurefiles.py).
    figure_files: dict[str, list[Published]] = field(default_factory=dict)

    def drawn(self, name: str, member: str) -> dict[str, Rows]:
        """The rows of one picture of a figure, by query; none when it has no such picture."""
        figure = self.figures[name]
        return rows_of(figure, self.results, member) if member in figure.drawings else {}

    def rows(self, name: str, member: str) -> Rows:
        """The rows of a query: all, or those of one family member when the query has a key."""
        query = self.queries[name]
        if not query.key:
            return self.results[name]
        return self.results[name].of(query.key, member)

    def sources_of(self, name: str, rows: Rows) -> list[Source]:
        """The sources of a query's rows: named in the rows, or else those of the tables read."""
        if SOURCE_ID in rows.columns and self.tables.sources:
            used = dict.fromkeys(value for value in rows.column(SOURCE_ID) if value)
            return [self.tables.sources[value] for value in used if value in self.tables.sources]
        found: dict[str, Source] = {}
        for table in self.queries[name].tables:
            for entry in self.package.tables[table].descriptor.get("sources", []):
                source = Source(str(entry.get("title", "")), str(entry.get("path", "")))
                found.setdefault(source.title, source)
        return list(found.values())

    @cached_property
    def title_of_column(self) -> dict[str, str]:
        """The title of each column name that some table describes."""
        return {f.name: f.title for t in reversed(self.package.tables.values()) for f in t.fields}

    @cached_property
    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The engine's own families: `each: tables`, `each: figures`, `each: packages`."""
        return {
            "tables": [self._table(resource) for resource in self.package.tables.values()],
            "figures": self._figures(),
            "packages": [
                {**self.package.group_descriptor(group), "resources": [r.name for r in resources]}
                for group, resources in self.package.groups.items()
            ],
        }

    def _table(self, resource: Resource) -> dict[str, Any]:
        keys = {
            column: f"{key.resource}.{reference}"
            for key in resource.foreign_keys
            for column, reference in zip(key.fields, key.reference, strict=True)
        }
        fields = [
            {
                "name": f.name,
                "title": f.title,
                "type": f.type,
                "unit": f.unit,
                "description": f.description,
                "asked": asked_of(f),
                "format": f.descriptor.get("format", ""),
                "constraints": f.constraints,
                "example": f.example,
                "bad": f.bad_example,
                "free_text": f.is_free_text,
                "required": bool(f.constraints.get("required")) or f.name in resource.primary_key,
                "key": f.name in resource.primary_key,
                "points_to": keys.get(f.name, ""),
            }
            for f in resource.fields
        ]
        return {
            "name": resource.name,
            "slug": slug(resource.name),
            "title": resource.title,
            "description": resource.description,
            "fields": fields,
            "group": resource.group,
            "paths": resource.paths,
            "rows": self.tables.counts[resource.name],
            "licenses": resource.descriptor.get("licenses", []),
            "sources": resource.descriptor.get("sources", []),
            "temporal": resource.descriptor.get("temporal", {}),
        }

    @cached_property
    def personal(self) -> list[dict[str, Any]]:
        """What the check looks for in free text, for a form: patterns of `re`, in order."""
        title = titled_person(self.package.descriptor.get("officeTitles", []))
        found = [(what, pattern, ERROR) for what, pattern in WRITTEN.items()]
        return [
            {
                "what": what,
                "pattern": pattern.pattern,
                "any_case": bool(pattern.flags & re.IGNORECASE),
                "level": level,
            }
            for what, pattern, level in [*found, (A_NAME, title, WARNING)]
        ]

    def _figures(self) -> list[dict[str, Any]]:
        main = {figure.query.name: name for name, figure in self.figures.items()}
        entries = [(name, figure.query) for name, figure in self.figures.items()]
        entries += [
            (name, query)
            for name, query in self.queries.items()
            if name not in main and name not in self.figures
        ]
        return [
            {
                "name": name,
                "slug": slug(name),
                "title": query.title,
                "query": query.name,
                "description": query.description,
                "sql": query.sql,
                "chart": name in self.figures,
                "family": bool(query.key),
                "key": query.key,
                "reads": [{"name": n, "slug": self.figure_of_query(n)} for n in query.reads],
                "tables": query.tables,
                "row": query.header.get("row", ""),
                "rows": len(self.results[query.name]),
            }
            for name, query in sorted(entries)
        ]

    def figure_of_query(self, name: str) -> str:
        """The slug of the figure page that shows a query."""
        for figure in self.figures.values():
            if figure.query.name == name:
                return slug(figure.name)
        return slug(name)


def read_sources(package: Package, connection: duckdb.DuckDBPyConnection) -> dict[str, Source]:
    """The rows of the sources table by id, titled `publisher: title`; none without the table."""
    table = package.tables.get(SOURCES)
    if table is None or not table.position(SOURCE_ID):
        return {}
    wanted = [name for name in (SOURCE_ID, "publisher", "title", "page") if table.position(name)]
    columns = ", ".join(map(quoted, wanted))
    sources = {}
    for record in connection.execute(f"SELECT {columns} FROM {SOURCES} ORDER BY 1").fetchall():
        row = dict(zip(wanted, record, strict=True))
        title = ": ".join(str(row[c]) for c in ("publisher", "title") if row.get(c))
        identity = str(row[SOURCE_ID])
        sources[identity] = Source(
            title or identity, str(row.get("page") or ""), identity, str(row.get("publisher") or "")
        )
    return sources


def read_samples(
    package: Package, connection: duckdb.DuckDBPyConnection, limit: int = SAMPLE
) -> dict[str, Rows]:
    """The first rows of each table, in the order of its files."""
    samples = {}
    for name, table in package.tables.items():
        columns = tuple(field.name for field in table.fields)
        sql = f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(name)} ORDER BY _file, _line"
        records = connection.execute(f"{sql} LIMIT {int(limit)}").fetchall()
        samples[name] = Rows(name, columns, records)
    return samples


def example_row(package: Package, table: Resource) -> list[str]:
    """The cells of the row that the examples of the key name, else of the first row of a table."""
    wanted = {table.position(name) - 1: table.field(name).example for name in table.primary_key}
    first: list[str] = []
    for path in table.paths:
        for line, cells in records(text_of(package.root, path, "file-missing")):
            if line == 1:
                continue
            first = first or cells
            if wanted and all(cells[at] == cell for at, cell in wanted.items()):
                return cells
    return first


def row_counts(package: Package, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The number of rows of each table."""
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {quoted(name)}").fetchall()[0][0])
        for name in package.tables
    }
