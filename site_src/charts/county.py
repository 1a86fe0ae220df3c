"""What a county page draws. Each function makes one spec for all counties."""

import altair as alt

from publisher.query import Rows

from ._style import COLOR, EFFECT, month_bars, time_axis, years

LANES = ["Federal", "State", "Local policy", "287(g)", "Secure Communities", "Counts"]


def county_timeline(county_timeline: Rows, width: int) -> alt.TopLevelMixin:
    """Policies and dated counts in lanes on one time axis, the same for every county."""
    base = alt.Chart(county_timeline.data, height=175)
    x = alt.X(
        "starts:T",
        title=None,
        scale=years(2003, 2027),
        axis=time_axis() if width > 500 else alt.Axis(format="%Y", tickCount=4, labelOverlap=False),
    )
    y = alt.Y(
        "lane:N",
        title=None,
        scale=alt.Scale(domain=LANES),
        # Room for the longest label in any language: then one drawing of the marks serves all.
        axis=alt.Axis(domain=False, ticks=False, grid=True, minExtent=126),
    )
    color = alt.Color(
        "effect:N",
        title="Effect on cooperation",
        scale=EFFECT,
        legend=alt.Legend(columns=4 if width > 500 else 2),
    )
    tips = [
        alt.Tooltip("dated:N", title="Date"),
        alt.Tooltip("what:N", title="What"),
    ]
    spans = (
        base.transform_filter("datum.ends > datum.starts")
        .mark_bar(height=8)
        .encode(x=x, x2="ends:T", y=y, color=color, tooltip=tips)
    )
    starts = base.mark_tick(thickness=2, size=17).encode(x=x, y=y, color=color, tooltip=tips)
    return alt.layer(spans, starts).properties(usermeta={"embed": True})


def county_months(county_months: Rows, county_month_dates: Rows, width: int) -> alt.TopLevelMixin:
    """Bars by month with policy dates; all counties share one span of time."""
    y = _share("share")
    return month_bars(county_months, county_month_dates, width, y, height=150)


def county_population(county_population: Rows) -> alt.TopLevelMixin:
    """Residents by year; zero is the baseline, the headline has the values."""
    base = alt.Chart(county_population.data, height=100).encode(x=_YEARS, y=_share("share"))
    line = base.mark_line(point=alt.OverlayMarkDef(size=10)).encode(
        tooltip=["year:O", alt.Tooltip("population:Q", title="Residents", format=",d")]
    )
    return _small(line)


def county_noncitizens(county_noncitizens: Rows) -> alt.TopLevelMixin:
    """Noncitizen residents with the margin of error as a band; zero is the baseline."""
    purple = COLOR["purple"]
    base = alt.Chart(county_noncitizens.data, height=100).encode(x=_YEARS, y=_share("share"))
    band = base.mark_area(opacity=0.3, color=purple).encode(
        y=_share("share_low"), y2="share_high:Q"
    )
    line = base.mark_line(point=alt.OverlayMarkDef(size=10, color=purple), color=purple).encode(
        tooltip=[
            alt.Tooltip("period:N", title="Survey years"),
            alt.Tooltip("noncitizen_population:Q", title="Noncitizens", format=",d"),
            alt.Tooltip("margin_of_error:Q", title="Margin of error", format=",d"),
        ]
    )
    return _small(band, line)


# Scales that are the same for every county, so that the axis is drawn once for all: heights are
# shares of the county's own highest value, and the values themselves stand in the headline.
_YEARS = alt.X(
    "day:T",
    title=None,
    scale=years(2000, 2025),
    axis=alt.Axis(
        format="%Y",
        labelOverlap=False,
        values=[alt.DateTime(year=y, month=7, date=1, utc=True) for y in (2000, 2008, 2016, 2024)],
    ),
)


def _share(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, 1]), stack=None)


def _small(*layers: alt.Chart | alt.LayerChart) -> alt.TopLevelMixin:
    """A chart of one size: two of them stand side by side on a desktop, one on a phone."""
    return alt.layer(*layers).properties(usermeta={"sizes": ["phone"], "embed": True})
