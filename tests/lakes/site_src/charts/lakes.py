"""Charts of the invented lakes."""

import altair as alt

from publisher.query import Rows


def lake_areas(lake_list: Rows) -> alt.TopLevelMixin:
    return (
        alt.Chart(lake_list.data)
        .mark_bar()
        .encode(x=alt.X("area:Q", title="Area (km²)"), y=alt.Y("name:N", title=None))
    )


def lake_levels(lake_levels: Rows, width: int) -> alt.TopLevelMixin:
    return (
        alt.Chart(lake_levels.data, height=width // 3)
        .mark_line(point=True)
        .encode(
            x=alt.X("day:T", title=None, scale=alt.Scale(type="utc")),
            y=alt.Y("level:Q", title="Level (m)"),
            tooltip=[alt.Tooltip("utcyearmonthdate(day):T", title="Day"), "level:Q"],
        )
    )
