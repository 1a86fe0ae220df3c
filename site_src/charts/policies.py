"""Agreements, Secure Communities and policy lanes."""

import altair as alt

from publisher.query import Rows

from ._style import EFFECT, MODEL, UTC, time_axis


def agreements_by_model(agreements_by_model: Rows, width: int) -> alt.TopLevelMixin:
    """Stacked areas by model, each named at its right end; a legend on a phone."""
    wide = width > 500
    base = alt.Chart(agreements_by_model.data, height=280).transform_stack(
        stack="agreements",
        as_=["low", "high"],
        groupby=["snapshot_date"],
        sort=[alt.SortField("model")],
    )
    # The right part of the width is left for the names.
    left_part = alt.Scale(type="utc", range=[0, alt.ExprRef("width - 190")])
    x = alt.X(
        "snapshot_date:T",
        title=None,
        scale=left_part if wide else UTC,
        axis=alt.Axis(format="%Y", tickCount=5, labelOverlap=False),
    )
    legend = None if wide else alt.Legend(columns=1, offset=24)
    color = alt.Color("model:N", title=None, scale=MODEL, legend=legend)
    areas = base.mark_area().encode(
        x=x,
        y=alt.Y("low:Q", title="Agreements listed"),
        y2="high:Q",
        color=color,
        tooltip=[
            alt.Tooltip("snapshot_date:T", title="List", format="%B %Y", timeUnit="utcyearmonth"),
            alt.Tooltip("model:N", title="Model"),
            alt.Tooltip("agreements:Q", title="Agreements", format=",d"),
        ],
    )
    if not wide:
        return areas
    names = (
        base.transform_joinaggregate(last="max(snapshot_date)")
        .transform_filter("datum.snapshot_date == datum.last")
        .transform_calculate(
            middle="(datum.low + datum.high) / 2",
            name="datum.model + ' ' + format(datum.agreements, ',')",
        )
        .mark_text(align="left", dx=6)
        .encode(x=x, y="middle:Q", text="name:N", color=color)
    )
    return areas + names


def secure_communities_spread(secure_communities_spread: Rows) -> alt.TopLevelMixin:
    """Running number of counties, as steps: nothing happens between two dates."""
    return (
        alt.Chart(secure_communities_spread.data, height=240)
        .mark_line(interpolate="step-after", point=alt.OverlayMarkDef(size=8))
        .encode(
            x=alt.X("activated:T", title=None, scale=UTC, axis=time_axis()),
            y=alt.Y("counties:Q", title="Counties switched on"),
            tooltip=[
                alt.Tooltip(
                    "activated:T", title="Date", format="%d %B %Y", timeUnit="utcyearmonthdate"
                ),
                alt.Tooltip("counties:Q", title="Counties", format=",d"),
            ],
        )
    )


def nc_policy_lanes(nc_policy_lanes: Rows) -> alt.TopLevelMixin:
    """A lane a county; the width of a mark is how exactly its date is known."""
    return _lanes(
        alt.Chart(nc_policy_lanes.data, height=alt.Step(26)),
        alt.Y("county:N", title=None),
        alt.X("starts:T", title=None, scale=UTC, axis=time_axis()),
        alt.Legend(columns=3, values=["adds", "limits", "neither"]),
    )


def _lanes(base: alt.Chart, y: alt.Y, x: alt.X, legend: alt.Legend | None) -> alt.TopLevelMixin:
    """Bars for spans of time, ticks for days."""
    color = alt.Color("effect:N", title="Effect on cooperation", scale=EFFECT, legend=legend)
    tips = [alt.Tooltip("dated:N", title="Date"), alt.Tooltip("summary:N", title="What")]
    spans = (
        base.transform_filter("toDate(datum.ends) - toDate(datum.starts) > 864e5")
        .mark_bar(height=9, strokeWidth=1.5)
        .encode(
            x=x,
            x2="ends:T",
            y=y,
            color=color,
            stroke=alt.Stroke("effect:N", scale=EFFECT, legend=None),
            tooltip=tips,
        )
    )
    days = (
        base.transform_filter("toDate(datum.ends) - toDate(datum.starts) <= 864e5")
        .mark_tick(thickness=2.5, size=18)
        .encode(x=x, y=y, color=color, tooltip=tips)
    )
    return alt.layer(spans, days)
