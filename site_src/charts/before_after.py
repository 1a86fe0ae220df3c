"""Months before and after a policy date."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR


def before_after(before_after: Rows, width: int) -> alt.TopLevelMixin:
    """Bars by month from the date; a second place is a line for comparison."""
    names = ["before", "month of the date", "after"]
    base = alt.Chart(before_after.data, height=260 if width > 500 else 220)
    x = alt.X(
        "months_from:O",
        title="Months from the date",
        scale=alt.Scale(domain=list(range(-12, 13))),
        axis=alt.Axis(labelAngle=0, values=[-12, -6, 0, 6, 12]),
    )
    y = alt.Y("detainers:Q", title="Counted in the month", axis=alt.Axis(tickCount=5), stack=None)
    tips = [
        alt.Tooltip("month:T", title="Month", format="%B %Y", timeUnit="utcyearmonth"),
        alt.Tooltip("detainers:Q", title="Counted", format=",d"),
        alt.Tooltip("series:N", title="Place"),
    ]
    bars = (
        base.transform_filter("datum.series == 'here'")
        .mark_bar()
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(
                    domain=names, range=[COLOR["pale"], COLOR["gold"], COLOR["accent"]]
                ),
                legend=alt.Legend(offset=30, columnPadding=28),
            ),
            tooltip=tips,
        )
    )
    state = (
        base.transform_filter("datum.series != 'here'")
        .mark_line(point=alt.OverlayMarkDef(size=20, color=COLOR["purple"]), color=COLOR["purple"])
        .encode(x=x, y=y, tooltip=tips)
    )
    return alt.layer(bars, state).properties(usermeta={"embed": True})
