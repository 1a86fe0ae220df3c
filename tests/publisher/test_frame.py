"""What all pictures of a family share is drawn once, and no picture changes by it."""

import json
from typing import Any

import pytest
import vl_convert

from publisher.draw import draw_svg, draw_svgs
from publisher.frame import Frame, frame_of, is_constant
from publisher.plan import draw_frame

X = {
    "field": "day",
    "type": "temporal",
    "scale": {"type": "utc", "domain": ["2020-01-01", "2021-01-01"]},
}
Y = {"field": "level", "type": "quantitative", "scale": {"domain": [0, 10]}}
FREE = {"field": "level", "type": "quantitative"}
KIND = {
    "field": "kind",
    "type": "nominal",
    "scale": {"domain": ["a", "b"], "range": ["#111111", "#222222"]},
}

ROWS = {
    "blue": [{"day": "2020-03-01", "level": 4, "kind": "a"}, {"day": "2020-09-01", "level": 7, "kind": "b"}],
    "green": [{"day": "2020-05-05", "level": 1, "kind": "a"}],
    "none": [],
}  # fmt: skip


def compiled(mark: Any, more: dict[str, Any] | None = None, **encoding: object) -> dict[str, Any]:
    """A Vega spec without data, of one view that is 300 pixels wide."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"name": "rows"},
        "width": 300,
        "height": 100,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **({"mark": mark} if mark else {}),
        "encoding": encoding,
        **(more or {}),
    }
    vega: dict[str, Any] = vl_convert.vegalite_to_vega(spec)
    return vega


def shared(frame: Frame | None, vega: dict[str, Any], rows: dict[str, Any]) -> str:
    """The picture by way of its frame, or without when it has none."""
    if frame is None:
        return draw_svg(vega, rows, "x")
    return frame.filled(draw_svg(frame.marks, rows, "x"))


# Views, and whether axes and legends are the same whatever their data are.
VIEWS: list[tuple[str, dict[str, Any], bool]] = [
    ("fixed scales", compiled("point", x=X, y=Y), True),
    ("fixed scales with a legend", compiled("point", x=X, y=Y, color=KIND), True),
    ("a scale from the data", compiled("point", x=X, y=FREE), False),
    ("names from the data", compiled("bar", x=Y, y={"field": "kind", "type": "nominal"}), False),
    ("no scale at all", compiled("point"), False),
    ("views in rows", compiled("point", x=X, y=Y, row={"field": "kind", "type": "nominal"}), False),
]


@pytest.mark.parametrize(("vega", "constant"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_a_view_is_constant_when_no_scale_reads_the_data(
    vega: dict[str, Any], constant: bool
) -> None:
    assert is_constant(vega) is constant


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        ("point", {"x": X, "y": Y}),
        ("bar", {"x": {**X, "title": None}, "y": Y}),
        ({"type": "line", "point": True}, {"x": X, "y": Y}),
        ("point", {"x": X, "y": Y, "color": KIND}),
    ],
    ids=["points", "bars", "line", "legend"],
)
def test_a_picture_with_a_shared_frame_is_the_picture_without(
    mark: Any, encoding: dict[str, object], rows: str
) -> None:
    vega = compiled(mark, {"title": "Levels"}, **encoding)
    frame = draw_frame(vega)
    assert frame is not None
    alone = draw_svg(json.loads(json.dumps(vega)), {"rows": ROWS[rows]}, "x")
    framed = shared(frame, vega, {"rows": ROWS[rows]})
    assert vl_convert.svg_to_png(framed) == vl_convert.svg_to_png(alone)


def square(west: int, kind: str) -> dict[str, Any]:
    """A shape of a map, as GeoJSON has it."""
    corners = [[west, 40], [west, 44], [west + 4, 44], [west + 4, 40], [west, 40]]
    shape = {"type": "Polygon", "coordinates": [corners]}
    return {"type": "Feature", "geometry": shape, "properties": {}, "kind": kind}


SQUARES = [square(-100, "a"), square(-95, "b")]


@pytest.mark.parametrize("shapes", [SQUARES, SQUARES[:1], []], ids=["two", "one", "none"])
def test_a_map_with_a_shared_legend_is_the_map_without(shapes: list[dict[str, Any]]) -> None:
    vega = compiled("geoshape", {"projection": {"type": "mercator"}}, color=KIND)
    frame = draw_frame(vega)
    assert frame is not None
    alone = draw_svg(json.loads(json.dumps(vega)), {"rows": shapes}, "x")
    framed = shared(frame, vega, {"rows": shapes})
    assert framed.count("<path") == alone.count("<path")
    assert vl_convert.svg_to_png(framed) == vl_convert.svg_to_png(alone)


def test_maps_drawn_at_once_are_each_as_large_as_its_shapes_let_it() -> None:
    vega = compiled("geoshape", {"projection": {"type": "mercator"}}, color=KIND)
    frame = draw_frame(vega)
    assert frame is not None
    members = {"both": {"rows": SQUARES}, "first": {"rows": SQUARES[:1]}}
    assert several(frame.marks, members) == one_by_one(frame.marks, members)


LABEL = {"type": "text", "align": "left", "text": "as far as it is known"}


@pytest.mark.parametrize(
    "mark", [LABEL, {"type": "line", "clip": True}], ids=["a label at the edge", "a clipped line"]
)
def test_what_a_frame_cannot_hold_is_drawn_as_it_would_be_without(mark: Any) -> None:
    vega = compiled(mark, x=X, y=Y)
    frame = draw_frame(vega)
    late = {"rows": [{"day": "2020-12-31", "level": 5}, {"day": "2022-01-01", "level": 99}]}
    alone = draw_svg(json.loads(json.dumps(vega)), late, "x")
    framed = shared(frame, vega, late)
    assert vl_convert.svg_to_png(framed) == vl_convert.svg_to_png(alone)


def test_a_frame_serves_many_pictures_and_keeps_nothing_of_one() -> None:
    vega = compiled("point", x=X, y=Y)
    frame = draw_frame(vega)
    first = shared(frame, vega, {"rows": ROWS["blue"]})
    shared(frame, vega, {"rows": ROWS["green"]})
    assert shared(frame, vega, {"rows": ROWS["blue"]}) == first


def several(marks: dict[str, Any], members: dict[str, Any]) -> dict[str, str]:
    return dict(draw_svgs(json.loads(json.dumps(marks)), {}, members))


def one_by_one(marks: dict[str, Any], members: dict[str, Any]) -> dict[str, str]:
    """The same pictures, each drawn with nothing beside it."""
    copy = json.dumps(marks)
    return {key: draw_svg(json.loads(copy), rows, key) for key, rows in members.items()}


MEAN = {"op": "mean", "field": "level", "as": "level"}
SORTED = {"window": [{"op": "sum", "field": "level", "as": "total"}], "sort": [{"field": "day"}]}
LAYERS = [{"mark": "line"}, {"mark": "point", "transform": [{"filter": "datum.level > 3"}]}]


@pytest.mark.parametrize(
    ("mark", "more"),
    [
        ("point", {}),
        ({"type": "line", "point": True}, {}),
        ({"type": "area", "line": True}, {}),
        ("bar", {}),
        ("point", {"encoding": {"x": X, "y": Y, "color": KIND}}),
        ("bar", {"encoding": {"x": X, "y": Y, "color": KIND}}),
        ("tick", {"transform": [{"aggregate": [MEAN], "groupby": ["day", "kind"]}]}),
        ("trail", {"transform": [SORTED, {"calculate": "datum.total / 2", "as": "level"}]}),
        ("rule", {"transform": [{"joinaggregate": [MEAN]}]}),
        ("", {"layer": LAYERS}),
        ("point", {"params": [{"name": "far", "value": 5}], "transform": [{"filter": "datum.level > far"}]}),
    ],
    ids=["points", "line", "area", "bars", "colors", "bars in colors", "mean", "running total", "mean of all", "layers", "signal"],
)  # fmt: skip
def test_many_pictures_drawn_at_once_are_those_drawn_one_by_one(
    mark: Any, more: dict[str, Any]
) -> None:
    vega = compiled(mark, more, x=X, y=Y)
    frame = draw_frame(vega)
    assert frame is not None
    members = {f"member-{name}": {"rows": rows} for name, rows in ROWS.items()}
    drawn = several(frame.marks, members)
    assert drawn == one_by_one(frame.marks, members)
    assert len(set(drawn.values())) > 1


def test_a_row_cannot_end_the_picture_of_its_member() -> None:
    link = {"field": "kind", "type": "nominal"}
    frame = draw_frame(compiled("point", x=X, y=Y, href=link))
    assert frame is not None
    hostile = (
        '"><g transform="translate(0,0)"><path class="background"/><g></g><path class="foreground"'
    )
    members = {key: {"rows": [{**ROWS["green"][0], "kind": hostile}]} for key in ("a", "b")}
    assert several(frame.marks, members) == one_by_one(frame.marks, members)


def test_pictures_that_read_rows_of_two_queries_are_drawn_with_both() -> None:
    other = {"data": {"name": "others"}, "mark": "rule", "encoding": {"x": X}}
    layers = [{"mark": "point", "encoding": {"x": X, "y": Y}}, other]
    frame = draw_frame(compiled("", {"layer": layers}))
    assert frame is not None
    members = {n: {"rows": rows, "others": ROWS["blue"]} for n, rows in ROWS.items()}
    assert several(frame.marks, members) == one_by_one(frame.marks, members)


def test_a_picture_that_cannot_be_cut_has_no_frame() -> None:
    assert draw_frame(compiled("point", x=X, y=FREE)) is None
    assert frame_of(compiled("point", x=X, y=Y), "<svg></svg>") is None
