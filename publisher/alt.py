"""Alt text for a chart, from its spec and its rows.

In: a Vega-Lite spec and the rows it draws. Out: sentences: kind, what is plotted, range, extremes.
Never: repeats a number that is not in the rows.
"""

import datetime
import math
from collections.abc import Iterator
from typing import Any

from publisher.query import Rows

_KINDS = {
    "line": "Line chart",
    "area": "Area chart",
    "bar": "Bar chart",
    "tick": "Timeline",
    "geoshape": "Map",
    "point": "Dot chart",
    "circle": "Dot chart",
    "rect": "Grid chart",
}
# The mark that names the chart when there are several layers.
_ORDER = ("geoshape", "line", "area", "bar", "rect", "tick", "point", "circle")


def alt_text(spec: dict[str, Any], rows: Rows, title: str) -> str:
    """One to three sentences that stand for the picture."""
    units = list(_units(spec))
    marks = {_mark(unit) for unit in units}
    kind = next((_KINDS[mark] for mark in _ORDER if mark in marks), "Chart")
    sentences = [f"{kind}: {title.rstrip('.')}."]
    unit = next((u for u in units if _reads(u, rows.name)), units[0] if units else {})
    encoding = unit.get("encoding", {})
    along, measured = _along(encoding, rows), _measured(encoding, rows)
    if along and measured and len(rows):
        sentences.append(_range(rows, along, measured))
    elif len(rows):
        noun = "row" if len(rows) == 1 else "rows"
        sentences.append(f"Drawn from {len(rows):,} {noun}, which the table below lists.")
    return " ".join(sentences)


def _units(spec: dict[str, Any], data: Any = None) -> Iterator[dict[str, Any]]:
    """The single views inside a spec, each with the data it inherits."""
    data = spec.get("data", data)
    for name in ("layer", "hconcat", "vconcat", "concat"):
        for part in spec.get(name, []):
            yield from _units(
                {**part, "encoding": {**spec.get("encoding", {}), **part.get("encoding", {})}}, data
            )
    if "spec" in spec:
        yield from _units(spec["spec"], data)
    if "mark" in spec:
        yield {**spec, "data": data}


def _mark(unit: dict[str, Any]) -> str:
    mark = unit["mark"]
    return str(mark["type"] if isinstance(mark, dict) else mark)


def _reads(unit: dict[str, Any], name: str) -> bool:
    return bool((unit.get("data") or {}).get("name") == name and unit.get("encoding"))


def _along(encoding: dict[str, Any], rows: Rows) -> str:
    """The column that the chart runs along: a time, or else what names the bars."""
    for channel in ("x", "y", "x2"):
        field = (encoding.get(channel) or {}).get("field")
        kind = (encoding.get(channel) or {}).get("type")
        if field in rows.columns and kind in ("temporal", "ordinal", "nominal"):
            return str(field)
    return ""


def _measured(encoding: dict[str, Any], rows: Rows) -> str:
    for channel in ("y", "x", "color", "size"):
        entry = encoding.get(channel) or {}
        if entry.get("type") == "quantitative" and entry.get("field") in rows.columns:
            return str(entry["field"])
    return ""


def _range(rows: Rows, along: str, measured: str) -> str:
    pairs = [(row[along], row[measured]) for row in rows if row[measured] is not None]
    if not pairs:
        return "No values are recorded."
    low, high = min(pairs, key=lambda p: p[1]), max(pairs, key=lambda p: p[1])
    if len(pairs) == 1:
        return f"1 value, {said(low[1])} ({_place(low[0], along)})."
    count = f"{len(pairs):,} values"
    dates = [place for place, _ in pairs if isinstance(place, datetime.date)]
    if dates:
        count += f" from {said(min(dates))} to {said(max(dates))}"
    if low[1] == high[1]:
        return f"{count}, all {said(high[1])}."
    lowest, highest = (f"{said(pair[1])} ({_place(pair[0], along)})" for pair in (low, high))
    return f"{count}. Lowest {lowest}, highest {highest}.{_trend(pairs)}"


def _place(value: Any, along: str) -> str:
    """What names a value; a year stands without a mark for thousands."""
    return str(value) if "year" in along and isinstance(value, int) else said(value)


def _trend(pairs: list[tuple[Any, Any]]) -> str:
    """The first and the last value of three or more dates, each with one value."""
    dated = sorted(pair for pair in pairs if isinstance(pair[0], datetime.date))
    if len(dated) < 3 or len({date for date, _ in dated}) < len(dated):
        return ""
    first, last = dated[0][1], dated[-1][1]
    word = "rises" if last > first else "falls" if last < first else "ends as it begins"
    if first == last:
        return f" From first to last it {word}, at {said(first)}."
    return f" From first to last it {word} from {said(first)} to {said(last)}."


def said(value: Any) -> str:
    """A value as it is read aloud: dates in words, numbers with thousands marked."""
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}" if value.day != 1 else f"{value:%B %Y}"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float) and math.isfinite(value):
        return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return str(value)
