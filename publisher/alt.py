"""Alt text for a chart, from its spec and its rows.

In: a Vega-Lite spec and the rows it draws. Out: sentences: kind, what is plotted, range, extremes.
Never: repeats a number that is not in the rows.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from publisher.language import ENGLISH, Language
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


def alt_text(
    spec: dict[str, Any],
    rows: Rows,
    title: str,
    language: Language = ENGLISH,
    says: str = "",
    partial: str = "",
) -> str:
    """One to five sentences that stand for the chart.

    `says` names the column whose values are said where the chart draws something else (a share of
    a highest value); values that are texts are listed. `partial` names a column that is true where
    a value covers only a part of its period: such a value is no lowest, highest, first or last.
    """
    units = list(_units(spec))
    marks = {_mark(unit) for unit in units}
    kind = next((_KINDS[mark] for mark in _ORDER if mark in marks), "Chart")
    sentences = [f"{language.text(kind)}: {str(title).rstrip('.')}."]
    unit = next((u for u in units if _reads(u, rows.name)), units[0] if units else {})
    encoding = unit.get("encoding", {})
    along, measured = _along(encoding, rows), says or _measured(encoding, rows)
    if says and any(isinstance(value, str) for value in rows.column(says)):
        sentences.append("; ".join(language.said(value) for value in rows.column(says)) + ".")
    elif along and measured and len(rows):
        sentences += _range(rows, along, measured, partial, language)
    elif len(rows):
        one = "Drawn from %(num)s row, which the table below lists."
        many = "Drawn from %(num)s rows, which the table below lists."
        sentences.append(language.counted(one, many, len(rows)))
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


def _range(rows: Rows, along: str, measured: str, partial: str, language: Language) -> list[str]:
    valued = [row for row in rows if row[measured] is not None]
    cut = [row[along] for row in valued if partial and row[partial]]
    pairs = [(row[along], row[measured]) for row in valued if not (partial and row[partial])]
    if not pairs:
        return [language.text("No values are recorded.")]
    dates = [place for place, _ in pairs if isinstance(place, datetime.date)]
    months = bool(dates) and all(date.day == 1 for date in dates)

    def place(value: Any) -> str:
        """What names a value; a year stands without a mark for thousands."""
        if isinstance(value, datetime.date):
            return language.date(value, "month" if months else "day")
        whole = "year" in along and isinstance(value, int)
        return str(value) if whole else language.said(value)

    low, high = min(pairs, key=lambda p: p[1]), max(pairs, key=lambda p: p[1])
    values = {
        "low": language.said(low[1]),
        "low_place": place(low[0]),
        "high": language.said(high[1]),
        "high_place": place(high[0]),
    }
    incomplete = (
        [language.text("Not complete: %(places)s.", places=", ".join(map(place, cut)))]
        if cut
        else []
    )
    if len(pairs) == 1:
        return [language.text("1 value, %(low)s (%(low_place)s).", **values), *incomplete]
    parts = [language.counted("%(num)s value.", "%(num)s values.", len(pairs))]
    if dates:
        first, last = place(min(dates)), place(max(dates))
        one, many = (f"%(num)s {noun} from %(first)s to %(last)s." for noun in ("value", "values"))
        parts = [language.counted(one, many, len(pairs), first=first, last=last)]
    if low[1] == high[1]:
        return [*parts, language.text("All are %(low)s.", low=values["low"]), *incomplete]
    message = "Lowest %(low)s (%(low_place)s), highest %(high)s (%(high_place)s)."
    return [*parts, language.text(message, **values), *_trend(pairs, language), *incomplete]


def _trend(pairs: list[tuple[Any, Any]], language: Language) -> list[str]:
    """The first and the last value of three or more dates, each with one value."""
    dated = sorted(pair for pair in pairs if isinstance(pair[0], datetime.date))
    if len(dated) < 3 or len({date for date, _ in dated}) < len(dated):
        return []
    first, last = dated[0][1], dated[-1][1]
    if first == last:
        message = "From first to last it ends as it begins, at %(first)s."
    elif last > first:
        message = "From first to last it rises from %(first)s to %(last)s."
    else:
        message = "From first to last it falls from %(first)s to %(last)s."
    return [language.text(message, first=language.said(first), last=language.said(last))]
