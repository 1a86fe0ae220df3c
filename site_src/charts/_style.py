"""Colours by meaning, and the axes that several charts share."""

import datetime
import json
from pathlib import Path

import altair as alt

from publisher.query import Rows

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


def month_bars(months: Rows, dates: Rows, width: int, y: alt.Y, height: int) -> alt.TopLevelMixin:
    """Bars by month over the whole span of the rows, with policy dates as lines.

    The source with most months (`place` 1) has the bars, hollow where a month is not complete;
    others are dots. One span for all, so that places can be compared.
    """
    days = months.column("month")
    first = min(days, default=datetime.date(2020, 1, 1)).replace(day=1)
    last = max(days, default=datetime.date(2020, 12, 1)).replace(day=1)
    many = (last.year - first.year) * 12 + last.month - first.month + 1
    edge = [
        alt.DateTime(year=first.year, month=first.month, date=1, utc=True),
        alt.DateTime(
            year=last.year + last.month // 12, month=last.month % 12 + 1, date=1, utc=True
        ),
    ]
    x = alt.X(
        "month:T",
        title=None,
        scale=alt.Scale(type="utc", domain=edge),
        axis=alt.Axis(format="%b %Y", tickCount=6 if width > 500 else 3, labelOverlap=False),
    )
    tips = [
        alt.Tooltip("month:T", title="Month", format="%B %Y", timeUnit="utcyearmonth"),
        alt.Tooltip("counted:N", title="What is counted"),
        alt.Tooltip("detainers:Q", title="Number", format=",d"),
        alt.Tooltip("source_id:N", title="Source"),
    ]
    base = alt.Chart(months.data, height=height)
    bars = (
        base.transform_filter("datum.place == 1")
        .mark_bar(
            size=max(1, 0.85 * (width - 60) / many),
            xOffset=(width - 60) / many / 2,
            color=COLOR["accent"],
            stroke=COLOR["accent"],
            strokeWidth=1,
        )
        .encode(
            x=x,
            y=y,
            fillOpacity=alt.condition("datum.partial", alt.value(0), alt.value(1)),
            tooltip=tips,
        )
    )
    others = (
        base.transform_filter("datum.place > 1")
        .mark_point(size=16, filled=True, color=COLOR["gold"])
        .encode(x=x, y=y, tooltip=tips)
    )
    rules = (
        alt.Chart(dates.data)
        .mark_rule(strokeWidth=2)
        .encode(
            x="date:T",
            color=alt.Color(
                "effect:N",
                title="Effect on cooperation",
                scale=alt.Scale(
                    domain=["adds", "limits", "neither"],
                    range=[COLOR["adds"], COLOR["limits"], COLOR["none"]],
                ),
                legend=alt.Legend(
                    offset=30, symbolType="stroke", symbolSize=120, symbolStrokeWidth=3
                ),
            ),
            tooltip=[alt.Tooltip("date:T", title="Date"), alt.Tooltip("what:N", title="What")],
        )
    )
    return alt.layer(bars, others, rules).properties(usermeta={"embed": True})
