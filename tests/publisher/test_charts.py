"""Functions of the content are charts; a chart names its data and holds none of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.charts import Chart, Topology, read_charts
from publisher.problem import InputError
from publisher.query import Rows

LAKES = Rows("lakes", ("name", "area"), [("Blue", 12.5), ("Green", 3.0)])
IMPORT = "import altair as alt\n\n"
BARS = "alt.Chart(lakes.data).mark_bar().encode(x='area:Q', y='name:N')"


def charts(root: Path, **modules: str) -> dict[str, Chart]:
    """The charts of these modules (name=code), which may ask for `lakes`, `levels` and `map`."""
    folder = root / "site_src/charts"
    folder.mkdir(parents=True, exist_ok=True)
    for name, code in modules.items():
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    return read_charts(root, {"lakes", "levels"}, {"map"})


def spec(root: Path, code: str, width: int = 690) -> dict[str, Any]:
    """What the one chart function of this code draws with rows of two lakes."""
    (chart,) = charts(root, a=IMPORT + code).values()
    return chart.spec({"lakes": LAKES, "levels": LAKES}, width)[0]


def test_parameters_are_queries_topologies_and_the_width(tmp_path: Path) -> None:
    code = "def bars(lakes, map, width, levels):\n    ...\n\n\ndef dots(levels):\n    ...\n"
    found = charts(tmp_path, a=code)
    assert list(found) == ["bars", "dots"]
    bars = found["bars"]
    assert (bars.path, bars.line) == ("site_src/charts/a.py", 1)
    assert bars.queries == ("lakes", "levels")
    assert bars.topologies == ("map",)
    assert bars.takes_width
    assert not found["dots"].takes_width


def test_helpers_are_no_charts(tmp_path: Path) -> None:
    shared = "def helped(lakes):\n    ...\n"
    code = "from json import dumps\nfrom ._shared import helped\n\n\ndef _own(lakes):\n    ...\n"
    assert charts(tmp_path, _shared=shared, __init__="", a=code) == {}


def test_a_single_view_fills_the_width(tmp_path: Path) -> None:
    drawn = spec(tmp_path, f"def bars(lakes):\n    return {BARS}\n", 340)
    assert drawn["width"] == 340
    assert drawn["autosize"] == {"type": "fit-x", "contains": "padding"}


def test_views_side_by_side_have_widths_of_their_own(tmp_path: Path) -> None:
    code = f"def bars(lakes, width):\n    return {BARS}.properties(width=width // 2) | {BARS}\n"
    drawn = spec(tmp_path, code, 340)
    assert "width" not in drawn
    assert drawn["hconcat"][0]["width"] == 170


def test_a_spec_names_its_data_and_has_no_rows(tmp_path: Path) -> None:
    drawn = spec(tmp_path, f"def bars(lakes):\n    return {BARS}\n")
    assert drawn["data"] == {"name": "lakes"}
    assert "datasets" not in drawn
    assert "Blue" not in json.dumps(drawn)


def test_a_layer_of_shapes_has_a_name_of_its_own() -> None:
    assert Topology("map").layer("shores").to_dict() == {
        "name": "map_shores",
        "format": {"type": "topojson", "feature": "shores"},
    }


FILE = "site_src/charts/a.py"
# A module that cannot be used, and what is told of it.
MODULES = [
    ("def bars(lake):\n    ...\n", f"{FILE}:1  bars asks for the query 'lake' -> parameters that are names of queries."),
    ("\ndef bars():\n    ...\n", f"{FILE}:2  bars asks for no query -> one."),
    ("def bars(lakes:\n", f"{FILE}:1  SyntaxError: '(' was never closed (a.py, line 1) -> Python that loads."),
    ("import no_such_module\n", f"{FILE}  ModuleNotFoundError: No module named 'no_such_module' -> Python that loads."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "told"), MODULES)
def test_a_module_that_cannot_be_used_is_told(code: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        charts(tmp_path, a=code)
    assert str(caught.value) == told


# A function that draws nothing, the line that is blamed, and what is told.
FUNCTIONS = [
    ("def bars(lakes):\n    shown = 1\n    raise ValueError('no lake\\nat all')\n", 5, "bars raised ValueError: no lake"),
    ("def bars(lakes):\n    return lakes.column('depth')\n", 4, "bars raised KeyError: 'lakes has no column depth'"),
    ("def bars(lakes):\n    return _helped()\n\n\ndef _helped():\n    return 1 / 0\n", 8, "bars raised ZeroDivisionError: division by zero"),
    ("def bars(lakes):\n    return None\n", 3, "bars raised AttributeError: 'NoneType' object has no attribute 'to_dict'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "line", "found"), FUNCTIONS)
def test_a_function_that_raises_is_told_with_its_line(
    code: str, line: int, found: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        spec(tmp_path, code)
    assert str(caught.value) == f"{FILE}:{line}  {found} -> an Altair chart. Correct the function."


def test_one_name_cannot_be_two_charts(tmp_path: Path) -> None:
    code = "def bars(lakes):\n    ...\n"
    with pytest.raises(InputError, match=r"^site_src/charts/b\.py:1  .*bars"):
        charts(tmp_path, a=code, b=code)


def test_a_change_in_a_shared_module_is_seen_at_once(tmp_path: Path) -> None:
    code = "from . import _style\n\n\ndef bars(lakes):\n    return _style.HEIGHT\n"
    first = charts(tmp_path, _style="HEIGHT = 1\n", a=code)
    assert first["bars"].function(LAKES) == 1
    second = charts(tmp_path, _style="HEIGHT = 1000\n", a=code)
    assert second["bars"].function(LAKES) == 1000


def test_two_projects_do_not_share_their_modules(tmp_path: Path) -> None:
    code = "from ._style import HEIGHT\n\n\ndef bars(lakes):\n    return HEIGHT\n"
    one = charts(tmp_path / "one", _style="HEIGHT = 1\n", a=code)
    two = charts(tmp_path / "two", _style="HEIGHT = 2\n", a=code)
    assert one["bars"].function(LAKES) == 1
    assert two["bars"].function(LAKES) == 2
