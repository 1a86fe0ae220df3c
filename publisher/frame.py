"""Draws what all pictures of a family share only once.

In: a Vega spec. Out: its frame (axes, titles, legends) as SVG, and a spec of the marks alone; of
that, one that draws the marks of many members.
Never: changes a picture; frame and marks together are the picture that Vega would have drawn, but
that what a mark at the edge takes beyond it (half a stroke) is in the margin and moves nothing.

Most of the time of a drawing goes into measuring its texts. When no scale depends on the data, the
axes are the same for every member of a family, and only the marks are left to draw. Most of what
that takes is the reading of the spec: it is read once for many members.
"""

import re
from dataclasses import dataclass
from typing import Any

# How Vega's SVG begins: the margins, the root group, its background (with its size), its content.
_OPEN = re.compile(
    r'<g fill="none" stroke-miterlimit="10" transform="translate\(([\d.]+),([\d.]+)\)">'
    r'<g class="mark-group role-frame root"[^>]*><g transform="translate\(0,0\)">'
    r'<path class="background"[^>]* d="M[\d.]+,[\d.]+h([\d.]+)v([\d.]+)[^"]*"[^>]*/><g>'
)
_CLOSE = '</g><path class="foreground"'
# How the group of a member begins in a drawing of `marks_of_many`.
_MEMBER = re.compile(r'<g transform="translate\(0,0\)"><path class="background"[^>]*/><g>')
_EMPTY = re.compile(r'<g class="mark-[^>]*></g>')

# The column that parts the rows of members, and the most rows that are drawn at once. No query has
# such a name: it has to be that of a Python argument.
NUMBER, ROWS = "number-of-member", 50_000


@dataclass(frozen=True)
class Frame:
    """The picture without marks, cut where they belong, and the Vega spec that draws them."""

    before: str
    after: str
    marks: dict[str, Any]

    def filled(self, marks: str) -> str:
        """The whole picture, from the marks in it."""
        return self.before + marks + self.after


def marks_of(svg: str) -> str:
    """The marks, cut out of a drawing of `Frame.marks`. Raises ValueError for another drawing."""
    content = _content(svg)
    if content is None:
        raise ValueError("a drawing of marks without a root group")
    return content[1]


def marks_of_many(marks: dict[str, Any], members: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A spec that draws the marks of many members, each in a group of its own with its own data.

    `members` has the rows of each, by data set. None where a member might look beyond its rows:
    when its spec has signals, or data of another kind; and where all have too many rows.
    """
    given = [source for source in marks["data"] if not source.keys() & {"source", "values", "url"}]
    plain = all(
        source.keys() <= {"name", "format"} and not source.get("format") for source in given
    )
    known = all(source["name"] in member for source in given for member in members)
    if not (given and plain and known) or marks.get("signals"):
        return None
    first, *others = (source["name"] for source in given)
    every = {
        name: [row | {NUMBER: n} for n, member in enumerate(members) for row in member[name]]
        for name in others
    }
    sources = [{"name": f"all-{name}", "values": rows} for name, rows in every.items()]
    numbers = [{NUMBER: number, first: member[first]} for number, member in enumerate(members)]
    own = {"type": "filter", "expr": f"datum['{NUMBER}'] === parent['{NUMBER}']"}
    placed = {name: {"source": f"all-{name}", "transform": [own]} for name in others}
    placed[first] = {"source": "one-member"}
    group: dict[str, Any] = {
        "type": "group",
        "from": {"facet": {"name": "one-member", "data": "all-members", "field": first}},
        # A mark may be as high as its group.
        "encode": {"update": {side: {"signal": side} for side in ("width", "height")}},
        "data": [
            {"name": source["name"], **placed[source["name"]]} if source in given else source
            for source in marks["data"]
        ],
        "marks": marks["marks"],
    }
    whole = dict(marks)
    if "projections" in whole:  # they fit the shapes of a member
        group["projections"] = whole.pop("projections")
    data = [{"name": "all-members", "values": numbers}, *sources]
    return whole | {"data": data, "marks": [group]}


def marks_of_each(svg: str) -> list[str]:
    """The marks of each member, cut out of a drawing of `marks_of_many`."""
    _, *members = _MEMBER.split(marks_of(svg))
    return [member[: member.rindex(_CLOSE)] for member in members]


def is_marks(vega: dict[str, Any]) -> bool:
    """Whether a Vega spec is the `marks` of a frame."""
    return bool(vega.get("usermeta", {}).get("marks"))


def is_constant(vega: dict[str, Any]) -> bool:
    """Whether one view has the same axes and legends whatever its data are."""
    scales = vega.get("scales", [])
    fixed = all("domain" in scale and not _reads_data(scale["domain"]) for scale in scales)
    # A view with views inside has axes of its own further down; a text may need room beyond the
    # edge; a clip is defined outside of the marks.
    marks = vega.get("marks", [])
    single = not any(mark["type"] in ("group", "text") or mark.get("clip") for mark in marks)
    return bool(scales) and fixed and single


def _reads_data(domain: Any) -> bool:
    """Whether a scale's domain names a data set (Vega documentation, Scale Domains)."""
    if isinstance(domain, dict):
        return "data" in domain or any(_reads_data(value) for value in domain.values())
    if isinstance(domain, list):
        return any(_reads_data(value) for value in domain)
    return isinstance(domain, str) and "data(" in domain


def frame_of(vega: dict[str, Any], svg: str) -> Frame | None:
    """The frame, from the spec and its drawing without data; None when it cannot be cut."""
    match, content = _OPEN.search(svg), _content(svg)
    if match is None or content is None:
        return None
    left, top, width, height = (float(text) for text in match.groups())
    shared = ("axes", "legends", "title")
    marks = {key: value for key, value in vega.items() if key not in shared} | {
        "autosize": "none",
        "width": width,
        "height": height,
        "padding": {"left": left, "top": top, "right": 0, "bottom": 0},
        "usermeta": {"marks": True},
        # Marks hold no text: those of two languages are the same drawing.
        "config": {key: part for key, part in vega.get("config", {}).items() if key != "locale"},
    }
    before, inside, after = content
    return Frame(before + _EMPTY.sub("", inside), after, marks)


def _content(svg: str) -> tuple[str, str, str] | None:
    """What comes before the content of the root group, the content, and what comes after."""
    match, end = _OPEN.search(svg), svg.rfind(_CLOSE)
    if match is None or end < match.end():
        return None
    return svg[: match.end()], svg[match.end() : end], svg[end:]
