"""Charts are drawn as SVG: each picture once, with bytes that depend on nothing but its rows."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import vl_convert

from publisher.cache import Cache
from publisher.charts import read_charts
from publisher.draw import draw, members_of, rows_of
from publisher.plan import Figure, plan
from publisher.problem import InputError
from publisher.progress import QUIET, Progress
from publisher.query import Query, Rows
from publisher.svg import converted, rooted, tidy
from publisher.theme import read_theme
from tests.publisher.lakes import LAKES

FIXED = """
import altair as alt

def levels(levels):
    return alt.Chart(levels.data).mark_line(point=True, clip=True).encode(
        x=alt.X("day:O", scale=alt.Scale(domain=[1, 2, 3])),
        y=alt.Y("level:Q", scale=alt.Scale(domain=[0, 9])),
    )
"""
PLAIN = FIXED.replace(", clip=True", "")
FREE = FIXED.replace(", scale=alt.Scale(domain=[0, 9])", "")
LEVELS = Rows(
    "levels",
    ("lake", "day", "level"),
    [("blue", 1, 4), ("blue", 2, 5), ("green", 1, 7), ("red", 1, 4), ("red", 2, 5)],
)


def split_of(figure: Figure, results: dict[str, Rows]) -> dict[str, dict[str, Rows]]:
    """The rows of every picture of a figure."""
    return {m: rows_of(figure, results, m) for m in members_of(figure, results)}


class Drawing:
    """One chart function over the levels, drawn into a cache of its own."""

    def __init__(self, folder: Path, code: str, rows: Rows = LEVELS, key: str = "lake") -> None:
        (folder / "site_src/charts").mkdir(parents=True)
        (folder / "site_src/charts/a.py").write_text(code, encoding="utf-8")
        self.cache = Cache(folder / "cache")
        self.results = {"levels": rows}
        self.query = Query("levels", "levels.sql", "Levels", "", key, {}, "select")
        self.charts = read_charts(folder, {"levels"}, {"map"})
        self.shapes: dict[str, Path] = {}

    def plan(self) -> dict[str, Figure]:
        queries = {"levels": self.query}
        return plan(self.charts, queries, self.results, read_theme(LAKES), self.cache)

    def draw(self, workers: int = 1) -> dict[str, int]:
        self.figures = self.plan()
        editions = [(self.figures.values(), self.results)]
        return draw(editions, self.shapes, self.cache, Progress(QUIET), workers)

    def svg(self, member: str, size: int = 0) -> str:
        (figure,) = self.figures.values()
        return figure.templates[size].picture(figure.drawings[member][size], self.cache)


def test_each_member_has_a_picture_for_each_width(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, FREE)
    assert drawing.draw() == {"pictures": 6, "different": 4, "drawn": 4}
    assert [re.findall(r'^<svg[^>]* width="(\d+)"', drawing.svg("blue", n)) for n in (0, 1)] == [
        ["690"],
        ["340"],
    ]
    assert drawing.svg("blue") != drawing.svg("green")


def test_members_with_equal_rows_share_one_picture(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, FREE)
    drawing.draw()
    (figure,) = drawing.figures.values()
    assert figure.drawings["blue"] == figure.drawings["red"]
    assert figure.drawings["blue"] != figure.drawings["green"]


def test_a_picture_is_drawn_once_and_again_when_its_rows_change(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, FREE)
    drawing.draw()
    assert drawing.draw() == {"pictures": 6, "different": 4, "drawn": 0}
    more = Rows("levels", LEVELS.columns, [*LEVELS.records, ("red", 3, 1)])
    drawing.results = {"levels": more}
    assert drawing.draw() == {"pictures": 6, "different": 6, "drawn": 2}


def test_a_chart_without_a_family_is_one_picture(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, FREE, key="")
    assert drawing.draw() == {"pictures": 2, "different": 2, "drawn": 2}
    assert drawing.svg("").startswith("<svg")


@pytest.mark.parametrize("code", [FREE, FIXED, PLAIN], ids=["free", "fixed", "without clips"])
def test_a_picture_does_not_depend_on_what_is_drawn_with_it(code: str, tmp_path: Path) -> None:
    together, alone = Drawing(tmp_path / "a", code), Drawing(tmp_path / "b", code)
    together.draw()
    for member in ("green", "blue"):
        rows = [record for record in LEVELS.records if record[0] == member]
        alone.results = {"levels": Rows("levels", LEVELS.columns, rows)}
        alone.draw()
        assert alone.svg(member, 1) == together.svg(member, 1)


@pytest.mark.parametrize("code", [FREE, FIXED, PLAIN], ids=["free", "fixed", "without clips"])
def test_a_picture_that_was_lost_is_drawn_with_the_same_bytes(code: str, tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, code)
    drawing.draw()
    (figure,) = drawing.figures.values()
    before = drawing.svg("green")
    drawing.cache.path("svg", figure.drawings["green"][0]).unlink()
    assert drawing.draw()["drawn"] == 1
    assert drawing.svg("green") == before


def test_two_processes_draw_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publisher.draw.CHUNK", 2)
    one, two = Drawing(tmp_path / "one", FREE), Drawing(tmp_path / "two", FREE)
    assert one.draw(workers=1) == two.draw(workers=2)
    for member in ("blue", "green", "red"):
        assert one.svg(member) == two.svg(member)


def ids(svg: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]*)"', svg))


def used(svg: str) -> set[str]:
    return set(re.findall(r"url\(#([^)]*)\)", svg))


@pytest.mark.parametrize("code", [FREE, FIXED], ids=["free", "fixed"])
def test_ids_are_those_of_one_picture_and_all_are_defined(code: str, tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, code)
    drawing.draw()
    blue, green = drawing.svg("blue"), drawing.svg("green")
    assert ids(blue)
    assert used(blue) <= ids(blue)
    assert ids(blue).isdisjoint(ids(green))


RAW = (
    '<svg role="img" aria-label="x">\n<clipPath id="clip17"><rect/></clipPath>\n'
    '<g clip-path="url(#clip17)" transform="translate(0.123456,10)" aria-roledescription="y">'
    '<path d="M1.25,2.04L100.999,3" fill="#123456"/></g><clipPath id="clip9"/><text>a 1.2345</text></svg>'
)


def test_a_drawing_is_tidied() -> None:
    assert tidy(RAW, "abc") == (
        '<svg><clipPath id="fabc-0"><rect/></clipPath>'
        '<g clip-path="url(#fabc-0)" transform="translate(0.12,10)">'
        '<path d="M1.2,2L101,3" fill="#123456"/></g><clipPath id="fabc-1"/><text>a 1.2345</text></svg>'
    )


def test_ids_do_not_depend_on_what_was_drawn_before() -> None:
    later = RAW.replace("clip17", "clip34").replace("clip9", "clip35")
    assert tidy(later, "abc") == tidy(RAW, "abc")
    assert "fabd-0" in tidy(RAW, "abd")


LINKED = """
import altair as alt

def levels(levels):
    return alt.Chart(levels.data).mark_point().encode(
        x="day:O", y="level:Q", href="lake:N", description="lake:N"
    )
"""


def test_links_in_a_drawing_start_at_the_page_and_keep_their_label(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, LINKED, key="")
    drawing.draw()
    linked = rooted(drawing.svg(""), "../../")
    assert linked.count('<a href="../../blue" aria-label="blue"><path') == 2
    assert linked.count('<a href="../../green" aria-label="green"><path') == 1
    assert "//vega.github.io" not in linked


def test_what_vega_needs_is_compiled_without_rows(tmp_path: Path) -> None:
    (figure,) = Drawing(tmp_path, FREE).plan().values()
    for template in figure.templates:
        vega = json.loads(template.drawn)
        assert [d["name"] for d in vega["data"] if d["name"] == "levels"] == ["levels"]
        assert all("values" not in source for source in vega["data"])
        assert "blue" not in template.drawn


def test_a_chart_may_ask_for_one_size_only(tmp_path: Path) -> None:
    one = FREE.rstrip() + '.properties(usermeta={"sizes": ["wide"]})\n'
    drawing = Drawing(tmp_path, one, key="")
    assert drawing.draw() == {"pictures": 1, "different": 1, "drawn": 1}


def failing(encoding: str) -> str:
    return f"import altair as alt\n\ndef levels(levels):\n    return {encoding}\n"


def test_a_spec_that_vega_refuses_is_told_with_its_function(tmp_path: Path) -> None:
    broken = (
        'alt.Chart(levels.data).mark_bar().encode(x="level:Q").transform_filter("datum.level >")'
    )
    with pytest.raises(InputError, match=r"^site_src/charts/a\.py:3  levels: "):
        Drawing(tmp_path, failing(broken)).draw()


def test_every_chart_that_fails_is_told(tmp_path: Path) -> None:
    code = "def one(levels):\n    return 1 / 0\n\n\ndef two(levels):\n    return 1 / 0\n"
    with pytest.raises(InputError) as caught:
        Drawing(tmp_path, code).plan()
    assert [(p.line, p.kind) for p in caught.value.problems] == [(2, "chart"), (6, "chart")]


def test_the_rows_of_a_member_are_its_own_and_rows_without_the_key_are_for_all(
    tmp_path: Path,
) -> None:
    drawing = Drawing(tmp_path, FREE)
    (figure,) = drawing.plan().values()
    days = Rows("days", ("day",), [(1,), (2,)])
    chart = replace(figure.chart, queries=("levels", "days"))
    whole = replace(figure, chart=chart)
    split = split_of(whole, {"levels": LEVELS, "days": days})
    assert list(split) == ["blue", "green", "red"]
    assert split["green"] == {
        "levels": Rows("levels", ("day", "level"), [(1, 7)]),
        "days": days,
    }


def test_a_member_that_another_query_lacks_has_no_rows_of_it(tmp_path: Path) -> None:
    (figure,) = Drawing(tmp_path, FREE).plan().values()
    depths = Rows("depths", ("lake", "depth"), [("blue", 90)])
    chart = replace(figure.chart, queries=("levels", "depths"))
    whole = replace(figure, chart=chart)
    split = split_of(whole, {"levels": LEVELS, "depths": depths})
    assert split["blue"]["depths"].records == [(90,)]
    assert split["red"]["depths"] == Rows("depths", ("depth",), [])


def test_a_picture_that_vega_cannot_draw_is_told_with_its_function(tmp_path: Path) -> None:
    broken = 'alt.Chart(levels.data).mark_bar().encode(x="level:Q")'
    broken += '.transform_calculate(a="nofunc(datum.level)").transform_filter("datum.a > 1")'
    with pytest.raises(InputError) as caught:
        Drawing(tmp_path, failing(broken)).draw()
    told = str(caught.value)
    assert told.startswith("site_src/charts/a.py:3  levels: ")
    assert "Unrecognized function: nofunc" in told
    assert "\n" not in told


MAP = """
import altair as alt

def levels(levels, map):
    found = alt.LookupData(levels.data, "lake", ["level"])
    return (
        alt.Chart(map.layer("shores"))
        .mark_geoshape()
        .transform_lookup(lookup="id", from_=found)
        .project("identity")
    )
"""


def shores(file: Path, names: list[str], size: int = 1) -> Path:
    """A topology with a square for each name, side by side."""
    arcs = [
        [[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]
        for x in range(0, 2 * len(names), 2)
    ]
    shapes = [{"type": "Polygon", "id": name, "arcs": [[n]]} for n, name in enumerate(names)]
    layer = {"type": "GeometryCollection", "geometries": shapes}
    file.write_text(json.dumps({"type": "Topology", "arcs": arcs, "objects": {"shores": layer}}))
    return file


FEW = ["blue", "green", "red", "nameless"]
MANY = [*FEW, *(f"other{n}" for n in range(40))]


# A map draws every shape, also those that no row names (as a map of all places needs for the places
# without a value), unless the chart asks for the named ones alone.
@pytest.mark.parametrize(
    ("names", "asked", "drawn"),
    [(FEW, "", 4), (MANY, "", 44), (MANY, ", named=True", 3)],
    ids=["few shapes", "many shapes, few rows", "the shapes that rows name"],
)
def test_a_map_is_drawn_from_the_shapes_of_a_topology(
    names: list[str], asked: str, drawn: int, tmp_path: Path
) -> None:
    drawing = Drawing(tmp_path, MAP.replace('"shores"', f'"shores"{asked}'), key="")
    drawing.shapes = {"map": shores(tmp_path / "map.json", names)}
    assert drawing.draw() == {"pictures": 2, "different": 2, "drawn": 2}
    assert len(re.findall(r'<path[^>]* d="M[^>]* stroke-width="0.4"', drawing.svg(""))) == drawn


def test_a_map_is_drawn_again_when_its_shapes_change(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path, MAP, key="")
    drawing.shapes = {"map": shores(tmp_path / "map.json", FEW)}
    drawing.draw()
    assert drawing.draw()["drawn"] == 0
    shores(tmp_path / "map.json", FEW, size=2)
    assert drawing.draw()["drawn"] == 2


def test_a_drawing_that_fails_does_not_fail_the_chart_after_it() -> None:
    # vl-convert tells of it again in the next call; in a preview that would be another chart.
    mark = {"type": "symbol", "encode": {"enter": {"href": {"value": "javascript:alert(1)"}}}}
    with pytest.raises(ValueError, match="href"):
        converted(vl_convert.vega_to_svg, {"width": 9, "height": 9, "marks": [mark]})
    line = {"data": {"values": []}, "mark": "line", "encoding": {"x": {"field": "a"}}}
    assert converted(vl_convert.vegalite_to_vega, line)["marks"]
