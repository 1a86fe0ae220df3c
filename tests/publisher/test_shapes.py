"""Shapes of a topology are neighbours when they share a stretch of border."""

from typing import Any

from publisher.shapes import read_shapes, subset


def shape(identity: object, arcs: Any, **properties: object) -> dict[str, Any]:
    return {"type": "Polygon", "id": identity, "arcs": arcs, "properties": properties}


def topology(**layers: list[dict[str, Any]]) -> dict[str, Any]:
    """A topology whose arc number n is the line [[n, n]]."""
    objects = {name: {"type": "GeometryCollection", "geometries": g} for name, g in layers.items()}
    return {"type": "Topology", "arcs": [[[n, n]] for n in range(6)], "objects": objects}


# a and b share arc 1, b and c arc 3; d stands alone, in two parts.
SHORES = [
    shape("a", [[0, 1]]),
    shape("b", [[~1, 2, 3]]),
    shape("c", [[~3]]),
    shape("d", [[[4]], [[5]]]),
]


def test_neighbours_share_an_arc_in_whatever_direction_it_runs() -> None:
    assert read_shapes(topology(shores=SHORES)).borders == [
        ("shores", "a", "b"),
        ("shores", "b", "a"),
        ("shores", "b", "c"),
        ("shores", "c", "b"),
    ]


def test_shapes_of_different_layers_are_no_neighbours() -> None:
    layers = topology(shores=[shape("a", [[0]])], basins=[shape("b", [[0]])])
    assert read_shapes(layers).borders == []


def test_shapes_come_in_order_with_their_properties() -> None:
    shapes = [shape("b", [[0]], y=1, x="é"), shape(1, [[1]])]
    assert read_shapes(topology(shores=shapes)).shapes == [
        ("shores", "1", "{}"),
        ("shores", "b", '{"x": "\\u00e9", "y": 1}'),
    ]


def test_a_part_of_a_topology_has_only_the_lines_it_needs() -> None:
    part = subset(topology(shores=SHORES), {"b", "d"})
    assert [s["id"] for s in part["objects"]["shores"]["geometries"]] == ["b", "d"]
    # The lines are numbered anew, and one that runs backwards still does.
    assert [s["arcs"] for s in part["objects"]["shores"]["geometries"]] == [
        [[~0, 1, 2]],
        [[[3]], [[4]]],
    ]
    assert part["arcs"] == [[[1, 1]], [[2, 2]], [[3, 3]], [[4, 4]], [[5, 5]]]


def test_the_whole_is_left_as_it_was() -> None:
    whole = topology(shores=SHORES)
    subset(whole, {"a"})
    assert whole == topology(shores=SHORES)
