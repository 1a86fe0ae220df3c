"""The Wake County story."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR, EFFECT, years
from .county import LANES


def wake_story_dates(wake_story_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Lanes of policies and counts of 2018 and 2019; each mark starts on its date."""
    base = alt.Chart(wake_story_dates.data, height=190)
    wide = width > 500
    x = alt.X(
        "starts:T",
        title=None,
        scale=years(2018, 2020),
        axis=alt.Axis(format="%b %Y" if wide else "%Y", tickCount=4),
    )
    y = alt.Y(
        "lane:N",
        title=None,
        scale=alt.Scale(domain=[lane for lane in LANES if lane != "Secure Communities"]),
        axis=alt.Axis(domain=False, ticks=False, grid=True),
    )
    color = alt.Color(
        "effect:N",
        title="Effect on cooperation",
        scale=EFFECT,
        legend=alt.Legend(columns=4 if wide else 2),
    )
    tips = [
        alt.Tooltip("dated:N", title="Date"),
        alt.Tooltip("what:N", title="What"),
    ]
    spans = (
        base.transform_filter("datum.ends > datum.starts")
        .mark_bar(height=9)
        .encode(x=x, x2="ends:T", y=y, color=color, tooltip=tips)
    )
    starts = base.mark_tick(thickness=2.5, size=20).encode(x=x, y=y, color=color, tooltip=tips)
    return alt.layer(spans, starts)


def wake_three_numbers(wake_three_numbers: Rows, width: int) -> alt.TopLevelMixin:
    """A dot for a count on one day, a bar for a count over days; each with its words."""
    base = alt.Chart(wake_three_numbers.data, height=200)
    days = [alt.DateTime(year=2018, month=12, date=day, utc=True) for day in (1, 31)]
    x = alt.X(
        "starts:T",
        title=None,
        scale=alt.Scale(type="utc", domain=days),
        axis=alt.Axis(
            format="%-d %b",
            values=[
                alt.DateTime(year=2018, month=12, date=day, utc=True) for day in (7, 14, 21, 28)
            ],
        ),
    )
    y = alt.Y(
        "value:Q", title="People", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)
    )
    flow = base.transform_filter("datum.ends > datum.starts")
    stock = base.transform_filter("datum.ends == datum.starts")
    size = 13 if width > 500 else 12
    return alt.layer(
        flow.mark_rule(strokeWidth=5, color=COLOR["gold"]).encode(x=x, x2="ends:T", y=y),
        flow.mark_text(align="left", dx=10, dy=-12, fontSize=size).encode(x=x, y=y, text="label:N"),
        stock.mark_point(size=110, filled=True, color=COLOR["accent"], opacity=1).encode(x=x, y=y),
        stock.mark_text(dy=-14, fontSize=size).encode(x=x, y=y, text="label:N"),
    )
