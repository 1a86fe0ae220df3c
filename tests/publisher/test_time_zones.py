"""A date is the same day in every time zone: in drawings, in live charts and in files."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.charts import read_charts
from publisher.package import load_package
from publisher.query import read_queries, run_queries
from publisher.warehouse import load, reading
from tests.publisher.lakes import LAKES, ROOT

# Channels whose values a scale places; the others are written as text.
PLACED = {"x", "y", "x2", "y2", "xOffset", "yOffset", "color", "fill", "stroke", "size", "opacity"}


def local_times(spec: Any, path: str = "") -> Iterator[str]:
    """Where a Vega-Lite spec leaves a time to the viewer's time zone."""
    if isinstance(spec, list):
        for number, part in enumerate(spec):
            yield from local_times(part, f"{path}[{number}]")
    if not isinstance(spec, dict):
        return
    channel = path.rsplit(".", 1)[-1].split("[", maxsplit=1)[0]
    unit = spec.get("timeUnit", "")
    unit = str(unit.get("unit", "") if isinstance(unit, dict) else unit)
    if unit and not unit.startswith("utc"):
        yield f"{path}: {unit}"
    elif spec.get("type") == "temporal" and not unit:
        scaled = (spec.get("scale") or {}).get("type") == "utc"
        if not scaled or channel not in PLACED:
            yield f"{path}: {spec.get('field')}"
    for name, part in spec.items():
        yield from local_times(part, f"{path}.{name}" if path else name)


UTC = {"type": "utc"}
# A part of a spec, and whether it is the same in every time zone.
PARTS: list[tuple[dict[str, Any], bool]] = [
    ({"x": {"field": "day", "type": "temporal"}}, False),
    ({"x": {"field": "day", "type": "temporal", "scale": UTC}}, True),
    ({"x": {"field": "day", "type": "temporal", "scale": None}}, False),
    ({"x": {"field": "day", "type": "temporal", "timeUnit": "yearmonth"}}, False),
    ({"x": {"field": "day", "type": "ordinal", "timeUnit": {"unit": "month"}}}, False),
    ({"x": {"field": "day", "type": "temporal", "timeUnit": "utcyearmonth"}}, True),
    ({"tooltip": [{"field": "day", "type": "temporal"}]}, False),
    ({"tooltip": [{"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate"}]}, True),
    ({"text": {"field": "day", "type": "temporal", "scale": UTC}}, False),
    ({"x": {"field": "year", "type": "quantitative"}}, True),
]


@pytest.mark.parametrize(("encoding", "same"), PARTS)
def test_the_search_for_local_times_finds_them(encoding: dict[str, Any], same: bool) -> None:
    found = list(local_times({"layer": [{"mark": "bar", "encoding": encoding}]}))
    assert (found == []) is same


@pytest.mark.parametrize("root", [LAKES, ROOT], ids=["lakes", "content"])
def test_no_chart_leaves_a_time_to_the_viewer(root: Path, tmp_path: Path) -> None:
    package = load_package(root)
    load(package, tmp_path / "w.duckdb")
    files = read_queries(root)
    with reading(tmp_path / "w.duckdb") as connection:
        _, results = run_queries(package, files, connection)
    charts = read_charts(root, set(files), set(package.topologies))
    assert charts
    found = {
        name: times
        for name, chart in charts.items()
        if (times := list(local_times(chart.spec(results, 690))))
    }
    assert found == {}


DRAW = """
import json, sys
import vl_convert
sys.path.insert(0, sys.argv[1])
from publisher.draw import draw_svg

def drawn(**scale):
    x = {"field": "day", "type": "temporal", "axis": {"format": "%d %b %Y", "values": DAYS}, **scale}
    spec = {"data": {"name": "rows"}, "width": 300, "mark": "bar", "encoding": {"x": x}}
    vega = vl_convert.vegalite_to_vega(spec)
    return draw_svg(vega, {"rows": [{"day": "2024-01-01"}, {"day": "2024-03-10"}]}, "x")

DAYS = [{"year": 2024, "month": 1, "date": 1, "utc": True}]
print(json.dumps({"utc": drawn(scale={"type": "utc"}), "local": drawn()}))
"""


def drawn_in(zone: str) -> dict[str, str]:
    """One chart with a UTC scale and one without, drawn by a process in a time zone."""
    run = subprocess.run(
        [sys.executable, "-c", DRAW, str(ROOT)],
        env={"TZ": zone, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    drawings: dict[str, str] = json.loads(run.stdout)
    return drawings


def test_a_date_is_drawn_as_the_same_day_in_chicago_and_in_utc() -> None:
    chicago, utc = drawn_in("America/Chicago"), drawn_in("UTC")
    assert chicago["utc"] == utc["utc"]
    assert "01 Jan 2024" in chicago["utc"]
    # Without a UTC scale it would not be: this is what the scale is for.
    assert "31 Dec 2023" in chicago["local"]
