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
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from publisher.cache import Cache, digest, write_whole
from publisher.charts import Chart
from publisher.problem import InputError, Problem
from publisher.progress import Progress
from publisher.query import Query, Rows
from publisher.theme import Theme, vega_config

# Widths in CSS pixels: a text column of the theme, and a 360 px phone less its margins.
SIZES = {"wide": 690, "phone": 340}
CHUNK = 40  # drawings handed to a process at once


@dataclass(frozen=True)
class Template:
    """A chart compiled for one size: the Vega-Lite spec, and the Vega spec without data."""

    size: str
    spec: dict[str, Any]
    vega: str

    @property
    def key(self) -> str:
        return digest(self.vega)


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
) -> dict[str, Figure]:
    """The figures of a site: every chart function called and compiled once for each size.

    Raises InputError for a chart function that fails, with the line of it that did.
    """
    figures: dict[str, Figure] = {}
    problems: list[Problem] = []
    for chart in charts.values():
        main = queries[chart.queries[0]]
        try:
            templates = tuple(
                _template(chart, size, width, results, theme, cache)
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
    chart: Chart, size: str, width: int, results: dict[str, Rows], theme: Theme, cache: Cache
) -> Template:
    import vl_convert

    spec = chart.spec(results, width)
    config = vega_config(theme)
    for part, own in spec.get("config", {}).items():
        config[part] = {**config[part], **own} if isinstance(own, dict) and part in config else own
    spec["config"] = config
    spec["datasets"] = {name: [] for name in chart.queries}
    key = digest("template", spec, version("vl-convert-python"))
    kept = cache.get("template", key)
    if kept is None:
        try:
            kept = json.dumps(vl_convert.vegalite_to_vega(spec), separators=(",", ":")).encode()
        except ValueError as error:
            found = f"{chart.name}: {str(error).splitlines()[0]}"
            problem = Problem(chart.path, chart.line, 0, "chart", found, "a chart Vega-Lite draws")
            raise InputError(problem) from None
        cache.put("template", key, kept)
    return Template(size, spec, kept.decode())


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
    empty = {name: Rows(name, results[name].without(figure.key).columns, []) for name in split}
    return {
        str(member): {**shared, **{name: split[name].get(member, empty[name]) for name in split}}
        for member in sorted(split[figure.query.name])
    }


def draw(
    figures: Iterable[Figure],
    results: dict[str, Rows],
    cache: Cache,
    progress: Progress,
    workers: int = 2,
) -> dict[str, int]:
    """Draws every picture that the cache lacks; counts of pictures, of those drawn and shared.

    Fills each figure's `drawings` with the cache keys of its pictures.
    """
    jobs: dict[str, tuple[str, str]] = {}  # cache key -> (template, datasets as JSON)
    templates: dict[str, str] = {}
    wanted: set[str] = set()
    pictures = 0
    for figure in figures:
        for template in figure.templates:
            templates[template.key] = template.vega
        for member, rows in members(figure, results).items():
            data = json.dumps({name: r.plain for name, r in rows.items()}, separators=(",", ":"))
            keys = []
            for template in figure.templates:
                key = digest(template.key, data)
                pictures += 1
                keys.append(key)
                if key not in wanted and not cache.path("svg", key).exists():
                    jobs[key] = (template.key, data)
                wanted.add(key)
            figure.drawings[member] = tuple(keys)
    _draw_all(jobs, templates, cache, progress, workers)
    cache.sweep("svg", wanted)
    return {"pictures": pictures, "different": len(wanted), "drawn": len(jobs)}


def _draw_all(
    jobs: dict[str, tuple[str, str]],
    templates: dict[str, str],
    cache: Cache,
    progress: Progress,
    workers: int,
) -> None:
    items = [(template, key, data) for key, (template, data) in jobs.items()]
    chunks = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
    tasks = [
        (cache.folder, {name: templates[name] for name in {t for t, _, _ in chunk}}, chunk)
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


def draw_chunk(folder: Path, templates: dict[str, str], chunk: list[tuple[str, str, str]]) -> int:
    """Draws some pictures into the cache; their number. Runs in a process of its own."""
    cache = Cache(folder)
    vegas = {name: json.loads(text) for name, text in templates.items()}
    for template, key, data in chunk:
        svg = draw_svg(vegas[template], json.loads(data), key[:8])
        write_whole(cache.path("svg", key), svg.encode())
    return len(chunk)


def draw_svg(vega: dict[str, Any], datasets: dict[str, list[dict[str, Any]]], name: str) -> str:
    """A Vega spec with its data as SVG; `name` makes the ids in it its own."""
    import vl_convert

    for source in vega["data"]:
        if source["name"] in datasets:
            source["values"] = datasets[source["name"]]
    return tidy(vl_convert.vega_to_svg(vega), name)


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

    svg = _ID.sub(rename, svg)
    svg = _ARIA.sub("", svg)
    svg = _PATH.sub(lambda path: _LONG.sub(lambda n: _rounded(n[0], 1), path[0]), svg)
    svg = _PLACE.sub(lambda place: _LONG.sub(lambda n: _rounded(n[0], 2), place[0]), svg)
    return svg.replace("\n", "")


def _rounded(number: str, digits: int) -> str:
    return f"{float(number):.{digits}f}".rstrip("0").rstrip(".")
