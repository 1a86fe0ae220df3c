"""The files of a figure under its stable addresses, and what they are, for people and programs.

In: a `Site` whose figures are drawn, and an entry of `lists.figures`. Out: files in the cache.
Never: writes into the site; makes a picture or a zip again that is kept for the same content.

    <figure>.csv .json .svg .png .zip    rows, description, pictures, and all of them with a README

A chart of a page family and a table have no picture of their own: theirs are the other three.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from publisher.archive import zipped
from publisher.cache import Cache, digest
from publisher.described import Published, json_file
from publisher.formats import typed_csv
from publisher.query import Query, Rows
from publisher.release import LATEST
from publisher.site import Site
from publisher.svg import rooted
from publisher.tables import column_title

KIND = "figure"  # of what the cache keeps
# Python type of a value -> Table Schema type.
TYPES = {
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "Decimal": "number",
    "str": "string",
}
TIMES = {"date": "date", "datetime": "datetime", "time": "time"}


def figure_files(site: Site, name: str) -> list[Published]:
    """The files of a figure, made when they are first asked for, CSV first and the zip last.

    Raises KeyError when there is no figure of that name.
    """
    if name not in site.figure_files:
        entry = {entry["name"]: entry for entry in site.lists["figures"]}[name]
        site.figure_files[name] = _make(site, entry)
    return site.figure_files[name]


def csv_of(site: Site, name: str, rows: Rows) -> str:
    """The rows of a query as CSV, without the columns that it only words for readers."""
    worded = set(site.queries[name].shown)
    places = [place for place, column in enumerate(rows.columns) if column not in worded]
    columns = tuple(rows.columns[place] for place in places)
    return typed_csv(columns, [tuple(record[place] for place in places) for record in rows.records])


def citation(site: Site, entry: dict[str, Any]) -> str:
    """How to cite a figure: its title, the whole it is from, its version and its address."""
    about = site.package.descriptor
    whole = f"{about.get('title', '')}, version {about.get('version', 'not stated')}"
    address = f"{site.url or '[address of this site]/'}figures/{entry['slug']}/"
    return f"{entry['title']}. In: {whole}. {address}"


def about_figure(site: Site, entry: dict[str, Any], files: Iterable[Published]) -> dict[str, Any]:
    """All that is to be said of a figure, as its JSON file has it. `files` are the others.

    Addresses are whole where that of the site is known, else from the site's first page. The hash
    of the query is that of its `.sql` file, too; `reads` are the queries that it names as tables.
    Where pages show a part of the rows each, `key` is the column that they pick theirs by.
    """
    query, rows = site.queries[entry["query"]], site.results[entry["query"]]
    folder = f"{site.url}figures/{entry['slug']}/"
    package, note = site.package, query.header.get("note", "")
    tables = [package.tables[name] for name in query.tables]
    sources = {source.title: source for source in site.sources_of(query.name, rows)}
    if entry["chart"] and not entry["family"]:
        for name, its in site.drawn(entry["name"], "").items():
            sources |= {source.title: source for source in site.sources_of(name, its)}
    licences = [*package.descriptor.get("licenses", [])]
    licences += [one for table in tables for one in table.descriptor.get("licenses", [])]
    return {
        "title": query.title,
        "subtitle": query.description,
        "notes": [note] if note else [],
        "address": folder,
        "cite": citation(site, entry),
        "package": package.descriptor.get("name", ""),
        "version": package.descriptor.get("version", ""),
        "licenses": [one for at, one in enumerate(licences) if one not in licences[:at]],
        "sources": [
            {"title": source.title, "path": source.page, **({"id": source.id} if source.id else {})}
            for source in sources.values()
        ],
        "tables": [table_record(site, name) for name in query.tables],
        "query": _query_record(query)
        | {"reads": [_query_record(site.queries[name]) for name in query.reads]},
        **({"key": query.key} if query.key else {}),
        "row": query.header.get("row", ""),
        "rows": len(rows),
        "columns": [_column(site, query, rows, n) for n in rows.columns if n not in query.shown],
        "files": [
            *({**_place(folder, f.name), "bytes": f.size, "sha256": f.sha256} for f in files),
            # What holds this description cannot be described in it.
            _place(folder, f"{entry['slug']}.zip"),
            _place(folder, f"{entry['slug']}.sql"),
        ],
    }


def table_record(site: Site, name: str) -> dict[str, str]:
    """A table that a query reads: its published file, and the hash that `SHA256SUMS` has too."""
    file = site.release.files[f"{name}.csv"]
    address = f"{site.url}{LATEST}/{file.name}"
    return {"name": name, "address": address, "sha256": file.sha256}


def _query_record(query: Query) -> dict[str, Any]:
    sha256 = hashlib.sha256(f"{query.sql}\n".encode()).hexdigest()
    return {"name": query.name, "sql": query.sql, "sha256": sha256}


def _place(folder: str, name: str) -> dict[str, Any]:
    return {"name": name, "format": name.rsplit(".", 1)[-1], "address": folder + name}


def _column(site: Site, query: Query, rows: Rows, name: str) -> dict[str, str]:
    """A column with its title, and with the type and unit of the field of that name if it has one.

    What the values are goes before what is written of them: a query may count dates.
    """
    fields = [f for t in query.tables for f in site.package.tables[t].fields if f.name == name]
    first = next((value for value in rows.column(name) if value is not None), None)
    kind = TYPES.get(type(first).__name__, "any")
    if fields and (kind == "any" or fields[0].type in {"number", "year", "yearmonth"}):
        kind = fields[0].type
    unit = next((field.unit for field in fields if field.unit), "")
    column = {"name": name, "title": column_title(site, name), "type": kind}
    return {**column, "unit": unit} if unit else column


def _make(site: Site, entry: dict[str, Any]) -> list[Published]:
    slug, cache = entry["slug"], site.cache
    content = {"csv": csv_of(site, entry["query"], site.results[entry["query"]]).encode()}
    if entry["chart"] and not entry["family"]:
        figure = site.figures[entry["name"]]
        picture = figure.templates[0].picture(figure.drawings[""][0], cache)
        svg = rooted(picture, "../../")
        content |= {"svg": svg.encode(), "png": _png(svg, cache)}
    files = [_kept(cache, f"{slug}.{ending}", data) for ending, data in content.items()]
    content["json"] = json_file(about_figure(site, entry, files))
    files.append(_kept(cache, f"{slug}.json", content["json"]))
    named = {f"{slug}.{ending}": data for ending, data in content.items()}
    named["README.md"] = _readme(site, entry).encode()
    key = digest(slug, *(part for item in sorted(named.items()) for part in item))
    archive = cache.get(KIND, key)
    if archive is None:
        archive = zipped(slug, named)
        cache.put(KIND, key, archive)
    files.append(_published(cache, f"{slug}.zip", archive, key))
    return files


def _kept(cache: Cache, name: str, data: bytes) -> Published:
    key = digest(data)
    if not cache.path(KIND, key).exists():
        cache.put(KIND, key, data)
    return _published(cache, name, data, key)


def _published(cache: Cache, name: str, data: bytes, key: str) -> Published:
    sha256, ending = hashlib.sha256(data).hexdigest(), name.rsplit(".", 1)[-1]
    return Published(name, ending, name, cache.path(KIND, key), len(data), sha256)


def _png(svg: str, cache: Cache) -> bytes:
    import vl_convert

    key = digest(svg, version("vl-convert-python"))
    kept = cache.get("png", key)
    if kept is None:
        kept = bytes(vl_convert.svg_to_png(svg, scale=2))
        cache.put("png", key, kept)
    return kept


def _readme(site: Site, entry: dict[str, Any]) -> str:
    about = about_figure(site, entry, [])
    lines = [f"# {about['title']}", "", *([about["subtitle"], ""] if about["subtitle"] else [])]
    lines += [*about["notes"], ""] if about["notes"] else []
    lines += [f"Rows in the CSV file: {about['rows']}."]
    lines += [f"A row is {about['row']}."] if about["row"] else []
    lines += [""]
    lines += [
        f"- `{column['name']}` ({column['type']}): {column['title']}"
        + (f", {column['unit']}" if "unit" in column else "")
        for column in about["columns"]
    ]
    lines += ["", "The JSON file has the query and all that is said here for programs.", ""]
    lines += ["## Cite", "", about["cite"], "", "## Sources", ""]
    lines += [f"- {one['title']} {one['path']}".rstrip() for one in about["sources"]]
    lines += ["", "## Licence", ""]
    lines += [
        f"- {one.get('title') or one.get('name', '')} {one.get('path', '')}".rstrip()
        for one in about["licenses"]
    ]
    return "\n".join(lines) + "\n"
