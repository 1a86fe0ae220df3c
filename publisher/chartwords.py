"""Puts the texts of a chart into a language.

In: a Vega-Lite spec as the chart function made it, and a `Language`. Out: the spec with its titles
and labels in that language.
Never: changes data or a scale. A label is worded where it is drawn (`labelExpr`), so that the
chart's own values stay those of the rows.
"""

import json
from typing import Any

from publisher.language import Language

AXES = {"x", "y"}
FACETS = {"row", "column", "facet"}
LEGENDS = {"color", "fill", "stroke", "shape", "size", "opacity"}


def in_language(spec: dict[str, Any], language: Language) -> dict[str, Any]:
    """The spec in the language; the same value when the language is that of the chart functions."""
    if not language.locale and not language.folder:
        return spec
    worded: dict[str, Any] = _worded(spec, language)
    config = {**worded.get("config", {}), "locale": locale_of(language)}
    return {**worded, "config": config}


def _worded(part: Any, language: Language) -> Any:
    if isinstance(part, list):
        return [_worded(item, language) for item in part]
    if not isinstance(part, dict):
        return part
    whole = {name: _worded(value, language) for name, value in part.items() if name != "config"}
    if "config" in part:
        whole["config"] = part["config"]
    if "title" in part:
        whole["title"] = _title(part["title"], language)
    if isinstance(part.get("encoding"), dict):
        whole["encoding"] = {
            channel: _labelled(channel, entry, language)
            for channel, entry in whole["encoding"].items()
        }
    return whole


def _title(title: Any, language: Language) -> Any:
    if isinstance(title, str) and title:
        return language.text(title)
    if isinstance(title, list):
        return [_title(line, language) for line in title]
    if isinstance(title, dict) and "text" in title:
        return {**title, "text": _title(title["text"], language)}
    return title


def _labelled(channel: str, entry: Any, language: Language) -> Any:
    """An encoding whose axis or legend words the names in its scale's domain."""
    if not isinstance(entry, dict) or not isinstance(entry.get("scale"), dict):
        return entry
    guide = "axis" if channel in AXES else "legend" if channel in LEGENDS else ""
    domain = entry["scale"].get("domain")
    if not guide or not isinstance(domain, list) or entry.get(guide, {}) is None:
        return entry
    words = {name: language.known(name) for name in domain if isinstance(name, str)}
    for name, word in words.items():
        if word is None and any(len(part) > 2 and part.isalpha() for part in name.split()):
            language.text(name)  # notes that it is missing
    words = {name: word for name, word in words.items() if word is not None}
    if not words:
        return entry
    label = f"({json.dumps(words, ensure_ascii=False)})[datum.label] || datum.label"
    return {**entry, guide: {"labelExpr": label, **entry.get(guide, {})}}


def locale_of(language: Language) -> dict[str, Any]:
    """How d3 is to write numbers and dates (d3-format and d3-time-format, locales)."""
    from babel import Locale

    locale = Locale.parse(language.locale or "en")
    decimal, thousands = (locale.number_symbols["latn"][name] for name in ("decimal", "group"))
    dates = {
        f"{short}{name}": [_of(table, width, key) for key in keys]
        for name, table, keys in (
            (
                "days",
                locale.days,
                [6, 0, 1, 2, 3, 4, 5],
            ),  # d3 begins with Sunday, Babel with Monday
            ("months", locale.months, list(range(1, 13))),
        )
        for short, width in (("", "wide"), ("short", "abbreviated"))
    }
    return {
        "number": {
            "decimal": decimal,
            "thousands": thousands,
            "grouping": [3],
            "currency": ["$", ""],
        },
        "time": {
            "dateTime": "%A, %e %B %Y %X",
            "date": "%d/%m/%Y",
            "time": "%H:%M:%S",
            "periods": ["AM", "PM"],
            "days": dates["days"],
            "shortDays": dates["shortdays"],
            "months": dates["months"],
            "shortMonths": dates["shortmonths"],
        },
    }


def _of(table: Any, width: str, key: int) -> str:
    return str(table["stand-alone"][width][key])
