"""Shapes of a TopoJSON topology, and which of them share a border.

In: a parsed TopoJSON object (TopoJSON specification 1.0). Out: `Shapes`.
Never: draws; Vega reads the same file for that.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any


@dataclass(frozen=True)
class Shapes:
    """Rows of (layer, id, properties as JSON) and of (layer, id, id of a neighbour)."""

    shapes: list[tuple[str, str, str]]
    borders: list[tuple[str, str, str]]


def read_shapes(topology: dict[str, Any]) -> Shapes:
    """All shapes of all layers. Two are neighbours when they share an arc (a stretch of line)."""
    shapes, borders = [], set()
    for layer, collection in topology["objects"].items():
        users: dict[int, set[str]] = defaultdict(set)
        for geometry in collection["geometries"]:
            identity = str(geometry["id"])
            properties = json.dumps(geometry.get("properties", {}), sort_keys=True)
            shapes.append((layer, identity, properties))
            for arc in _arcs(geometry.get("arcs", [])):
                # A negative index is the same arc walked backwards (section 2.1.4).
                users[arc if arc >= 0 else ~arc].add(identity)
        for sharers in users.values():
            borders |= {(layer, a, b) for a, b in permutations(sorted(sharers), 2)}
    return Shapes(sorted(shapes), sorted(borders))


def subset(topology: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    """The shapes of those ids in all layers, with only the arcs that they use."""
    places: dict[int, int] = {}  # number of an arc in the whole -> in the part

    def moved(nested: Any) -> Any:
        if isinstance(nested, list):
            return [moved(item) for item in nested]
        arc = nested if nested >= 0 else ~nested
        place = places.setdefault(arc, len(places))
        return place if nested >= 0 else ~place

    layers = {
        name: {
            **layer,
            "geometries": [
                {**shape, "arcs": moved(shape["arcs"])}
                for shape in layer["geometries"]
                if str(shape.get("id")) in ids and "arcs" in shape
            ],
        }
        for name, layer in topology["objects"].items()
    }
    return {**topology, "objects": layers, "arcs": [topology["arcs"][arc] for arc in places]}


def _arcs(nested: Any) -> Iterator[int]:
    for item in nested:
        if isinstance(item, int):
            yield item
        else:
            yield from _arcs(item)
