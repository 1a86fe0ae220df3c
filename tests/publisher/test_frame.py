"""What all pictures of a family share is drawn once, and no picture changes by it."""

import json
from typing import Any

import pytest
import vl_convert

from publisher.draw import draw_svg
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
        "mark": mark,
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


def test_a_picture_that_cannot_be_cut_has_no_frame() -> None:
    assert draw_frame(compiled("point", x=X, y=FREE)) is None
    assert frame_of(compiled("point", x=X, y=Y), "<svg></svg>") is None
