"""Draws charts as SVG, in parallel, each picture once.

In: `Figure`s and the rows of their queries. Out: SVG files in the cache.
Never: draws a picture twice. Every page of a family attaches its own rows to the figure's template,
and equal rows share one picture.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from publisher.cache import Cache, digest, file_digest, write_whole
from publisher.charts import NAMED
from publisher.frame import is_marks, marks_of, marks_of_each, marks_of_many
from publisher.plan import Figure
from publisher.problem import ChangedError, InputError, Problem
from publisher.progress import Progress
from publisher.query import Rows
from publisher.shapes import subset
from publisher.svg import converted, tidy
from publisher.workers import pool

_WORD = re.compile(r"\w+")
CHUNK = 40  # drawings handed to a process at once


class DrawError(Exception):
    """Vega refused a picture: the key of its template, and Vega's message."""


def members_of(figure: Figure, results: dict[str, Rows]) -> list[str]:
    """The family members that a figure has a picture for; one without a name if it has no key."""
    if not figure.key:
        return [""]
    return sorted(map(str, results[figure.query.name].by(figure.key)))


def rows_of(figure: Figure, results: dict[str, Rows], member: str) -> dict[str, Rows]:
    """The rows of one picture, by query. Queries without the family's key are whole."""
    return {
        name: results[name].of(figure.key, member)
        if figure.key and figure.key in results[name].columns
        else results[name]
        for name in figure.chart.queries
    }


def draw(
    editions: Iterable[tuple[Iterable[Figure], dict[str, Rows]]],
    shapes: dict[str, Path],
    cache: Cache,
    progress: Progress,
    workers: int = 2,
    only: str | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> dict[str, int]:
    """Draws every picture that the cache lacks; counts of pictures, of those drawn and shared.

    An edition is its figures and the rows of its queries. `shapes` are the files of the TopoJSON
    resources, by name. Fills each figure's `drawings` with the cache keys of its pictures. With
    `only`, of a family just that member's. `meanwhile` is called while other processes draw.
    """
    figures = [(figure, results) for figures, results in editions for figure in figures]
    hashes = {name: file_digest(path) for name, path in shapes.items()}
    jobs: dict[str, tuple[str, str]] = {}  # cache key -> (template, datasets as JSON)
    templates: dict[str, str] = {}
    wanted: set[str] = set()
    pictures = 0
    for figure, results in figures:
        for template in figure.templates:
            templates[template.key] = template.drawn
        named = {word for t in figure.templates for word in _WORD.findall(t.drawn)}
        for member in members_of(figure, results):
            if figure.key and only is not None and member != only:
                continue
            rows = rows_of(figure, results, member)
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
        _draw_all(jobs, templates, shapes, cache, progress, workers, meanwhile)
        if hashes != {name: file_digest(path) for name, path in shapes.items()}:
            for key in jobs:
                cache.path("svg", key).unlink(missing_ok=True)
            raise ChangedError("the shapes")
    except DrawError as error:
        chart = next(f.chart for f, _ in figures for t in f.templates if t.key == error.args[0])
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
    meanwhile: Callable[[], object],
) -> None:
    items = [(template, key, data) for key, (template, data) in jobs.items()]
    # Those of one spec together; marks last, for most go fast, so that no process waits long.
    fast = {name: is_marks(json.loads(text)) for name, text in templates.items()}
    items.sort(key=lambda item: (fast[item[0]], item[0]))
    chunks = [items[i : i + CHUNK] for i in range(0, len(items), CHUNK)]
    tasks = [
        (cache.folder, {name: templates[name] for name in {t for t, _, _ in chunk}}, shapes, chunk)
        for chunk in chunks
    ]
    with progress.counting("drawing", len(tasks)) as step:
        if len(tasks) < 2 or workers < 2:
            for task in tasks:
                step(draw_chunk(*task))
            meanwhile()
            return
        with pool(workers) as others:
            futures = [others.submit(draw_chunk, *task) for task in tasks]
            meanwhile()
            for future in futures:
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
            for layer in topology["objects"]:
                topologies |= {f"{name}_{layer}{end}": topology for end in ("", NAMED)}
    by_template: dict[str, dict[str, dict[str, Any]]] = {}  # template -> cache key -> rows
    for template, key, data in chunk:
        by_template.setdefault(template, {})[key] = json.loads(data)
    for template, pictures in by_template.items():
        try:
            for key, svg in draw_svgs(vegas[template], topologies, pictures):
                write_whole(cache.path("svg", key), svg.encode())
        except ValueError as error:
            raise DrawError(template, str(error)) from None
    return len(chunk)


def _named(topologies: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The topologies; of layers that a chart asked for `named`, only the shapes that rows name."""
    named = {
        value
        for name in rows
        for row in rows[name]
        for value in row.values()
        if isinstance(value, str)
    }
    return {
        name: subset(topology, named) if name.endswith(NAMED) else topology
        for name, topology in topologies.items()
    }


def draw_svgs(
    vega: dict[str, Any], topologies: dict[str, Any], pictures: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Pictures of one Vega spec as SVG, from their rows by data set; each with its key.

    Raises ValueError for a spec that Vega refuses.
    """
    if is_marks(vega) and (many := marks_of_many(vega, list(pictures.values()))):
        drawn = marks_of_each(_vega_to_svg(many))
        for (key, _), marks in zip(pictures.items(), drawn, strict=True):
            yield key, tidy(marks, key[:8])
        return
    for key, rows in pictures.items():
        yield key, draw_svg(vega, _named(topologies, rows) | rows, key[:8])


def draw_svg(vega: dict[str, Any], datasets: dict[str, Any], name: str) -> str:
    """A Vega spec with its data as SVG; `name` makes the ids in it its own.

    Of a spec of marks alone (`Frame.marks`) only what stands inside the frame.
    """
    for source in vega["data"]:
        if source["name"] in datasets:
            source["values"] = datasets[source["name"]]
    svg = _vega_to_svg(vega)
    return tidy(marks_of(svg) if is_marks(vega) else svg, name)


def _vega_to_svg(vega: dict[str, Any]) -> str:
    import vl_convert

    svg: str = converted(vl_convert.vega_to_svg, vega)
    return svg
