"""Each rule in datasets/rules finds one small broken row, and nothing in the committed data."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.data.tables import ROOT, SCHEMAS, add, empty_tables

pytestmark = pytest.mark.xdist_group("data")

RULES = {file.stem: file for file in sorted((ROOT / "datasets/rules").glob("*.sql"))}
Row = tuple[str, dict[str, object]]

WAKE: Row = (
    "counties",
    {"county_fips": "37183", "state_fips": "37", "slug": "wake", "status": "current"},
)
NC: Row = ("states", {"state_fips": "37"})
SHANNON: Row = (
    "counties",
    {
        "county_fips": "46113",
        "state_fips": "46",
        "slug": "shannon",
        "county_name": "Shannon County",
        "status": "former",
        "valid_to": 2015,
    },
)


def count(**changed: object) -> Row:
    """A row of detainers that keeps every rule, but for what is changed."""
    row: dict[str, object] = {
        "observation_id": "a-1",
        "source_id": "a",
        "area_type": "county",
        "area_fips": "37183",
        "period_start": "2012-01-01",
        "period_end": "2012-12-31",
        "period_basis": "stated",
        "partial": False,
        "measure": "detainers_issued",
        "value": 100,
        "unit": "detainers",
        "exactness": "exact",
        "page": "https://example.org/a",
    }
    return "detainers", {**row, **changed}


def held(people: int = 100, days: int = 100, **changed: object) -> list[Row]:
    """People of a month in a county, and their days in jail."""
    month: dict[str, object] = {"period_end": "2012-01-31", **changed}
    return [
        count(measure="people_with_detainer", unit="people", value=people, **month),
        count(
            **{"observation_id": "a-2", **month},
            measure="jail_days_of_people_with_detainer",
            unit="days",
            value=days,
        ),
    ]


def months(*values: int, **changed: object) -> list[Row]:
    """The months of a year from January on."""
    return [
        count(
            observation_id=f"a-{n}",
            value=value,
            period_start=f"2012-{n + 1:02}-01",
            period_end=f"2012-{n + 1:02}-28",
            **changed,
        )
        for n, value in enumerate(values)
    ]


def event(**changed: object) -> Row:
    """A policy event that keeps every rule, but for what is changed."""
    row: dict[str, object] = {
        "event_id": "e-1",
        "date": "2012-01-01",
        "date_precision": "day",
        "state_fips": "37",
        "county_fips": "37183",
        "reach": "county",
        "jurisdiction": "Wake County Sheriff",
        "summary": "Something.",
        "source_id": "a",
    }
    return "policy_events", {**row, **changed}


def in_counties(*codes: str) -> list[Row]:
    """The counties of the event, one row each."""
    return [("policy_event_counties", {"event_id": "e-1", "county_fips": c}) for c in codes]


def agreement(**changed: object) -> Row:
    row: dict[str, object] = {
        "agreement_id": "nc-a",
        "state_fips": "37",
        "signed_date": "2021-01-01",
        "first_listed": "2021-01-13",
        "last_listed": "2021-06-01",
    }
    return "agreements_287g", {**row, **changed}


def listed(model: str, number: int) -> Row:
    return (
        "agreements_287g_counts",
        {"snapshot_date": "2021-01-31", "area_fips": "US", "model": model, "agreements": number},
    )


def jail(**changed: object) -> Row:
    """A jail figure of Wake, by itself neither high nor low."""
    return count(**{"observation_id": "a-jail", "measure": "detainers_issued_jails", **changed})


def limit(**changed: object) -> Row:
    row: dict[str, object] = {"area_fips": "37183", "page": "https://example.org/a"}
    return "jail_figure_limits", {**row, **changed}


def noncitizens(number: int) -> Row:
    row = {"county_fips": "37183", "period_end_year": 2015, "noncitizen_population": number}
    return "noncitizens", row


RESIDENTS: Row = ("population", {"county_fips": "37183", "year": 2015, "population": 1000})


def archived(address: str | None) -> Row:
    return "sources", {"source_id": "a", "archive": address}


FUTURE = "2999-01-01"
MEASURE: Row = ("measures", {"measure": "detainers_issued", "unit": "detainers"})
BOOKED = "Booked into Detention"
BOOKING: Row = ("outcomes", {"outcome": BOOKED, "outcome_group": "booked into detention"})
TOOK: Row = ("outcomes", {"outcome": "ICE took custody", "outcome_group": "TRAC's own split"})
NOT_TOOK: Row = ("outcomes", {"outcome": "ICE did not", "outcome_group": "TRAC's own split"})

# rule, rows that break it, what it says was found (one entry a row found)
CASES: list[tuple[str, list[Row], list[str]]] = [
    ("period-ends-after-it-begins", [count(period_end="2011-12-31")], ["2011-12-31"]),
    (
        "noncitizen-period-is-five-years",
        [("noncitizens", {"period_start_year": 2013, "period_end_year": 2018})],
        ["2013"],
    ),
    (
        "agreement-dates-in-order",
        [agreement(last_listed="2021-01-01")],
        ["2021-01-13, 2021-01-01"],
    ),
    (
        "agreement-dates-in-order",
        [agreement(first_not_listed="2021-06-01")],
        ["2021-01-13, 2021-06-01, 2021-06-01"],
    ),
    (
        "county-basis-fits-agreements",
        [agreement(county_fips="37183"), agreement(county_basis="by hand")],
        ["37183, no basis", "no county, by hand"],
    ),
    ("no-date-in-the-future-detainers", [count(period_end=FUTURE)], [FUTURE]),
    ("no-date-in-the-future-policy-events", [event(date=FUTURE)], [FUTURE]),
    ("no-date-in-the-future-agreements-287g", [agreement(signed_date=FUTURE)], [FUTURE]),
    (
        "no-date-in-the-future-agreements-287g-counts",
        [("agreements_287g_counts", {"snapshot_date": FUTURE})],
        [FUTURE],
    ),
    (
        "no-date-in-the-future-secure-communities",
        [("secure_communities", {"activated": FUTURE})],
        [FUTURE],
    ),
    ("no-date-in-the-future-statements", [("statements", {"said_on": FUTURE})], [FUTURE]),
    (
        "outcome-within-total",
        [count(), count(observation_id="a-2", outcome=BOOKED, value=101)],
        ["a-2: 101.0"],
    ),
    (
        "outcome-within-total",
        [
            count(),
            count(observation_id="a-2", outcome=BOOKED, value=60),
            count(observation_id="a-3", outcome="Lifted", value=41),
        ],
        ["a-2: with the other outcomes 101.0", "a-3: with the other outcomes 101.0"],
    ),
    (
        "outcome-within-total",
        [
            count(period_start=None),
            count(observation_id="a-2", outcome=BOOKED, value=101, period_start=None),
        ],
        ["a-2: 101.0"],
    ),
    ("area-fips-is-known", [NC, WAKE, count(area_fips="37182")], ["37182"]),
    ("area-fips-is-known", [NC, WAKE, count(area_fips="38")], ["38"]),
    ("area-fips-is-known-statements", [NC, ("statements", {"area_fips": "7183"})], ["7183"]),
    (
        "area-fips-is-known-counts",
        [NC, ("agreements_287g_counts", {"area_fips": "36"})],
        ["36"],
    ),
    ("area-fips-fits-area-type", [count(area_type="state")], ["37183"]),
    ("area-fips-fits-area-type", [count(area_type="state", area_fips="US")], ["US"]),
    ("area-fips-fits-area-type", [count(area_type="country", area_fips="37")], ["37"]),
    (
        "fips-valid-for-the-period",
        [SHANNON, count(area_fips="46113", period_start="2016-01-01", period_end="2016-12-31")],
        ["46113"],
    ),
    (
        "county-valid-on-the-date",
        [SHANNON, event(county_fips="46113", state_fips="46", date="2016-01-01")],
        ["46113"],
    ),
    ("every-source-is-used", [("sources", {"source_id": "a"})], ["a"]),
    ("jail-rate-needs-a-reason", [jail(value=61), noncitizens(100)], ["a-jail: 61"]),
    ("jail-rate-needs-a-reason", [jail(value=301), RESIDENTS], ["a-jail: 301"]),
    (
        "jail-rate-needs-a-reason",
        [jail(value=301), RESIDENTS, limit(area_fips="37185"), limit(area_fips="36")],
        ["a-jail: 301"],
    ),
    ("area-fips-is-known-limits", [WAKE, NC, limit(area_fips="37184")], ["37184"]),
    ("page-is-a-web-address-limits", [limit(page="www.example.org")], ["www.example.org"]),
    ("no-duplicate-observation", [count(), count(observation_id="a-2")], ["a-2"]),
    (
        "no-duplicate-observation",
        [count(period_start=None), count(observation_id="a-2", period_start=None)],
        ["a-2"],
    ),
    ("no-duplicate-event", [event(), event(event_id="e-2")], ["e-2"]),
    (
        "coarse-dates-are-first-days",
        [event(date_precision="month", date="2012-01-02")],
        ["2012-01-02"],
    ),
    (
        "coarse-dates-are-first-days",
        [event(date_precision="year", date="2012-02-01")],
        ["2012-02-01"],
    ),
    (
        "coarse-dates-are-first-days-successors",
        [("county_successors", {"changed_on": "2012-02-01", "date_precision": "year"})],
        ["2012-02-01"],
    ),
    (
        "coarse-dates-are-first-days-statements",
        [("statements", {"said_on": "2018-12-07", "said_on_precision": "month"})],
        ["2018-12-07"],
    ),
    (
        "opinions-are-not-checked",
        [
            ("statements", {"kind": "opinion", "finding": "matches the policy dates"}),
            ("statements", {"kind": "prediction", "finding": "not checked"}),
            ("statements", {"kind": "fact", "finding": "not checked"}),
        ],
        ["fact, not checked", "opinion, matches the policy dates"],
    ),
    ("value-or-suppressed", [count(value=None)], ["no number, exact"]),
    ("value-or-suppressed", [count(exactness="suppressed")], ["100.0, suppressed"]),
    ("agency-named", [count(area_type="agency")], ["agency, no agency"]),
    ("agency-named", [count(agency="Wake County Jail")], ["county, Wake County Jail"]),
    ("city-named", [count(area_type="city")], ["city, no city"]),
    ("city-named", [count(city="Fresno")], ["county, Fresno"]),
    (
        "period-without-a-first-day",
        [count(period_start=None)],
        ["stated, no first day"],
    ),
    ("area-fips-fits-area-type", [count(area_type="city", area_fips="37")], ["37"]),
    (
        "county-in-its-state",
        [("counties", {"county_fips": "37183", "state_fips": "36"})],
        ["37183"],
    ),
    ("county-in-its-state-events", [event(state_fips="36")], ["37183"]),
    ("county-in-its-state-events", [event(state_fips=None)], ["37183"]),
    ("county-in-its-state-agreements", [agreement(county_fips="36001")], ["36001"]),
    ("event-reach-fits-its-codes", [event(reach="country")], ["country"]),
    ("event-reach-fits-its-codes", [event(reach="country", county_fips=None)], ["country"]),
    ("event-reach-fits-its-codes", [event(reach="state")], ["state"]),
    (
        "event-reach-fits-its-codes",
        [event(reach="state", county_fips=None, state_fips=None)],
        ["state"],
    ),
    (
        "event-reach-fits-its-codes",
        [event(reach="state", county_fips=None), *in_counties("37063", "37135")],
        ["state"],
    ),
    ("event-reach-fits-its-codes", [event(county_fips=None)], ["county"]),
    ("event-reach-fits-its-codes", [event(reach="city", county_fips=None)], ["city"]),
    (
        "event-of-places-names-its-counties",
        [event(reach="state", county_fips=None, jurisdiction="Durham, Orange counties")],
        ["Durham, Orange counties"],
    ),
    (
        "event-of-places-names-its-counties",
        [event(reach="state", county_fips=None, jurisdiction="New York City")],
        ["New York City"],
    ),
    ("event-counties-are-several", [event(), *in_counties("37063", "37135")], ["e-1", "e-1"]),
    ("event-counties-are-several", [event(county_fips=None), *in_counties("37063")], ["e-1"]),
    (
        "event-counties-in-their-state",
        [event(county_fips=None), *in_counties("37063", "36005")],
        ["36005"],
    ),
    (
        "event-counties-valid-on-the-date",
        [
            SHANNON,
            event(county_fips=None, state_fips="46", date="2016-01-01"),
            *in_counties("46113", "46103"),
        ],
        ["46113"],
    ),
    ("unit-fits-measure", [MEASURE, count(unit="people")], ["people"]),
    ("former-county-has-successor", [SHANNON], ["46113"]),
    (
        "slug-unique-in-state",
        [WAKE, ("counties", {"county_fips": "37999", "state_fips": "37", "slug": "wake"})],
        ["wake", "wake"],
    ),
    ("small-cells-suppressed", [count(outcome=BOOKED, value=9)], ["a-1: 9.0"]),
    ("small-cells-suppressed", [count(area_type="city", outcome=BOOKED, value=9)], ["a-1: 9.0"]),
    (
        "small-cells-suppressed",
        [count(), count(observation_id="a-2", facility_kind="federal", value=9)],
        ["a-2: 9.0"],
    ),
    (
        "small-cells-suppressed",
        [count(value=9), count(observation_id="a-2", facility_kind="federal", value=0)],
        ["a-2: 0.0"],
    ),
    (
        "small-cells-suppressed",
        [count(value=9), count(observation_id="a-2", measure="detainers_issued_jails", value=9)],
        ["a-2: 9.0"],
    ),
    ("small-cells-suppressed", held(people=9, days=50), ["a-2: 50.0"]),
    ("small-cells-suppressed", held(days=50)[1:], ["a-2: 50.0"]),
    (
        "small-cells-cannot-be-worked-out",
        [BOOKING, count(), count(observation_id="a-2", outcome=BOOKED, value=93)],
        ["a-2: 7.0 left"],
    ),
    (
        "small-cells-cannot-be-worked-out",
        [count(), count(observation_id="a-2", facility_kind="federal", value=93)],
        ["a-2: 7.0 left"],
    ),
    (
        "small-cells-cannot-be-worked-out",
        [count(), count(observation_id="a-2", measure="detainers_issued_jails", value=93)],
        ["a-2: 7.0 left"],
    ),
    (
        "small-cells-cannot-be-worked-out",
        [
            count(facility_kind="federal"),
            count(observation_id="a-2", facility_kind="federal", value=60, period_end="2012-01-31"),
            count(
                observation_id="a-3",
                facility_kind="federal",
                value=33,
                period_start="2012-02-01",
                period_end="2012-02-29",
            ),
        ],
        ["a-3: 7.0 left"],
    ),
    (
        "small-cells-cannot-be-worked-out",
        [
            BOOKING,
            count(area_type="agency", agency="A JAIL", area_fips="37", outcome=BOOKED),
            count(
                observation_id="a-2",
                source_id="b",
                area_type="agency",
                agency="A JAIL",
                outcome=BOOKED,
                value=93,
                period_end="2012-06-30",
            ),
        ],
        ["a-2: 7.0 left"],
    ),
    ("days-fit-people", held(people=10, days=311), ["a-2: 311.0 days"]),
    (
        "people-and-days-move-together",
        [
            row
            for n in range(20)
            for row in held(people=10 + n, days=100 * (n % 2) + 10, area_fips=f"370{n:02}")
        ],
        ["2012-01: 0.09"],
    ),
    ("month-out-of-line", months(20, 20, 20, 76, 20, 20), ["a-3: 76.0"]),
    ("month-out-of-line", months(20, 20, 20, 0, 20, 20), ["a-3: 0.0"]),
    (
        "small-cells-cannot-be-worked-out",
        [
            TOOK,
            NOT_TOOK,
            count(outcome="ICE did not", value=50),
            count(
                observation_id="a-2",
                outcome="ICE took custody",
                value=None,
                exactness="suppressed",
            ),
        ],
        ["a-1: 50.0"],
    ),
    (
        "page-is-a-web-address-detainers",
        [count(page="javascript:alert(1)")],
        ["javascript:alert(1)"],
    ),
    ("page-is-a-web-address-detainers", [count(page="https://nowhere")], ["https://nowhere"]),
    ("page-is-a-web-address-policy-events", [event(page="ftp://e.org/a")], ["ftp://e.org/a"]),
    ("page-is-a-web-address-other", [event(other_page="file:///a.b")], ["file:///a.b"]),
    (
        "page-is-a-web-address-sources",
        [("sources", {"source_id": "a", "page": "Letter of 5 May"})],
        ["Letter of 5 May"],
    ),
    *(
        ("archive-is-a-copy", [archived(address)], [address])
        for address in (
            "http://web.archive.org/web/20190226000000/https://example.org/",
            "https://web.archive.org/web/2019*/https://example.org/",
            "https://web.archive.org/web/*/https://example.org/",
            "https://archive.org/search?query=example",
            "https://perma.cc/",
            "https://example.org/web/20190226000000/https://example.org/",
        )
    ),
    (
        "model-counts-add-up",
        [listed("JEM", 1), listed("TFM", 2), listed("WSO", 3), listed("all", 7)],
        ["7"],
    ),
]

# Rows that look wrong and are not.
ALLOWED: list[tuple[str, list[Row]]] = [
    ("period-ends-after-it-begins", [count(period_end="2012-01-01")]),
    ("period-ends-after-it-begins", [count(period_start=None)]),
    (
        "outcome-within-total",
        [count(), count(observation_id="a-2", source_id="b", outcome=BOOKED, value=500)],
    ),
    ("area-fips-is-known", [count(area_fips="US", area_type="country")]),
    ("fips-valid-for-the-period", [SHANNON, count(area_fips="46113", period_end="2015-12-31")]),
    ("no-duplicate-observation", [count(), count(observation_id="a-2", counted_by="ICE")]),
    ("no-duplicate-observation", [count(), count(observation_id="a-2", facility_kind="federal")]),
    ("period-without-a-first-day", [count(period_start=None, period_basis="not stated")]),
    ("no-duplicate-event", [event(), event(event_id="e-2", note="The list has it twice.")]),
    ("small-cells-suppressed", [count(value=9)]),
    ("small-cells-suppressed", [count(outcome=BOOKED, value=10)]),
    ("small-cells-suppressed", [count(outcome=BOOKED, value=3, area_type="country")]),
    (
        "small-cells-suppressed",
        [count(), count(observation_id="a-2", facility_kind="federal", value=0)],
    ),
    ("small-cells-suppressed", held(people=10)),
    (
        "small-cells-cannot-be-worked-out",
        [BOOKING, count(), count(observation_id="a-2", outcome=BOOKED, value=90)],
    ),
    (
        "small-cells-cannot-be-worked-out",
        [count(), count(observation_id="a-2", value=93, period_end="2012-06-30")],
    ),
    ("days-fit-people", held(people=10, days=310)),
    (
        "days-fit-people",
        [held(people=10)[0], count(**{**held(days=999)[1][1], "note": "As printed."})],
    ),
    (
        "people-and-days-move-together",
        [
            row
            for n in range(20)
            for row in held(people=10 + n, days=100 + 10 * n, area_fips=f"370{n:02}")
        ],
    ),
    ("month-out-of-line", months(20, 20, 20, 75, 20, 20)),
    ("month-out-of-line", months(20, 20, 20, 0, 20, 20, note="As printed.")),
    ("month-out-of-line", months(19, 19, 19, 0, 19, 19)),
    ("value-or-suppressed", [count(value=None, exactness="suppressed")]),
    ("coarse-dates-are-first-days", [event(date_precision="month", date="2012-02-01")]),
    ("page-is-a-web-address-detainers", [count(page="http://example.org/a?b=c#d")]),
    ("page-is-a-web-address-other", [event(other_page=None)]),
    ("event-reach-fits-its-codes", [event(reach="city")]),
    ("event-reach-fits-its-codes", [event(reach="state", county_fips=None)]),
    (
        "event-reach-fits-its-codes",
        [event(reach="country", county_fips=None, state_fips=None)],
    ),
    (
        "event-reach-fits-its-codes",
        [event(county_fips=None), *in_counties("37063", "37135")],
    ),
    (
        "event-of-places-names-its-counties",
        [event(reach="state", county_fips=None, jurisdiction="North Carolina")],
    ),
    ("event-counties-are-several", [event(county_fips=None), *in_counties("37063", "37135")]),
    ("county-basis-fits-agreements", [agreement()]),
    (
        "county-basis-fits-agreements",
        [agreement(county_fips="37183", county_basis="as listed")],
    ),
    ("every-source-is-used", [("sources", {"source_id": "a"}), count()]),
    ("every-source-is-used", [("sources", {"source_id": "a"}), limit(source_id="a")]),
    ("jail-rate-needs-a-reason", [jail(value=60), noncitizens(100)]),
    ("jail-rate-needs-a-reason", [jail(value=99), noncitizens(99)]),
    ("jail-rate-needs-a-reason", [jail(value=300), RESIDENTS]),
    ("jail-rate-needs-a-reason", [jail(value=61), noncitizens(100), limit()]),
    ("jail-rate-needs-a-reason", [jail(value=61), noncitizens(100), limit(area_fips="37")]),
    ("jail-rate-needs-a-reason", [count(value=61), noncitizens(100)]),
    ("area-fips-is-known-limits", [WAKE, NC, limit(), limit(area_fips="37")]),
    *(
        ("archive-is-a-copy", [archived(address)])
        for address in (
            None,
            "https://web.archive.org/web/20190226000000/https://example.org/a?b=c",
            "https://web.archive.org/web/20190226000000id_/https://example.org/",
            "https://webarchive.library.unt.edu/eot2008/20090507184343/http://www.ice.gov/a.htm",
            "https://archive.ph/aB3dE",
            "https://perma.cc/8A9B-CD3E",
            "https://zenodo.org/records/1234567",
            "https://doi.org/10.5281/zenodo.1234567",
        )
    ),
]


def found_by(rule: str, connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    result = connection.execute(RULES[rule].read_text(encoding="utf-8"))
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def header(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = [line[3:].split(": ", 1) for line in lines if line.startswith("-- ")]
    return dict(pairs)


@pytest.mark.parametrize(("rule", "rows", "expected"), CASES)
def test_a_rule_finds_the_broken_row(rule: str, rows: list[Row], expected: list[str]) -> None:
    with empty_tables() as connection:
        for table, row in rows:
            add(connection, table, **row)
        assert sorted(str(row["found"]) for row in found_by(rule, connection)) == expected


@pytest.mark.parametrize(("rule", "rows"), ALLOWED)
def test_a_rule_lets_a_right_row_pass(rule: str, rows: list[Row]) -> None:
    with empty_tables() as connection:
        for table, row in rows:
            add(connection, table, **row)
        assert found_by(rule, connection) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_nothing_in_the_committed_data(
    rule: str, tables: duckdb.DuckDBPyConnection
) -> None:
    assert found_by(rule, tables) == []


def test_every_rule_has_a_case() -> None:
    assert {rule for rule, _, _ in CASES} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_its_table_and_every_column_of_its_message(rule: str) -> None:
    about = header(RULES[rule])
    assert about["field"] in SCHEMAS[about["table"]]
    assert about["level"] in {"error", "warning"}
    with empty_tables() as connection:
        for table, row in next(rows for name, rows, _ in CASES if name == rule):
            add(connection, table, **row)
        row = found_by(rule, connection)[0]
    assert row["_file"] == f"{about['table']}.csv"
    (about["expected"] + about["mend"]).format_map(row)
