"""The Wake County story."""

import altair as alt

from publisher.query import Rows

from ._style import EFFECT, years
from .county import LANES


def wake_story_dates(wake_story_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Lanes of policies and counts from 2017 to 2020; each mark starts on its date."""
    base = alt.Chart(wake_story_dates.data, height=190)
    wide = width > 500
    x = alt.X(
        "starts:T",
        title=None,
        scale=years(2017, 2021),
        axis=alt.Axis(format="%b %Y" if wide else "%Y", tickCount=8 if wide else 4),
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
        alt.Tooltip("starts:T", title="From", format="%d %B %Y", timeUnit="utcyearmonthdate"),
        alt.Tooltip("what:N", title="What"),
    ]
    spans = (
        base.transform_filter("datum.ends > datum.starts")
        .mark_bar(height=10, opacity=0.6)
        .encode(x=x, x2="ends:T", y=y, color=color, tooltip=tips)
    )
    starts = base.mark_tick(thickness=2.5, size=20).encode(x=x, y=y, color=color, tooltip=tips)
    return alt.layer(spans, starts)
