"""Compiles every chart once for each size: what is then drawn with the rows of each page.

In: chart functions of the content. Out: `Figure`s, each with a `Template` for each size.
Never: draws. A chart function is called once, not for each page.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from typing import Any

from publisher.cache import Cache, digest
from publisher.charts import Chart
from publisher.chartwords import in_language
from publisher.frame import Frame, frame_of, is_constant
from publisher.language import ENGLISH, Language
from publisher.problem import InputError, Problem
from publisher.query import Query, Rows
from publisher.svg import converted, tidy
from publisher.theme import Theme, vega_config

# Widths in CSS pixels: a text column of the theme, and a 360 px phone less its margins.
SIZES = {"wide": 690, "phone": 340}


@dataclass(frozen=True)
class Template:
    """A chart compiled for one size: the Vega-Lite spec, and the Vega spec without data.

    When all its pictures share their axes, `frame` holds those, and only marks are drawn.
    """

    size: str
    spec: dict[str, Any]
    vega: dict[str, Any]
    frame: Frame | None
    reads_rows: bool = False  # whether the chart function looked at rows, so that they shape it

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

    @property
    def reads_rows(self) -> bool:
        return any(template.reads_rows for template in self.templates)


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
    spec, reads_rows = chart.spec(results, width)
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
            said = " ".join(str(error).splitlines()[:2])  # what failed, and why
            found = f"{chart.name}: {said}"
            problem = Problem(chart.path, chart.line, 0, "chart", found, "a chart Vega-Lite draws")
            raise InputError(problem) from None
        cache.put("compiled", key, kept)
    vega, frame = json.loads(kept)
    return Template(size, spec, vega, Frame(*frame) if frame else None, reads_rows)


def _compiled(still: dict[str, Any]) -> tuple[dict[str, Any], list[Any] | None]:
    """The Vega spec, and the parts of its frame when its pictures have one in common."""
    import vl_convert

    vega: dict[str, Any] = converted(vl_convert.vegalite_to_vega, still)
    frame = draw_frame(vega)
    return vega, [frame.before, frame.after, frame.marks] if frame else None


def draw_frame(vega: dict[str, Any]) -> Frame | None:
    """What the pictures of a Vega spec share, drawn without data; None when they share nothing."""
    import vl_convert

    frame = frame_of(vega, converted(vl_convert.vega_to_svg, vega)) if is_constant(vega) else None
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
