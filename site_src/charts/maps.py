"""Maps of counties and states."""

from typing import Any

import altair as alt

from publisher.charts import Topology
from publisher.query import Rows

from ._style import COLOR, STEPS


def _counties(
    boundaries: Topology, rows: Rows, fields: list[str], color: alt.Color, width: int
) -> alt.TopLevelMixin:
    """All counties in grey for no record, those with a row in colour, states as lines above."""
    shown = (
        alt.Chart(boundaries.layer("counties"))
        .mark_geoshape()
        .transform_lookup(
            lookup="id", from_=alt.LookupData(data=rows.data, key="county_fips", fields=fields)
        )
        .encode(
            color=_or_grey(fields[0], color),
            tooltip=[alt.Tooltip(f"{field}:N") for field in fields],
        )
    )
    states = alt.Chart(boundaries.layer("states")).mark_geoshape(
        fill=None, stroke=COLOR["muted"], strokeWidth=0.6
    )
    height = int(width * 0.62)
    return alt.layer(shown, states).project("albersUsa").properties(height=height)


def _or_grey(field: str, color: alt.Color) -> Any:
    """The colour where there is a value, grey where there is no record."""
    return alt.condition(f"isValid(datum['{field}'])", color, alt.value(COLOR["norecord"]))


def _steps(field: str, title: str, limits: list[float], width: int) -> alt.Color:
    return alt.Color(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(type="threshold", domain=limits, range=STEPS[: len(limits) + 1]),
        legend=alt.Legend(type="symbol", columns=6 if width > 500 else 3, symbolSize=120),
    )


def county_jail_rates(
    county_jail_rates: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Detainers to jails per 1,000 noncitizens, in steps that outliers cannot stretch."""
    color = _steps("per_1000", "Detainers per 1,000 noncitizens", [5, 15, 30, 60, 120], width)
    fields = ["per_1000", "county_name", "state_name", "jail_detainers", "noncitizen_population"]
    return _counties(boundaries, county_jail_rates, fields, color, width)


def agreements_by_county(
    agreements_by_county: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Number of listed 287(g) agreements in each county."""
    color = _steps("agreements", "Agreements", [2, 3, 5], width)
    fields = ["agreements", "county_name", "state_name", "models"]
    return _counties(boundaries, agreements_by_county, fields, color, width)


def secure_communities_by_county(
    secure_communities_by_county: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Year of activation: light counties came first."""
    color = alt.Color(
        "activation_year:O",
        title="Switched on in",
        scale=alt.Scale(domain=[2008, 2009, 2010, 2011, 2012, 2013], range=STEPS),
        legend=alt.Legend(orient="top", direction="horizontal", columns=6 if width > 500 else 3),
    )
    fields = ["activation_year", "county_name", "state_name", "activated"]
    return _counties(boundaries, secure_communities_by_county, fields, color, width)


def state_map(state_map: Rows, boundaries: Topology, width: int) -> alt.TopLevelMixin:
    """The counties of one state, each a link to its page."""
    color = _steps("jail_detainers", "Detainers", [10, 100, 500, 2000, 10000], width)
    return (
        alt.Chart(boundaries.layer("counties"), height=int(width * 0.55) if width > 500 else 280)
        .mark_geoshape(stroke=COLOR["muted"])
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=state_map.data,
                key="county_fips",
                fields=["county_fips", "county_name", "jail_detainers", "address"],
            ),
        )
        .transform_filter("isValid(datum.county_fips)")
        .encode(
            color=_or_grey("jail_detainers", color),
            href="address:N",
            tooltip=["county_name:N", alt.Tooltip("jail_detainers:Q", format=",d")],
        )
        # Not albersUsa: it has no place for Puerto Rico, and draws Alaska small.
        .project("mercator", rotate=[96, 0, 0])
    )


def us_states(us_states: Rows, boundaries: Topology, width: int) -> alt.TopLevelMixin:
    """A map to choose a state from: each state is a link."""
    return (
        alt.layer(
            alt.Chart(boundaries.layer("states"))
            .mark_geoshape(stroke=COLOR["paper"], strokeWidth=1)
            .transform_lookup(
                lookup="id",
                from_=alt.LookupData(
                    data=us_states.data,
                    key="state_fips",
                    fields=["state_name", "address", "agreements"],
                ),
            )
            .encode(
                href="address:N",
                color=_steps(
                    "agreements", "287(g) agreements listed", [1, 10, 50, 100, 300], width
                ),
                tooltip=["state_name:N", "agreements:Q"],
            )
        )
        .project("albersUsa")
        .properties(height=int(width * 0.62))
    )
