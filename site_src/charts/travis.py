"""The Travis County story."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR

# The span of the drawing, and its months.
_FIRST, _LAST, _MONTHS = (2011, 9), (2017, 11), 74


def travis_months(travis_months: Rows, travis_month_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Bars by month with numbered policy dates; hollow where doubtful, crosses for gaps."""
    wide = width > 500
    edge = [
        alt.DateTime(year=year, month=month, date=1, utc=True) for year, month in (_FIRST, _LAST)
    ]
    scale = alt.Scale(type="utc", domain=edge)
    axis = alt.Axis(format="%Y", tickCount=7, labelOverlap=False)
    x = alt.X("month:T", title=None, scale=scale, axis=axis)
    y = alt.Y("people:Q", title="People", scale=alt.Scale(domain=[0, 700]))
    step = (width - 60) / _MONTHS
    tips = [
        alt.Tooltip("month:T", title="Month", format="%B %Y", timeUnit="utcyearmonth"),
        alt.Tooltip("people:Q", title="People", format=",d"),
        alt.Tooltip("reading:N", title="Number"),
    ]
    base = alt.Chart(travis_months.data, height=260)
    size = max(1, 0.8 * step)
    bars = (
        base.transform_filter("isValid(datum.people)")
        .mark_bar(size=size, xOffset=step / 2, color=COLOR["accent"])
        .encode(x=x, y=y, tooltip=tips)
    )
    doubtful = (
        base.transform_filter("isValid(datum.doubtful)")
        .mark_bar(size=size, xOffset=step / 2, fillOpacity=0, stroke=COLOR["accent"], strokeWidth=1)
        .encode(
            x=x,
            y=alt.Y("doubtful:Q", title="People"),
            tooltip=[tips[0], alt.Tooltip("doubtful:Q", title="People"), tips[2]],
        )
    )
    gaps = (
        base.transform_filter("datum.reading == 'no usable number'")
        .mark_point(shape="cross", angle=45, size=40, filled=True, xOffset=step / 2, yOffset=-6)
        .encode(x=x, y=alt.datum(0), color=alt.value(COLOR["none"]), tooltip=tips)
    )
    marks = alt.Chart(travis_month_dates.data)
    color = alt.Color(
        "effect:N",
        title="Effect on cooperation",
        scale=alt.Scale(domain=["adds", "limits"], range=[COLOR["adds"], COLOR["limits"]]),
        legend=alt.Legend(offset=30, symbolType="stroke", symbolSize=120, symbolStrokeWidth=3),
    )
    day = alt.X("date:T", scale=scale, title=None, axis=axis)
    said = [alt.Tooltip("date:T", title="Date"), alt.Tooltip("what:N", title="What")]
    rules = marks.mark_rule(strokeWidth=2).encode(x=day, color=color, tooltip=said)
    # A date and the next can be a few days apart: numbers stand on one side or the other by turns.
    numbers = [
        marks.transform_filter(f"datum.number % 2 == {odd}")
        .mark_text(
            align="left" if odd else "right", dx=5 if odd else -5, fontSize=13 if wide else 12
        )
        .encode(x=day, y=alt.datum(690 if odd else 660), text="number:N", color=color)
        for odd in (0, 1)
    ]
    return alt.layer(bars, doubtful, gaps, rules, *numbers)
