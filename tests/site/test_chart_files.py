"""The published chart files say in words what a reader will see, and ask no other site."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("built-files")


@pytest.fixture(scope="session")
def specs(site: Path) -> dict[str, Any]:
    """Every published Vega-Lite file by its name."""
    found = {file.name: json.loads(file.read_text()) for file in site.rglob("*.vl.json")}
    assert {"us-detainers-by-month.vl.json", "county-timeline-phone.vl.json"} <= set(found)
    return found


def tooltips(part: Any) -> Iterator[dict[str, Any]]:
    """Every field of every tooltip in a chart, wherever it stands."""
    if isinstance(part, dict):
        entry = part.get("tooltip", [])
        yield from (t for t in (entry if isinstance(entry, list) else [entry]) if "field" in t)
        for value in part.values():
            yield from tooltips(value)
    elif isinstance(part, list):
        for value in part:
            yield from tooltips(value)


def test_every_value_of_a_tooltip_has_a_name_in_words(specs: dict[str, Any]) -> None:
    nameless = {
        f"{name}: {entry['field']}"
        for name, spec in specs.items()
        for entry in tooltips(spec)
        if not str(entry.get("title", ""))[:1].isupper() or "_" in entry["title"]
    }
    assert nameless == set()


def test_every_shape_that_a_live_chart_needs_is_published(
    specs: dict[str, Any], site: Path
) -> None:
    needed = {
        file
        for spec in specs.values()
        for file in spec.get("usermeta", {}).get("topologies", {}).values()
    }
    assert needed == {"data/latest/boundaries.topo.json"}
    assert [file for file in needed if not (site / file).is_file()] == []


def test_a_chart_file_asks_no_other_site(specs: dict[str, Any]) -> None:
    asked = {
        name: [value for key, value in strings(spec) if "://" in value and key != "$schema"]
        for name, spec in specs.items()
    }
    assert {name: values for name, values in asked.items() if values} == {}


def strings(part: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a JSON value, with the name that it stands under."""
    if isinstance(part, str):
        yield key, part
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from strings(value, name)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value, key)
