"""Tidies the SVG that Vega makes.

In: a spec, or SVG text. Out: SVG text on one line, the same on every machine and in every run.
Never: changes what a picture shows.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

Made = TypeVar("Made")

# vl-convert puts this before a relative link. Links in rows are meant from the site's first page;
# what takes its place here is replaced by the way there when a page is written.
_BASE = "https://vega.github.io/vega-datasets/"
ROOT = "root/"
_LINK = re.compile(r'<a xlink:href="([^"]*)"><path aria-label="(?:[^":]*: )?([^";]*)[^"]*"')
_ARIA = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_ID = re.compile(r'(id="|url\(#|href="#)((?:clip|gradient|pattern)[\w-]*)')
_PATH = re.compile(r' d="[^"]*"')
_PLACE = re.compile(r' (?:transform|x|y|x1|x2|y1|y2|width|height|r|cx|cy|opacity)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{2,}")


def converted(convert: Callable[[dict[str, Any]], Made], spec: dict[str, Any]) -> Made:
    """What a function of vl-convert makes of a spec. Raises ValueError for one that it cannot take.

    The error of a drawing that had ended is told by a later call, whatever that is asked: what is
    on its way is waited for, and an error counts when it comes again.
    """
    try:
        return convert(spec)
    except ValueError:
        _settle()
    try:
        return convert(spec)
    except ValueError:
        _settle()
        raise


def _settle() -> None:
    """Draws nothing until that went well twice: then no error is on its way any more."""
    import vl_convert

    well = 0
    for _ in range(10):
        try:
            vl_convert.vega_to_svg({"width": 1, "height": 1})
            well += 1
        except ValueError:
            well = 0
        if well == 2:
            return


def tidy(svg: str, name: str) -> str:
    """The SVG on one line, smaller, with ids that depend on nothing but `name`.

    vl-convert numbers ids by a counter of the process: bytes would differ from run to run, and
    two pictures in one page would clash. The figure's alt text stands for the labels inside.
    """
    numbers: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        return match[1] + numbers.setdefault(match[2], f"f{name}-{len(numbers)}")

    svg = _ID.sub(rename, svg.replace(_BASE, ROOT))
    svg = _LINK.sub(r'<a href="\1" data-label="\2"><path', svg)
    svg = _ARIA.sub("", svg).replace(" data-label=", " aria-label=")
    svg = _PATH.sub(lambda path: _LONG.sub(lambda n: _rounded(n[0], 1), path[0]), svg)
    svg = _PLACE.sub(lambda place: _LONG.sub(lambda n: _rounded(n[0], 2), place[0]), svg)
    return svg.replace("\n", "")


def rooted(svg: str, root: str) -> str:
    """The SVG with its links starting at `root`, the way from a page to the site's first one."""
    return svg.replace(f'href="{ROOT}', f'href="{root}')


@lru_cache(10_000)  # most come again: in a chart of bars each has the same width
def _rounded(number: str, digits: int) -> str:
    return f"{float(number):.{digits}f}".rstrip("0").rstrip(".")
