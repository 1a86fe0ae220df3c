"""The Wake County story."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR, EFFECT
from .county import LANES


def wake_story_dates(wake_story_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Lanes of policies and counts of 2018 and 2019; each mark starts on its date."""
    base = alt.Chart(wake_story_dates.data, height=190)
    wide = width > 500
    x = alt.X(
        "starts:T",
        title=None,
        scale=alt.Scale(
            type="utc",
            domain=[
                alt.DateTime(year=2018, month=1, date=1, utc=True),
                alt.DateTime(year=2020, month=4, date=1, utc=True),
            ],
        ),
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
    """A dot for one day, a bar for several; hollow or dashed where the days are approximate."""
    base = alt.Chart(wake_three_numbers.data, height=200)
    x = alt.X(
        "starts:T",
        title=None,
        scale=alt.Scale(type="utc", domain=[_day(11, 26), _day(12, 30)]),
        axis=alt.Axis(format="%-d %b", values=[_day(12, day) for day in (1, 7, 18, 25)]),
    )
    y = alt.Y(
        "value:Q", title="People", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=5)
    )
    known = "datum.period_basis == 'stated'"
    flow = base.transform_filter("datum.ends > datum.starts")
    stock = base.transform_filter("datum.ends == datum.starts")
    size = 13 if width > 500 else 12
    return alt.layer(
        flow.mark_rule(strokeWidth=5, color=COLOR["gold"]).encode(
            x=x,
            x2="ends:T",
            y=y,
            strokeDash=alt.condition(known, alt.value([1, 0]), alt.value([7, 4])),
        ),
        flow.mark_text(align="left", dy=-12, fontSize=size).encode(x=x, y=y, text="label:N"),
        stock.mark_point(
            size=110, fill=COLOR["accent"], stroke=COLOR["accent"], strokeWidth=2, opacity=1
        ).encode(x=x, y=y, fillOpacity=alt.condition(known, alt.value(1), alt.value(0))),
        stock.mark_text(dy=-14, fontSize=size).encode(x=x, y=y, text="label:N"),
    )


def _day(month: int, day: int) -> alt.DateTime:
    """A day of 2018."""
    return alt.DateTime(year=2018, month=month, date=day, utc=True)
