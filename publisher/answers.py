"""Makes the answers of the static API.

In: a `Site` with its endpoints. Out: JSON files below `api/v1/`, by path.
Never: runs a query; the rows of a family are split by key once.

Every answer is an object: `version`, `page` (for people), `licenses`, `sources`, `data`. Numbers
are numbers, dates are ISO 8601, what is not known is null, and no field is ever left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from publisher.endpoints import Endpoint, Part, put
from publisher.query import Rows, plain
from publisher.release import LATEST
from publisher.site import SOURCE_ID, Site, slug

ROOT = "api/v1/"
HOME = "api/"  # the page about the API, which the content has


@dataclass(frozen=True)
class Answer:
    """One file of the API: its path below `api/v1/`, and what is in it."""

    path: str
    content: dict[str, Any]

    @property
    def text(self) -> str:
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":")) + "\n"


def answers(site: Site) -> Iterator[Answer]:
    """Every answer that the content declares, and the list of tables and the index."""
    for endpoint in site.endpoints:
        yield from answers_of(site, endpoint)
    yield tables_answer(site)
    yield index_answer(site)


def answers_of(site: Site, endpoint: Endpoint, only: str = "") -> Iterator[Answer]:
    """The answers of an endpoint: all, or that of one key; the list of them comes last."""
    rows = site.results[endpoint.main.query]
    if not endpoint.key:
        address = endpoint.page or _figure(site, endpoint.main.query)
        every = [_fields(endpoint.main, row) for row in rows]
        yield _answer(site, endpoint, endpoint.path, address, every, [(endpoint.main, rows)])
        return
    items = []
    for row in rows:
        key = str(row[endpoint.key])
        page = put(endpoint.page, row) or _figure(site, endpoint.main.query)
        if only in ("", key):
            parts = [
                (part, site.results[part.query].of(endpoint.key, key))
                for part in endpoint.parts.values()
            ]
            own = [(endpoint.main, Rows(rows.name, rows.columns, [tuple(row.values())])), *parts]
            path = endpoint.at(row)
            data: dict[str, Any] = _fields(endpoint.main, row) | {
                name: [_fields(part, r, endpoint.key, key) for r in its]
                for name, (part, its) in zip(endpoint.parts, parts, strict=True)
            }
            if endpoint.figures:
                data["figures"] = list(_figures(site, endpoint, path, page, key))
            yield _answer(site, endpoint, path, page, data, own)
        if endpoint.list_path:
            places = {"answer": endpoint.at(row), "page": page}
            items.append(
                _fields(endpoint.main, row)
                | {
                    "answer": address_of(site, endpoint.list_path, ROOT + places["answer"]),
                    "page": address_of(site, endpoint.list_path, page),
                }
            )
    if endpoint.list_path:
        address = _figure(site, endpoint.main.query)
        yield _answer(site, endpoint, endpoint.list_path, address, items, [(endpoint.main, rows)])


def address_of(site: Site, path: str, address: str) -> str:
    """Where a page or file of the site is, from an answer; whole where the site knows its own."""
    return site.url + address if site.url else "../" * f"{ROOT}{path}".count("/") + address


def _figure(site: Site, query: str) -> str:
    return f"figures/{site.figure_of_query(query)}/"


def _fields(part: Part, row: dict[str, Any], key: str = "", value: str = "") -> dict[str, Any]:
    """The fields of a row. Rows that were split by key do not have it any more."""
    return {name: value if name == key else plain(row[name]) for name in part.fields}


def _answer(
    site: Site,
    endpoint: Endpoint,
    path: str,
    address: str,
    data: object,
    used: list[tuple[Part, Rows]],
) -> Answer:
    queries = [endpoint.main.query, *(part.query for part in endpoint.parts.values())]
    tables = {table: None for name in queries for table in site.queries[name].tables}
    return _enveloped(site, path, address, data, _sources(site, used), licenses(site, tables))


def _enveloped(
    site: Site,
    path: str,
    address: str,
    data: object,
    sources: list[dict[str, Any]],
    terms: list[dict[str, Any]],
) -> Answer:
    return Answer(
        path,
        {
            "version": str(site.package.descriptor.get("version", "")),
            "page": address_of(site, path, address),
            "licenses": terms,
            "sources": sources,
            "data": data,
        },
    )


def _sources(site: Site, used: list[tuple[Part, Rows]]) -> list[dict[str, Any]]:
    """The sources that rows name; where none does, those of the tables that were read."""
    named: dict[str, None] = {}
    for _, rows in used:
        for column in rows.columns:
            if column == SOURCE_ID or column.endswith(f"_{SOURCE_ID}"):
                named |= dict.fromkeys(value for value in rows.column(column) if value)
    found = [site.tables.sources[name] for name in named if name in site.tables.sources]
    if not found:
        found = [s for part, rows in used for s in site.sources_of(part.query, rows)]
    unique = {source.title: source for source in found}.values()
    return [{"source_id": s.id or None, "title": s.title, "page": s.page or None} for s in unique]


def licenses(site: Site, tables: Iterable[str]) -> list[dict[str, Any]]:
    """The terms of the package, then those that tables have besides."""
    package = site.package
    entries = list(package.descriptor.get("licenses", []))
    for table in tables:
        entries += package.tables[table].descriptor.get("licenses", [])
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entry in entries:
        shown = {name: entry.get(name) or None for name in ("name", "title", "path")}
        found.setdefault(tuple(shown.values()), shown)
    return list(found.values())


def _figures(
    site: Site, endpoint: Endpoint, path: str, page: str, key: str
) -> Iterator[dict[str, Any]]:
    """The charts on the page of an answer, as far as there are rows to draw for it."""
    for name in endpoint.figures:
        figure = site.figures[name]
        if len(site.rows(figure.query.name, key)):
            places = {
                "page": f"{page}#figure-{slug(name)}",
                "svg": f"{page}{slug(name)}.svg",
                "csv": f"{page}{slug(figure.query.name)}.csv",
            }
            shown = {n: address_of(site, path, address) for n, address in places.items()}
            yield {"name": name, "title": figure.query.title, **shown}


def tables_answer(site: Site) -> Answer:
    """Every table with its fields and the files that hold it."""
    path = "tables.json"
    data = []
    for table in site.lists["tables"]:
        files = [
            {
                "name": file.name,
                "format": file.format,
                "address": address_of(site, path, f"{LATEST}/{file.name}"),
                "bytes": file.size,
                "sha256": file.sha256,
            }
            for file in site.release.of(table["name"])
        ]
        fields = [
            {name: f[name] or None for name in ("name", "title", "type", "unit", "description")}
            for f in table["fields"]
        ]
        shown = {name: table[name] for name in ("name", "title", "description", "rows")}
        page = address_of(site, path, f"data/{table['slug']}/")
        data.append({**shown, "page": page, "fields": fields, "files": files})
    sources = [
        {"source_id": None, "title": s.get("title", ""), "page": s.get("path") or None}
        for s in site.package.descriptor.get("sources", [])
    ]
    terms = licenses(site, site.package.tables)
    return _enveloped(site, path, HOME, data, sources, terms)


def index_answer(site: Site) -> Answer:
    """What the API answers: a path for each kind of answer, with an address to try."""
    path = "index.json"
    own = [
        ("openapi.json", "This API as an OpenAPI document", "openapi.json", 1),
        ("tables.json", "All tables, their fields and files", "tables.json", 1),
    ]
    declared = []
    for endpoint in site.endpoints:
        rows = site.results[endpoint.main.query]
        if endpoint.list_path:
            said = f"{endpoint.title}: all in one list"
            declared.append((endpoint.list_path, said, endpoint.list_path, 1))
        tried, count = example_path(site, endpoint), len(rows) if endpoint.key else 1
        declared.append((endpoint.path, endpoint.title, tried, count))
    data = [
        {"path": p, "title": t, "answers": n, "example": address_of(site, path, ROOT + tried)}
        for p, t, tried, n in sorted([*own, *declared])
        if tried
    ]
    return _enveloped(site, path, HOME, data, [], licenses(site, ()))


def example_key(site: Site, endpoint: Endpoint) -> str:
    """The key of the answer that documents show: the declared one, else the first."""
    rows = site.results[endpoint.main.query]
    return endpoint.example or (str(rows.first[endpoint.key]) if len(rows) else "")


def example_path(site: Site, endpoint: Endpoint) -> str:
    """The path of the answer that documents show; empty when there is none."""
    if not endpoint.key:
        return endpoint.path
    key = example_key(site, endpoint)
    return put(endpoint.path, {endpoint.key: key}) if key else ""
