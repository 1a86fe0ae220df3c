"""One set of colours and sizes for charts and pages.

In: `site_src/theme/tokens.json`. Out: the Vega-Lite config of every chart, and a style sheet.
Never: draws a chart twice for two schemes. A chart is drawn in the light colours; in the dark
scheme the style sheet swaps each colour by its value, in drawings and live charts alike.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.problem import InputError, Problem

TOKENS = "site_src/theme/tokens.json"
DARK_SCHEME = '[data-md-color-scheme="slate"]'  # what Material for MkDocs sets on the body
COLOR = re.compile("#[0-9a-fA-F]{6}")
NEEDED = {"paper", "ink", "muted", "grid", "accent"}


@dataclass(frozen=True)
class Theme:
    """Fonts, and each colour by name with its light and its dark value (#rrggbb)."""

    font: str
    colors: dict[str, tuple[str, str]]
    category: tuple[str, ...]

    def light(self, name: str) -> str:
        return self.colors[name][0]


def read_theme(root: Path, path: str = TOKENS) -> Theme:
    """The theme of a project. Raises InputError when a colour that charts need is missing."""
    try:
        tokens = json.loads((root / path).read_text(encoding="utf-8"))
        colors = {name: (pair[0], pair[1]) for name, pair in tokens["colors"].items()}
        if not all(COLOR.fullmatch(value) for pair in colors.values() for value in pair):
            raise ValueError("a colour that is not #rrggbb")
        theme = Theme(tokens["font"], colors, tuple(tokens["category"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        found = f"{type(error).__name__}: {error}"
        expected = "an object with font, colors (name: [light, dark]) and category (names)"
        raise InputError(Problem(path, 0, 0, "chart", found, expected)) from None
    lights = [light for light, _ in colors.values()]
    unknown = (NEEDED | set(theme.category)) - colors.keys()
    if unknown or len(set(lights)) < len(lights):
        found = f"no colour {', '.join(sorted(unknown))}" if unknown else "one light value twice"
        expected = "each colour named, with a light value of its own"
        raise InputError(Problem(path, 0, 0, "chart", found, expected))
    return theme


def vega_config(theme: Theme) -> dict[str, Any]:
    """The Vega-Lite config (Vega-Lite documentation, Config) that all charts share."""
    ink, muted, grid = theme.light("ink"), theme.light("muted"), theme.light("grid")
    accent = theme.light("accent")
    label = {"labelColor": muted, "labelFontSize": 12, "titleColor": ink, "titleFontSize": 12}
    # No length limit: measuring for it would take half the time of a drawing.
    unlimited = {"labelLimit": 0, "titleLimit": 0}
    return {
        "background": None,
        "font": theme.font,
        "view": {"stroke": None},
        "title": {
            "color": ink,
            "subtitleColor": muted,
            "anchor": "start",
            "fontSize": 15,
            "subtitleFontSize": 12,
            "offset": 12,
            "limit": 0,
        },
        "axis": {
            **label,
            **unlimited,
            "titleFontWeight": "normal",
            "domainColor": muted,
            "tickColor": muted,
            "gridColor": grid,
        },
        "axisX": {"grid": False},
        "axisY": {
            "domain": False,
            "ticks": False,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleAnchor": "start",
            "titleY": -10,
            "titleX": 0,
            "titleBaseline": "bottom",
        },
        "header": {"labelColor": ink, "titleColor": ink, "labelFontSize": 12, **unlimited},
        "legend": {
            **label,
            **unlimited,
            "orient": "top",
            "titleFontWeight": "normal",
            "symbolType": "square",
            "symbolStrokeWidth": 0,
        },
        "range": {"category": [theme.light(name) for name in theme.category]},
        "line": {"color": accent, "strokeWidth": 2},
        "area": {"color": accent},
        "bar": {"color": accent},
        "point": {"color": accent},
        "tick": {"color": accent},
        "rule": {"color": muted},
        "text": {"color": ink},
        "geoshape": {"stroke": theme.light("paper"), "strokeWidth": 0.4},
    }


def style_sheet(theme: Theme, scope: str = DARK_SCHEME, dark: bool = False) -> str:
    """CSS: each colour as a custom property, and below `scope` the swap of drawn colours.

    `dark` leaves out the light values, for pages that link the sheet for the dark scheme alone.
    """
    light_values = "".join(f"--c-{name}:{pair[0]};" for name, pair in theme.colors.items())
    dark_values = "".join(f"--c-{name}:{pair[1]};" for name, pair in theme.colors.items())
    swaps = [
        f'{scope} .figure svg [{attribute}="{before}"]{{{attribute}:{after}}}'
        for before, after in theme.colors.values()
        for attribute in ("fill", "stroke")
    ]
    lines = [] if dark else [f":root{{{light_values}}}"]
    # Paper is white whatever the screen is.
    lines += ["@media screen{", f"{scope}{{{dark_values}}}", *swaps, "}"]
    return "\n".join(lines) + "\n"


def darkened(svg: str, theme: Theme) -> str:
    """A drawing in the dark colours, for pictures that a style sheet of the page cannot reach."""
    values = dict(theme.colors.values())
    return re.sub(
        r'(fill|stroke)="(#[0-9a-fA-F]{6})"',
        lambda match: f'{match[1]}="{values.get(match[2], match[2])}"',
        svg,
    )
