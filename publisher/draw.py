"""Draws charts as SVG, in parallel, each picture once.

In: chart functions of the content and the rows of their queries. Out: SVG files in the cache.
Never: calls a chart function for each page. A function makes one spec for a chart; every page of
a family attaches its own rows to it, and equal rows share one picture.
"""

import json
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from publisher.cache import Cache, digest, file_digest, write_whole
from publisher.charts import Chart
from publisher.chartwords import in_language
from publisher.frame import Frame, frame_of, is_constant, is_marks, marks_of
from publisher.language import ENGLISH, Language
from publisher.problem import InputError, Problem
from publisher.progress import Progress
from publisher.query import Query, Rows
from publisher.shapes import subset
from publisher.theme import Theme, vega_config

# Widths in CSS pixels: a text column of the theme, and a 360 px phone less its margins.
SIZES = {"wide": 690, "phone": 340}
_WORD = re.compile(r"\w+")
CHUNK = 40  # drawings handed to a process at once


class DrawError(Exception):
    """Vega refused a picture: the key of its template, and Vega's message."""


@dataclass(frozen=True)
class Template:
    """A chart compiled for one size: the Vega-Lite spec, and the Vega spec without data.

    When all its pictures share their axes, `frame` holds those, and only marks are drawn.
    """

    size: str
    spec: dict[str, Any]
    vega: dict[str, Any]
    frame: Frame | None

    @cached_property
    def drawn(self) -> str:
        """The Vega spec that is drawn for each picture, as JSON."""
        return json.dumps(self.frame.marks if self.frame else self.vega, separators=(",", ":"))

    @cached_property
    def key(self) -> str:
        return digest(self.drawn)

    def picture(self, key: str, cache: Cache) -> str:
        """A whole picture as SVG, from the cache; nothing when it is not there."""
        drawn = (cache.get("svg", key) or b"").decode()
        return self.frame.filled(drawn) if self.frame and drawn else drawn


@dataclass(frozen=True)
class Figure:
    """A chart with its queries; `key` splits it over a page family (empty: one picture)."""

    name: str
    chart: Chart
    query: Query
    key: str
    templates: tuple[Template, ...]
    # Cache keys by family member ("" for a figure of its own), in the order of `templates`.
    drawings: dict[str, tuple[str, ...]] = field(default_factory=dict)


def plan(
    charts: dict[str, Chart],
    queries: dict[str, Query],
    results: dict[str, Rows],
    theme: Theme,
    cache: Cache,
    language: Language = ENGLISH,
) -> dict[str, Figure]:
    """The figures of a site: every chart function called and compiled once for each size.

    Its titles and labels are in the language. Raises InputError for a chart function that fails,
    with the line of it that did.
    """
    figures: dict[str, Figure] = {}
    problems: list[Problem] = []
    for chart in charts.values():
        main = queries[chart.queries[0]]
        try:
            templates = tuple(
                _template(chart, size, width, results, theme, cache, language)
                for size, width in SIZES.items()
            )
        except InputError as error:
            problems += error.problems
            continue
        wanted = templates[0].spec.get("usermeta", {}).get("sizes", list(SIZES))
        kept = tuple(template for template in templates if template.size in wanted)
        figures[chart.name] = Figure(chart.name, chart, main, main.key, kept)
    if problems:
        raise InputError(problems)
    return figures


def _template(
    chart: Chart,
    size: str,
    width: int,
    results: dict[str, Rows],
    theme: Theme,
    cache: Cache,
    language: Language,
) -> Template:
    spec = chart.spec(results, width)
    config = vega_config(theme)
    for part, own in spec.get("config", {}).items():
        config[part] = {**config[part], **own} if isinstance(own, dict) and part in config else own
    spec["config"] = config
    spec = in_language(spec, language)
    still = _still(spec)
    key = digest("compiled", still, version("vl-convert-python"))
    kept = cache.get("compiled", key)
    if kept is None:
        try:
            kept = json.dumps(_compiled(still), separators=(",", ":")).encode()
        except ValueError as error:
            found = f"{chart.name}: {str(error).splitlines()[0]}"
            problem = Problem(chart.path, chart.line, 0, "chart", found, "a chart Vega-Lite draws")
            raise InputError(problem) from None
        cache.put("compiled", key, kept)
    vega, frame = json.loads(kept)
    return Template(size, spec, vega, Frame(*frame) if frame else None)


def _compiled(still: dict[str, Any]) -> tuple[dict[str, Any], list[Any] | None]:
    """The Vega spec, and the parts of its frame when its pictures have one in common."""
    import vl_convert

    vega: dict[str, Any] = vl_convert.vegalite_to_vega(still)
    frame = draw_frame(vega)
    return vega, [frame.before, frame.after, frame.marks] if frame else None


def draw_frame(vega: dict[str, Any]) -> Frame | None:
    """What the pictures of a Vega spec share, drawn without data; None when they share nothing."""
    import vl_convert

    frame = frame_of(vega, vl_convert.vega_to_svg(vega)) if is_constant(vega) else None
    return Frame(tidy(frame.before, ""), tidy(frame.after, ""), frame.marks) if frame else None


def _still(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec for a picture: without tooltips, and without labels that only a live chart needs."""
    links = False

    def without(value: Any) -> Any:
        nonlocal links
        if isinstance(value, list):
            return [without(item) for item in value]
        if not isinstance(value, dict):
            return value
        links = links or "href" in value
        return {key: without(item) for key, item in value.items() if key != "tooltip"}

    still: dict[str, Any] = without(spec)
    # A link in a picture keeps its label: a screen reader says it.
    return still if links else {**still, "config": {**still["config"], "aria": False}}


def members(figure: Figure, results: dict[str, Rows]) -> dict[str, dict[str, Rows]]:
    """The rows of every picture of a figure, by family member and query.

    Queries without the family's key are the same for all members.
    """
    if not figure.key:
        return {"": {name: results[name] for name in figure.chart.queries}}
    split = {
        name: results[name].by(figure.key)
        for name in figure.chart.queries
        if figure.key in results[name].columns
    }
    shared = {name: results[name] for name in figure.chart.queries if name not in split}
    empty = {name: results[name].none_of(figure.key) for name in split}
    return {
        str(member): {**shared, **{name: split[name].get(member, empty[name]) for name in split}}
        for member in sorted(split[figure.query.name])
    }


def draw(
    figures: Iterable[Figure],
    results: dict[str, Rows],
    shapes: dict[str, Path],
    cache: Cache,
    progress: Progress,
    workers: int = 2,
) -> dict[str, int]:
    """Draws every picture that the cache lacks; counts of pictures, of those drawn and shared.

    `shapes` are the files of the TopoJSON resources, by name. Fills each figure's `drawings` with
    the cache keys of its pictures.
    """
    figures = list(figures)
    hashes = {name: file_digest(path) for name, path in shapes.items()}
    jobs: dict[str, tuple[str, str]] = {}  # cache key -> (template, datasets as JSON)
    templates: dict[str, str] = {}
    wanted: set[str] = set()
    pictures = 0
    for figure in figures:
        for template in figure.templates:
            templates[template.key] = template.drawn
        named = {word for t in figure.templates for word in _WORD.findall(t.drawn)}
        for member, rows in members(figure, results).items():
            parts = {name: _named_columns(r, named).plain for name, r in rows.items()}
            data = json.dumps(parts, separators=(",", ":"))
            keys = []
            for template in figure.templates:
                key = digest(template.key, data, [hashes[name] for name in figure.chart.topologies])
                pictures += 1
                keys.append(key)
                if key not in wanted and not cache.path("svg", key).exists():
                    jobs[key] = (template.key, data)
                wanted.add(key)
            figure.drawings[member] = tuple(keys)
    try:
        _draw_all(jobs, templates, shapes, cache, progress, workers)
    except DrawError as error:
        chart = next(f.chart for f in figures for t in f.templates if t.key == error.args[0])
        found = f"{chart.name}: {' '.join(error.args[1].splitlines()[:2])}"
        problem = Problem(chart.path, chart.line, 0, "chart", found, "a chart that Vega draws")
        raise InputError(problem) from None
    return {"pictures": pictures, "different": len(wanted), "drawn": len(jobs)}


def _named_columns(rows: Rows, named: set[str]) -> Rows:
    """The rows without the columns that a picture does not read: what only tooltips say."""
    places = [place for place, column in enumerate(rows.columns) if column in named]
    if len(places) == len(rows.columns):
        return rows
    records = [tuple(record[place] for place in places) for record in rows.records]
    return Rows(rows.name, tuple(rows.columns[place] for place in places), records)


def _draw_all(
    jobs: dict[str, tuple[str, str]],
    templates: dict[str, str],
    shapes: dict[str, Path],
    cache: Cache,
    progress: Progress,
    workers: int,
) -> None:
    items = [(template, key, data) for key, (template, data) in jobs.items()]
    chunks = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
    tasks = [
        (cache.folder, {name: templates[name] for name in {t for t, _, _ in chunk}}, shapes, chunk)
        for chunk in chunks
    ]
    with progress.counting("drawing", len(tasks)) as step:
        if len(tasks) < 2 or workers < 2:
            for task in tasks:
                step(draw_chunk(*task))
            return
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for future in [pool.submit(draw_chunk, *task) for task in tasks]:
                step(future.result())


def draw_chunk(
    folder: Path,
    templates: dict[str, str],
    shapes: dict[str, Path],
    chunk: list[tuple[str, str, str]],
) -> int:
    """Draws some pictures into the cache; their number. Runs in a process of its own."""
    cache = Cache(folder)
    vegas = {name: json.loads(text) for name, text in templates.items()}
    sources = {source["name"] for vega in vegas.values() for source in vega["data"]}
    topologies: dict[str, Any] = {}
    for name, path in shapes.items():
        if any(source.startswith(f"{name}_") for source in sources):
            topology = json.loads(path.read_bytes())
            topologies |= {f"{name}_{layer}": topology for layer in topology["objects"]}
    for template, key, data in chunk:
        rows = json.loads(data)
        try:
            svg = draw_svg(vegas[template], _named(topologies, rows) | rows, key[:8])
        except ValueError as error:
            raise DrawError(template, str(error)) from None
        write_whole(cache.path("svg", key), svg.encode())
    return len(chunk)


def _named(topologies: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The topologies with the shapes that rows name, when those are few: less for Vega to read."""
    named = {
        value
        for name in rows
        for row in rows[name]
        for value in row.values()
        if isinstance(value, str)
    }
    shapes = sum(
        len(layer["geometries"]) for t in topologies.values() for layer in t["objects"].values()
    )
    if len(named) * 4 > shapes:
        return topologies
    return {name: subset(topology, named) for name, topology in topologies.items()}


def draw_svg(vega: dict[str, Any], datasets: dict[str, Any], name: str) -> str:
    """A Vega spec with its data as SVG; `name` makes the ids in it its own.

    Of a spec of marks alone (`Frame.marks`) only what stands inside the frame.
    """
    import vl_convert

    for source in vega["data"]:
        if source["name"] in datasets:
            source["values"] = datasets[source["name"]]
    svg = vl_convert.vega_to_svg(vega)
    return tidy(marks_of(svg) if is_marks(vega) else svg, name)


# vl-convert puts this before a relative link. Links in rows are meant from the site's first page;
# what takes its place here is replaced by the way there when a page is written.
_BASE = "https://vega.github.io/vega-datasets/"
ROOT = "root/"
_LINK = re.compile(r'<a xlink:href="([^"]*)"><path aria-label="(?:[^":]*: )?([^";]*)[^"]*"')
_ARIA = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_ID = re.compile(r'(id="|url\(#|href="#)((?:clip|gradient|pattern)[\w-]*)')
_PATH = re.compile(r' d="[^"]*"')
_PLACE = re.compile(r' (?:transform|x|y|x1|x2|y1|y2|width|height|r|cx|cy|opacity)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{2,}")


def tidy(svg: str, name: str) -> str:
    """The SVG on one line, smaller, with ids that depend on nothing but `name`.

    vl-convert numbers ids by a counter of the process: bytes would differ from run to run, and
    two pictures in one page would clash. The figure's alt text stands for the labels inside.
    """
    numbers: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        return match[1] + numbers.setdefault(match[2], f"f{name}-{len(numbers)}")

    svg = _ID.sub(rename, svg.replace(_BASE, ROOT))
    svg = _LINK.sub(r'<a href="\1" data-label="\2"><path', svg)
    svg = _ARIA.sub("", svg).replace(" data-label=", " aria-label=")
    svg = _PATH.sub(lambda path: _LONG.sub(lambda n: _rounded(n[0], 1), path[0]), svg)
    svg = _PLACE.sub(lambda place: _LONG.sub(lambda n: _rounded(n[0], 2), place[0]), svg)
    return svg.replace("\n", "")


def rooted(svg: str, root: str) -> str:
    """The SVG with its links starting at `root`, the way from a page to the site's first one."""
    return svg.replace(f'href="{ROOT}', f'href="{root}')


def _rounded(number: str, digits: int) -> str:
    return f"{float(number):.{digits}f}".rstrip("0").rstrip(".")
