"""Makes the files that stand beside figures and pages.

In: the queries' rows and the drawings. Out: files below `figures/` and beside pages of families.
Never: writes what only readers of one language see into the rows of another.

    data/latest/                         the files of the release
    figures/<figure>/<figure>.csv .json .svg .png .zip    see figurefiles.py
    figures/<figure>/<figure>.sql .vl.json .data.json
    figures/<figure>/embed/              the figure alone, for an iframe
    <page of a family>/<query>.csv, <figure>.svg, data.json, embed/<figure>/
    <page of a table>/profile.json .csv, values.csv
"""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from publisher.cache import Cache, digest
from publisher.described import json_file
from publisher.figurefiles import csv_of, figure_files
from publisher.macros import BUNDLE
from publisher.plan import Figure
from publisher.progress import Progress
from publisher.query import Rows, to_json
from publisher.release import LATEST, Release
from publisher.site import Site, slug
from publisher.svg import rooted
from publisher.tables import column_title
from publisher.theme import Theme, darkened, style_sheet, vega_config
from publisher.write import Written
from publisher.writer import Writer


def pack_release(release: Release, writer: Writer) -> int:
    """Writes the files of a release below `data/latest/`; their number."""
    for file in release.files.values():
        writer.write(f"{LATEST}/{file.name}", file.path.read_bytes())
    return len(release.files)


def pack_figures(site: Site, writer: Writer, progress: Progress) -> int:
    """Writes the files beside each figure page; their number."""
    before = len(writer.sizes)
    with progress.counting("packing figures", len(site.lists["figures"])) as step:
        for entry in site.lists["figures"]:
            step(None)
            name, folder = entry["name"], f"figures/{entry['slug']}"
            for file in figure_files(site, name):
                writer.write(f"{folder}/{file.name}", file.path.read_bytes())
            writer.write(f"{folder}/{entry['slug']}.sql", f"{entry['sql']}\n")
            if figure := site.figures.get(name):
                pack_specs(site, figure, writer)
                if not figure.key:
                    rows = _data_json(site.drawn(name, ""))
                    writer.write(f"{folder}/{entry['slug']}.data.json", rows)
                    pack_drawings(site, figure, writer)
    return len(writer.sizes) - before


def pack_other_figures(site: Site, writer: Writer) -> None:
    """The specs and drawings of figures in a language besides the main one."""
    for figure in site.figures.values():
        pack_specs(site, figure, writer)
        if not figure.key:
            writer.write(f"{_base(site, figure)}.svg", pack_drawings(site, figure, writer))


def pack_specs(site: Site, figure: Figure, writer: Writer) -> None:
    """The Vega-Lite specs of a figure in the language of the site, for a live chart."""
    for template in figure.templates:
        spec = with_titles(template.spec, site)
        spec["usermeta"] = {**spec.get("usermeta", {}), "topologies": _files_of(site, figure)}
        end = "" if template == figure.templates[0] else f"-{template.size}"
        writer.write(f"{_base(site, figure)}{end}.vl.json", json_file(spec))


def pack_drawings(site: Site, figure: Figure, writer: Writer) -> str:
    """The drawings of a figure that is one picture, for each size and scheme; the first one."""
    base = _base(site, figure)
    svgs = []
    for template, key in zip(figure.templates, figure.drawings[""], strict=True):
        svg = rooted(template.picture(key, site.cache), "../../")
        svgs.append(svg)
        writer.write(f"{base}-{template.size}.svg", svg)
        writer.write(f"{base}-{template.size}-dark.svg", darkened(svg, site.theme))
    return svgs[0]


def _base(site: Site, figure: Figure) -> str:
    """Where the files of a figure stand, as far as they are in the language of the site."""
    name = slug(figure.name)
    return f"figures/{name}/{name}{site.language.ending}"


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


def _data_json(data: dict[str, Rows]) -> str:
    parts = (f"{json.dumps(name)}:{to_json(rows)}" for name, rows in data.items())
    return "{" + ",".join(parts) + "}"


def page_files(site: Site, page: Written) -> Iterator[tuple[str, str]]:
    """What stands beside a page: path from the page and content.

    The rows of its charts; in the main language also the drawing of each, a CSV for each query with
    its key, its pages for an iframe, and the profile of its table.
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
    for name in page.used.profiles:
        profile = site.release.profile(name)
        yield "profile.json", json_file(profile.value()).decode()
        yield "profile.csv", profile.fields_csv()
        yield "values.csv", profile.values_csv()
    for path, html in page.used.embeds.items():
        yield f"{path}index.html", html
    for name in page.used.queries:
        if site.queries[name].key and len(rows := site.rows(name, page.member)):
            yield f"{slug(name)}.csv", csv_of(site, name, rows)


def pack_assets(root: Path, theme: Theme, cache: Cache, writer: Writer) -> None:
    """Style sheets, scripts and pictures of the content, the colours, and the Vega bundle.

    `chart-config.json` is the look of all charts, for those that a script makes in the page.
    """
    folder = root / "site_src" / "theme" / "assets"
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            writer.write(f"assets/{file.relative_to(folder).as_posix()}", file.read_bytes())
    writer.write("assets/colors.css", style_sheet(theme))
    writer.write("assets/colors-dark.css", style_sheet(theme, ".embed", dark=True))
    writer.write("assets/chart-config.json", json_file(vega_config(theme)))
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
