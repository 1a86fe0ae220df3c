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


def _arcs(nested: Any) -> Iterator[int]:
    for item in nested:
        if isinstance(item, int):
            yield item
        else:
            yield from _arcs(item)
