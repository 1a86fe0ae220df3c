"""Maps of counties and states."""

from itertools import pairwise

import altair as alt

from publisher.charts import Topology
from publisher.query import Rows

from ._style import COLOR, STEPS

NONE = "no record"
# Why a place has no value, each with a look of its own.
NO_COUNT = {NONE: "norecord", "not in our copy": "paper"}
STATE_GAPS = NO_COUNT | {"count of an older county": "pale"}
NO_RATE = {"count, but no rate": "pale"} | NO_COUNT


def _classes(field: str, limits: list[int]) -> tuple[str, list[str]]:
    """Steps that outliers cannot stretch: the expression for a row's step, and the steps' names."""
    names = [f"under {limits[0]:,}"]
    names += [_between(low, high - 1) for low, high in pairwise(limits)]
    names += [f"{limits[-1]:,} or more"]
    step = f"'{names[-1]}'"
    for limit, name in zip(reversed(limits), reversed(names[:-1]), strict=True):
        step = f"datum['{field}'] < {limit} ? '{name}' : {step}"
    return f"isValid(datum['{field}']) ? ({step}) : datum.gap || '{NONE}'", names


def _between(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _color(title: str, names: list[str], width: int, without: dict[str, str]) -> alt.Color:
    """The colors of the steps and those of each reason to have no value; the legend names each."""
    reasons = {reason: COLOR[token] for reason, token in without.items()}
    steps = dict(zip(names, STEPS, strict=False)) | reasons
    return alt.Color(
        "step:N",
        title=title,
        scale=alt.Scale(domain=list(steps), range=list(steps.values())),
        legend=alt.Legend(columns=4 if width > 500 else 2, columnPadding=28, symbolSize=120),
    )


def _counties(
    boundaries: Topology,
    rows: Rows,
    fields: dict[str, str],
    step: str,
    color: alt.Color,
    width: int,
) -> alt.TopLevelMixin:
    """All counties, those without a row in grey, with the states as lines above.

    `fields` are what a tooltip shows besides the place, each with its title.
    """
    said = {
        field: f"isNumber(datum.{field}) ? format(datum.{field}, '{_format(field)}') "
        f": datum.{field} || '{NONE}'"
        for field in fields
    }
    shown = (
        alt.Chart(boundaries.layer("counties"))
        .mark_geoshape()
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=rows.data,
                key="county_fips",
                fields=[*fields, *(["gap"] if "gap" in rows.columns else [])],
            ),
        )
        .transform_calculate(
            step=step, place="datum.properties.name + ', ' + datum.properties.state"
        )
        .transform_calculate(**{f"said_{field}": text for field, text in said.items()})
        .encode(
            color=color,
            tooltip=[
                alt.Tooltip("place:N", title="Place"),
                *(alt.Tooltip(f"said_{field}:N", title=title) for field, title in fields.items()),
            ],
        )
    )
    states = alt.Chart(boundaries.layer("states")).mark_geoshape(
        fill=None, stroke=COLOR["muted"], strokeWidth=0.6
    )
    height = int(width * 0.62)
    return alt.layer(shown, states).project("albersUsa").properties(height=height)


def _format(field: str) -> str:
    return "d" if field.endswith("_year") else ","


def county_jail_rates(
    county_jail_rates: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Detainers per 1,000 noncitizens, in steps that outliers cannot stretch."""
    step, names = _classes("per_1000", [5, 15, 30, 60, 120])
    color = _color("Detainers per 1,000 noncitizens", names, width, NO_RATE)
    fields = {
        "per_1000": "Per 1,000 noncitizens",
        "jail_detainers": "Detainers, without prisons by our reading",
        "noncitizen_population": "Noncitizens",
    }
    return _counties(boundaries, county_jail_rates, fields, step, color, width)


def agreements_by_county(
    agreements_by_county: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Number of listed 287(g) agreements in each county."""
    step, names = _classes("agreements", [2, 3, 5])
    names[0], step = "1", step.replace(names[0], "1").replace(NONE, "none listed")
    color = _color("Agreements", names, width, {"none listed": "norecord"})
    fields = {"agreements": "Agreements", "models": "Models"}
    return _counties(boundaries, agreements_by_county, fields, step, color, width)


def secure_communities_by_county(
    secure_communities_by_county: Rows, boundaries: Topology, width: int
) -> alt.TopLevelMixin:
    """Year of activation: light counties came first."""
    color = _color(
        "Secure Communities began in",
        [str(year) for year in range(2008, 2014)],
        width,
        {NONE: "norecord"},
    )
    step = f"isValid(datum.activation_year) ? toString(datum.activation_year) : '{NONE}'"
    fields = {"activated": "Secure Communities began", "activation_year": "Year"}
    return _counties(boundaries, secure_communities_by_county, fields, step, color, width)


def state_map(state_map: Rows, boundaries: Topology, width: int) -> alt.TopLevelMixin:
    """The counties of one state, each a link to its page."""
    step, names = _classes("detainers", [10, 100, 500, 2000, 10000])
    return (
        alt.Chart(
            boundaries.layer("counties", named=True),
            height=int(width * 0.55) if width > 500 else 280,
        )
        .mark_geoshape(stroke=COLOR["muted"])
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=state_map.data,
                key="county_fips",
                fields=["county_fips", "county_name", "detainers", "gap", "address"],
            ),
        )
        .transform_filter("isValid(datum.county_fips)")
        .transform_calculate(step=step)
        .encode(
            color=_color("Detainers", names, width, STATE_GAPS),
            href="address:N",
            description="county_name:N",  # how the link is called
            tooltip=["county_name:N", alt.Tooltip("detainers:Q", format=",d")],
        )
        # Not albersUsa: it has no place for Puerto Rico, and draws Alaska small.
        .project("mercator", rotate=[96, 0, 0])
        .properties(usermeta={"embed": True})
    )


def us_states(us_states: Rows, boundaries: Topology, width: int) -> alt.TopLevelMixin:
    """A map to choose a state from: each state is a link."""
    step, names = _classes("agreements", [1, 10, 50, 100, 300])
    names[0], step = "none", step.replace(names[0], "none").replace(NONE, "none")
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
            .transform_calculate(step=step)
            .encode(
                href="address:N",
                description="state_name:N",
                color=_color("287(g) agreements listed", names, width, {}),
                tooltip=["state_name:N", "agreements:Q"],
            )
        )
        .project("albersUsa")
        .properties(height=int(width * 0.62))
    )
