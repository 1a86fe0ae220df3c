"""Colours by meaning, and the axes that several charts share."""

import json
from pathlib import Path

import altair as alt

_TOKENS = json.loads(
    (Path(__file__).parent.parent / "theme" / "tokens.json").read_text(encoding="utf-8")
)
COLOR: dict[str, str] = {name: pair[0] for name, pair in _TOKENS["colors"].items()}
STEPS = [COLOR[f"seq{step}"] for step in range(1, 7)]

EFFECT = alt.Scale(
    domain=["adds", "limits", "neither", "count"],
    range=[COLOR["adds"], COLOR["limits"], COLOR["none"], COLOR["accent"]],
)
MODEL = alt.Scale(
    domain=["Jail enforcement", "Task force", "Warrant service officer"],
    range=[COLOR["accent"], COLOR["purple"], COLOR["gold"]],
)
UTC = alt.Scale(type="utc")


def years(first: int, last: int) -> alt.Scale:
    """A time axis from one January to another, in UTC so that no time zone moves a date."""
    edge = [alt.DateTime(year=year, month=1, date=1, utc=True) for year in (first, last)]
    return alt.Scale(type="utc", domain=edge)


def time_axis(**options: object) -> alt.Axis:
    """Years along the bottom, few enough for a phone."""
    return alt.Axis(format="%Y", tickCount=6, labelOverlap=False, **options)  # type: ignore[arg-type]
