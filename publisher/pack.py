"""Makes the files that readers download.

In: the warehouse, the queries' rows and the drawings. Out: files beside the pages.
Never: changes a value; a CSV published is the table that was checked, in the order of its key.

    data/latest/<table>.csv .parquet     every table
    data/latest/<package>.zip            CSV, datapackage.json, README.md, LICENSE.txt
    data/latest/datapackage.json         the whole description
    data/latest/SHA256SUMS
    figures/<figure>/<figure>.csv .sql .vl.json .data.json .svg .png
    figures/<figure>/embed/              the figure alone, for an iframe
    <page of a family>/<query>.csv, <figure>.svg, data.json, embed/<figure>/
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from publisher.cache import Cache, digest
from publisher.macros import BUNDLE
from publisher.package import Package, Resource
from publisher.plan import Figure
from publisher.progress import Progress
from publisher.query import Rows, plain, to_json
from publisher.site import Site, slug
from publisher.svg import rooted
from publisher.tables import column_title
from publisher.theme import Theme, darkened, style_sheet
from publisher.warehouse import quoted, text_literal
from publisher.write import Written
from publisher.writer import Writer

LATEST = "data/latest"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same bytes on any day


def csv_of(site: Site, name: str, rows: Rows) -> str:
    """The rows of a query as CSV, without the columns that it only words for readers."""
    worded = set(site.queries[name].shown)
    places = [place for place, column in enumerate(rows.columns) if column not in worded]
    columns = tuple(rows.columns[place] for place in places)
    if not worded:
        return csv_text(rows.columns, rows.records)
    return csv_text(columns, [tuple(record[place] for place in places) for record in rows.records])


def csv_text(columns: tuple[str, ...], records: list[tuple[Any, ...]]) -> str:
    """Rows as CSV (RFC 4180, but with line feeds): dates in ISO form, empty cells for nothing."""
    lines: list[str] = []
    # With its own line end the writer quotes cells that hold a carriage return on every Python.
    writer = csv.writer(_Lines(lines), lineterminator="\r\n")
    writer.writerow(columns)
    for record in records:
        writer.writerow([_cell(value) for value in record])
    return "".join(f"{line[:-2]}\n" for line in lines)


class _Lines:
    """What `csv.writer` writes to: one call a row."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return "" if value is None else plain(value)


def pack_tables(package: Package, warehouse: Path, writer: Writer, progress: Progress) -> int:
    """Writes every table in every format, the zips and the checksums; the number of tables."""
    files: dict[str, bytes] = {}
    with (
        duckdb.connect() as connection,
        tempfile.TemporaryDirectory() as scratch,
        progress.counting("packing tables", len(package.resources)) as step,
    ):
        connection.execute(f"ATTACH {text_literal(str(warehouse))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        for resource in package.resources:
            step(None)
            if resource.is_table:
                rows = connection.execute(_ordered(resource)).fetchall()
                columns = tuple(field.name for field in resource.fields)
                files[f"{resource.name}.csv"] = csv_text(columns, rows).encode()
                files[f"{resource.name}.parquet"] = _parquet(resource, connection, Path(scratch))
            else:
                for path in resource.paths:
                    files[Path(path).name] = (package.root / path).read_bytes()
    files["datapackage.json"] = _json(published_descriptor(package, list(package.resources), files))
    for group, resources in package.groups.items():
        files[f"{group}.zip"] = _zip(package, group, resources, files)
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    files["SHA256SUMS"] = "".join(sums).encode()
    for name, data in files.items():
        writer.write(f"{LATEST}/{name}", data)
    return len(package.tables)


def _ordered(resource: Resource) -> str:
    columns = ", ".join(quoted(field.name) for field in resource.fields)
    key = ", ".join(quoted(name) for name in resource.primary_key) or "_file, _line"
    return f"SELECT {columns} FROM {quoted(resource.name)} ORDER BY {key}"


def _parquet(resource: Resource, connection: duckdb.DuckDBPyConnection, scratch: Path) -> bytes:
    path = scratch / f"{resource.name}.parquet"
    connection.execute(
        f"COPY ({_ordered(resource)}) TO {text_literal(str(path))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return path.read_bytes()


def published_descriptor(
    package: Package, resources: list[Resource], files: dict[str, bytes]
) -> dict[str, Any]:
    """The description of published files: one path for each table, with its size and hash."""
    names = {resource.name for resource in resources}
    entries = []
    for resource in resources:
        name = f"{resource.name}.csv" if resource.is_table else Path(resource.paths[0]).name
        entry = {
            **resource.descriptor,
            "path": name,
            "bytes": len(files[name]),
            "hash": f"sha256:{hashlib.sha256(files[name]).hexdigest()}",
        }
        if schema := entry.get("schema"):
            keys = [
                key
                for key in schema.get("foreignKeys", [])
                if (key["reference"].get("resource") or resource.name) in names
            ]
            entry["schema"] = (
                {**schema, "foreignKeys": keys}
                if keys
                else {k: v for k, v in schema.items() if k != "foreignKeys"}
            )
        entries.append(entry)
    return {**package.descriptor, "resources": entries}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _zip(package: Package, group: str, resources: list[Resource], files: dict[str, bytes]) -> bytes:
    about = package.group_descriptor(group)
    descriptor = published_descriptor(package, resources, files)
    descriptor |= {k: about[k] for k in ("name", "title", "description") if k in about}
    descriptor.pop("packages", None)
    content = {entry["path"]: files[entry["path"]] for entry in descriptor["resources"]}
    content["datapackage.json"] = _json(descriptor)
    content["README.md"] = _readme(package, about, resources).encode()
    content["LICENSE.txt"] = _licence(package, resources).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(f"{group}/{name}", ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compresslevel=9)
    return out.getvalue()


def _readme(package: Package, about: dict[str, str], resources: list[Resource]) -> str:
    lines = [f"# {about.get('title', about['name'])}", "", about.get("description", ""), ""]
    lines += [
        f"Version {package.descriptor.get('version', 'not stated')}, part of: "
        f"{package.descriptor.get('title', '')}.",
        "",
    ]
    for resource in resources:
        lines += [f"## {resource.name}: {resource.title}", "", resource.description, ""]
        lines += [f"- `{f.name}` ({f.type}): {f.description or f.title}" for f in resource.fields]
        lines += [""] if resource.fields else []
        lines += [
            f"Source: {s.get('title', '')} {s.get('path', '')}".rstrip()
            for s in resource.descriptor.get("sources", [])
        ]
        lines += [""]
    return "\n".join(lines)


def _licence(package: Package, resources: list[Resource]) -> str:
    lines = ["What the project compiled:"]
    lines += [_licence_line(entry) for entry in package.descriptor.get("licenses", [])]
    for resource in resources:
        lines += ["", f"{resource.name}:"]
        lines += [_licence_line(entry) for entry in resource.descriptor.get("licenses", [])]
    return "\n".join(lines) + "\n"


def _licence_line(entry: dict[str, str]) -> str:
    return f"  {entry.get('title') or entry.get('name', '')} {entry.get('path', '')}".rstrip()


def pack_figures(site: Site, cache: Cache, writer: Writer, progress: Progress) -> int:
    """Writes the files beside each figure page; their number."""
    before = len(writer.sizes)
    with progress.counting("packing figures", len(site.lists["figures"])) as step:
        for entry in site.lists["figures"]:
            step(None)
            name, rows = entry["name"], site.results[entry["query"]]
            base = f"figures/{entry['slug']}/{entry['slug']}"
            writer.write(f"{base}.csv", csv_of(site, entry["query"], rows))
            writer.write(f"{base}.sql", f"{entry['sql']}\n")
            if figure := site.figures.get(name):
                pack_specs(site, figure, writer)
                if not figure.key:
                    writer.write(f"{base}.data.json", _data_json(site.drawn(name, "")))
                    writer.write(f"{base}.png", _png(pack_drawings(site, figure, writer), cache))
    return len(writer.sizes) - before


def pack_other_figures(site: Site, writer: Writer) -> None:
    """The specs and drawings of figures in a language besides the main one."""
    for figure in site.figures.values():
        pack_specs(site, figure, writer)
        if not figure.key:
            pack_drawings(site, figure, writer)


def pack_specs(site: Site, figure: Figure, writer: Writer) -> None:
    """The Vega-Lite specs of a figure in the language of the site, for a live chart."""
    for template in figure.templates:
        spec = with_titles(template.spec, site)
        spec["usermeta"] = {**spec.get("usermeta", {}), "topologies": _files_of(site, figure)}
        end = "" if template == figure.templates[0] else f"-{template.size}"
        writer.write(f"{_base(site, figure)}{end}.vl.json", _json(spec))


def pack_drawings(site: Site, figure: Figure, writer: Writer) -> str:
    """The SVG files of a figure that is one picture; the text of the first."""
    base = _base(site, figure)
    svgs = []
    for template, key in zip(figure.templates, figure.drawings[""], strict=True):
        svg = rooted(template.picture(key, site.cache), "../../")
        svgs.append(svg)
        writer.write(f"{base}-{template.size}.svg", svg)
        writer.write(f"{base}-{template.size}-dark.svg", darkened(svg, site.theme))
    writer.write(f"{base}.svg", svgs[0])
    return svgs[0]


def _base(site: Site, figure: Figure) -> str:
    """Where the files of a figure stand; those in another language end in its code."""
    name = slug(figure.name)
    language = site.language
    return f"figures/{name}/{name}{f'.{language.code}' if language.folder else ''}"


def with_titles(part: Any, site: Site) -> Any:
    """A spec in which every field of a tooltip has a title: that of the described field."""
    if isinstance(part, list):
        return [with_titles(item, site) for item in part]
    if not isinstance(part, dict):
        return part
    whole = {name: with_titles(value, site) for name, value in part.items()}
    if isinstance(whole.get("tooltip"), list):
        whole["tooltip"] = [
            {"title": _said(site, tip["field"]), **tip} if "field" in tip else tip
            for tip in whole["tooltip"]
        ]
    return whole


def _said(site: Site, column: str) -> str:
    return site.language.text(column_title(site, column))


def _files_of(site: Site, figure: Figure) -> dict[str, str]:
    """Where a live chart finds its shapes, from the site's first page."""
    return {
        name: f"{LATEST}/{Path(site.package.topologies[name].paths[0]).name}"
        for name in figure.chart.topologies
    }


def _png(svg: str, cache: Cache) -> bytes:
    import vl_convert

    key = digest(svg, version("vl-convert-python"))
    kept = cache.get("png", key)
    if kept is None:
        kept = bytes(vl_convert.svg_to_png(svg, scale=2))
        cache.put("png", key, kept)
    return kept


def _data_json(data: dict[str, Rows]) -> str:
    parts = (f"{json.dumps(name)}:{to_json(rows)}" for name, rows in data.items())
    return "{" + ",".join(parts) + "}"


def page_files(site: Site, page: Written) -> Iterator[tuple[str, str]]:
    """What stands beside a page: path from the page and content.

    The rows of its charts; in the main language also the drawing of each, a CSV for each query with
    its key, and its pages for an iframe.
    """
    data: dict[str, Rows] = {}
    for name in page.used.figures:
        if site.figures[name].key:
            data |= site.drawn(name, page.member)
    if data:
        yield "data.json", _data_json(data)
    if site.language.folder:
        return
    for name in page.used.figures:
        figure = site.figures[name]
        if figure.key and page.member in figure.drawings:
            svg = figure.templates[0].picture(figure.drawings[page.member][0], site.cache)
            yield f"{slug(name)}.svg", rooted(svg, "../" * page.address.count("/"))
    for path, html in page.used.embeds.items():
        yield f"{path}index.html", html
    for name in page.used.queries:
        if site.queries[name].key and len(rows := site.rows(name, page.member)):
            yield f"{slug(name)}.csv", csv_of(site, name, rows)


def pack_assets(root: Path, theme: Theme, cache: Cache, writer: Writer) -> None:
    """Style sheets, scripts and pictures of the content, the colours, and the Vega bundle."""
    folder = root / "site_src" / "theme" / "assets"
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            writer.write(f"assets/{file.relative_to(folder).as_posix()}", file.read_bytes())
    writer.write("assets/colors.css", style_sheet(theme))
    writer.write("assets/colors-dark.css", style_sheet(theme, ".embed", dark=True))
    writer.write(BUNDLE, _bundle(cache))


def _bundle(cache: Cache) -> bytes:
    """Vega, Vega-Lite and Vega-Embed in one script, as vl-convert carries them."""
    import vl_convert

    key = digest("bundle", version("vl-convert-python"))
    kept = cache.get("bundle", key)
    if kept is None:
        kept = vl_convert.javascript_bundle(
            "window.vegaEmbed = vegaEmbed; window.vega = vega;"
        ).encode()
        cache.put("bundle", key, kept)
    return kept
