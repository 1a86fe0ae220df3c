"""The national picture."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR, UTC, month_bars, time_axis


def us_detainers_by_month(
    us_detainers_by_month: Rows, us_months_with_dates: Rows, width: int
) -> alt.TopLevelMixin:
    """A line by month, with national policy dates as ruled lines that carry their names."""
    months = alt.Chart(us_detainers_by_month.data).encode(
        x=alt.X("month:T", title=None, scale=UTC, axis=time_axis()),
        y=alt.Y("detainers:Q", title="Detainers a month", axis=alt.Axis(tickCount=5)),
        tooltip=[
            alt.Tooltip("month:T", title="Month", format="%B %Y", timeUnit="utcyearmonth"),
            alt.Tooltip("detainers:Q", title="Detainers", format=",d"),
        ],
    )
    line = months.transform_filter("!datum.partial").mark_line(point=alt.OverlayMarkDef(size=12))
    # A month that is not complete is hollow and not joined to the others.
    cut = months.transform_filter("datum.partial").mark_point(size=30, color=COLOR["accent"])
    dates = alt.Chart(us_months_with_dates.data).encode(x=alt.X("date:T", scale=UTC))
    rule = dates.mark_rule(strokeDash=[3, 3]).encode(
        tooltip=[alt.Tooltip("name:N", title="Policy date"), alt.Tooltip("summary:N", title="What")]
    )
    # Names stand at the foot of their lines, on two levels so that they do not touch; the line of
    # the counts is far above.
    height = 300 if width > 500 else 260
    names = [
        dates.transform_filter(f"datum.level == {level}")
        .mark_text(align="right", dx=-5, fontSize=11, color=COLOR["ink"])
        .encode(y=alt.value(height - 12 - 16 * level), text="name:N")
        for level in (0, 1)
    ]
    return alt.layer(rule, *names, line, cut).properties(height=height)


def us_fiscal_years_by_source(us_fiscal_years_by_source: Rows, width: int) -> alt.TopLevelMixin:
    """Bars of the same year side by side, a colour a source, each with its number."""
    names = [
        "FOIA file (months added up)",
        "TRAC, report 370 (earlier)",
        "TRAC, report 511 (later)",
    ]
    wide = width > 500
    base = alt.Chart(us_fiscal_years_by_source.data, height=alt.Step(11 if wide else 10)).encode(
        y=alt.Y("fiscal_year:O", title=None),
        yOffset=alt.YOffset("tabulation:N", sort=names),
        x=alt.X("detainers:Q", title="Detainers", axis=alt.Axis(tickCount=4, format=",d")),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "tabulation:N",
            title=None,
            scale=alt.Scale(domain=names, range=[COLOR["accent"], COLOR["purple"], COLOR["gold"]]),
            legend=alt.Legend(columns=3 if wide else 1, columnPadding=32),
        ),
        tooltip=["fiscal_year:O", "tabulation:N", alt.Tooltip("detainers:Q", format=",d")],
    )
    numbers = base.mark_text(align="left", dx=3, fontSize=10).encode(
        text=alt.Text("detainers:Q", format=",d")
    )
    return bars + numbers


def us_outcomes_by_year(us_outcomes_by_year: Rows, width: int) -> alt.TopLevelMixin:
    """Shares of each year as a full bar; what has no outcome recorded is a band of its own."""
    groups = {
        "booked into detention": "accent",
        "lifted": "gold",
        "case closed": "purple",
        "declined by agency": "red",
        "other recorded": "seq2",
        "no outcome recorded": "pale",
    }
    order = list(groups)
    return (
        alt.Chart(us_outcomes_by_year.data, height=alt.Step(26))
        .transform_calculate(place=f"indexof({order}, datum.outcome_group)")
        .mark_bar()
        .encode(
            y=alt.Y("covered:O", title=None),
            opacity=alt.condition("datum.part", alt.value(0.55), alt.value(1)),
            x=alt.X(
                "percent:Q",
                title="Percent of the year's detainers",
                stack="zero",
                scale=alt.Scale(domain=[0, 100]),
                axis=alt.Axis(tickCount=5),
            ),
            color=alt.Color(
                "outcome_group:N",
                title=None,
                scale=alt.Scale(domain=order, range=[COLOR[name] for name in groups.values()]),
                legend=alt.Legend(columns=3 if width > 500 else 2, columnPadding=28),
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                "year:O",
                alt.Tooltip("outcome_group:N", title="Outcome"),
                alt.Tooltip("detainers:Q", format=",d"),
                alt.Tooltip("percent:Q", format=".1f"),
            ],
        )
    )


def mn_detainers_by_month(mn_detainers_by_month: Rows, width: int) -> alt.TopLevelMixin:
    """Bars by month; the last, incomplete month is hollow."""
    return (
        alt.Chart(mn_detainers_by_month.data, height=240)
        .transform_calculate(incomplete="datum.partial ? 'yes' : 'no'")
        .mark_bar(stroke=COLOR["accent"], strokeWidth=1)
        .encode(
            x=alt.X(
                "utcyearmonth(month):T",
                title=None,
                scale=UTC,
                axis=alt.Axis(format="%b %Y", tickCount=6 if width > 500 else 3),
            ),
            y=alt.Y("detainers:Q", title="Detainers a month"),
            fillOpacity=alt.condition("datum.partial", alt.value(0), alt.value(1)),
            tooltip=[
                alt.Tooltip("utcyearmonth(month):T", title="Month", format="%B %Y"),
                alt.Tooltip("detainers:Q", title="Detainers", format=",d"),
                alt.Tooltip("incomplete:N", title="Incomplete month"),
            ],
        )
    )


def state_months(state_months: Rows, state_month_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Bars by month with policy dates, for each state that has months."""
    y = alt.Y("detainers:Q", title="Counted a month", axis=alt.Axis(tickCount=5), stack=None)
    return month_bars(state_months, state_month_dates, width, y, height=240)
