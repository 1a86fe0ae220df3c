"""The committed CSV says what its sources say. Every expected value is written out."""

import csv
import io
import json
import re
import unicodedata

import duckdb
import pytest

from tests.data.tables import DESCRIPTOR, KEYS, PATHS, ROOT, SCHEMAS

pytestmark = pytest.mark.xdist_group("data")

FILES = [(name, path) for name, paths in PATHS.items() for path in paths]
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

ROWS = {
    "datasets/counties/states.csv": 55,
    "datasets/counties/counties.csv": 3245,
    "datasets/counties/county_seats.csv": 2988,
    "datasets/counties/county_successors.csv": 38,
    "datasets/counties/population.csv": 78628,
    "datasets/counties/noncitizens.csv": 31425,
    "datasets/detainers/measures.csv": 28,
    "datasets/detainers/outcomes.csv": 25,
    "datasets/detainers/facilities.csv": 1532,
    "datasets/detainers/observations/us-monthly-foia.csv": 94,
    "datasets/detainers/observations/us-outcomes-by-year-foia.csv": 117,
    "datasets/detainers/observations/facility-outcomes-foia.csv": 490,
    "datasets/detainers/observations/trac-county-totals.csv": 9287,
    "datasets/detainers/observations/trac-facts.csv": 48,
    "datasets/detainers/observations/north-carolina-facts.csv": 19,
    "datasets/detainers/observations/minnesota-monthly.csv": 42,
    "datasets/policies/events/doj-list-2025-08-05.csv": 35,
    "datasets/policies/events/ice-cis-list-2014.csv": 166,
    "datasets/policies/agreements_287g.csv": 1958,
    "datasets/policies/agreements_287g_counts.csv": 325,
    "datasets/policies/secure_communities.csv": 3146,
}

# Files that contributors add to, and how many rows they have at least.
AT_LEAST = {
    "datasets/policies/events/texas.csv": 20,
    "datasets/detainers/observations/travis-facts.csv": 3,
    "datasets/detainers/jail_figure_limits.csv": 270,
    "datasets/sources/changes.csv": 8,
    "datasets/policies/events/federal.csv": 17,
    "datasets/policies/events/north-carolina.csv": 90,
    "datasets/policies/events/states.csv": 110,
    "datasets/policies/policy_event_counties.csv": 26,
    "datasets/sources/sources.csv": 200,
    "datasets/detainers/observations/wake-facts.csv": 2,
    "datasets/statements/statements.csv": 26,
}

# Files whose sources are counted by bounds.
LATER = {
    f"datasets/detainers/observations/{name}.csv"
    for name in (
        "california-cities",
        "declines-by-jail",
        "ice-arrests-by-state",
        "minnesota-counties",
        "other-states-facts",
        "pennsylvania-county-months",
        "pennsylvania-outcomes",
        "texas-county-months",
    )
}

# Sources of the later files -> what is counted -> rows, and their sum. A contributor can add rows
# of the same source, so both are the least that must be there.
LEAST: dict[str, list[tuple[str, int, float]]] = {
    "tcjs-detainer-reports": [
        ("measure = 'people_with_detainer'", 18363, 350124),
        ("measure = 'jail_days_of_people_with_detainer'", 3274, 6816110),
        ("measure = 'jail_cost_of_people_with_detainer'", 3274, 413492599),
    ],
    "foia-pa-detainers": [
        ("outcome is null and facility_kind is null and month", 5640, 32757),
        ("outcome is null and facility_kind is null and not month", 434, 32757),
        ("facility_kind = 'local jail or police' and month", 646, 6679),
        ("facility_kind = 'other than local' and month", 646, 13243),
        ("outcome is not null and facility_kind is null", 293, 26952),
        ("outcome is not null and facility_kind is not null", 109, 7853),
    ],
    "ddp-mn-reformer-counties": [
        ("outcome is null and facility_kind is null", 53, 882),
        ("outcome = 'Detainer Declined by LEA'", 1, 181),
    ],
    "npr-foia-california-cities": [("area_type = 'city'", 141, 88319)],
    "npr-foia-declines-by-year": [("outcome = 'Detainer Declined by LEA'", 44, 2535)],
    "ddp-mn-reformer-arrests": [("measure = 'ice_arrests'", 40, 69275)],
    "ddp-uwchr-arrests": [("measure = 'ice_arrests'", 97, 5315)],
    "texas-counties-2020-01": [("measure = 'people_with_detainer'", 12, 3474)],
}

# What a figure is -> the query that gives it -> the value the source gives.
FIGURES = {
    "months of the US file": (
        """select count(*), sum(value) from detainers
        where observation_id similar to 'us-.{4}-[01].'""",
        (94, 1814828),
    ),
    "fiscal year 2012": (
        """select sum(value) from detainers where source_id = 'npr-foia-detainers-by-month'
        and period_start between '2011-10-01' and '2012-09-30'""",
        (286530,),
    ),
    "fiscal year 2013": (
        """select sum(value) from detainers where source_id = 'npr-foia-detainers-by-month'
        and period_start between '2012-10-01' and '2013-09-30'""",
        (216730,),
    ),
    "fiscal year 2014": (
        """select sum(value) from detainers where source_id = 'npr-foia-detainers-by-month'
        and period_start between '2013-10-01' and '2014-09-30'""",
        (164186,),
    ),
    "highest month": (
        """select strftime(arg_max(period_start, value), '%Y-%m'), max(value) from detainers
        where source_id = 'npr-foia-detainers-by-month'""",
        ("2011-08", 28717),
    ),
    "second highest month": (
        "select value from detainers where observation_id = 'us-2011-03'",
        (28475,),
    ),
    "partial periods of the FOIA files": (
        """select string_agg(distinct strftime(period_start, '%Y-%m-%d'), ' '
          order by strftime(period_start, '%Y-%m-%d'))
        from detainers where partial and source_id like 'npr-foia-%' and area_type = 'country'""",
        ("2007-10-01 2015-01-01 2015-07-01",),
    ),
    "outcomes by year, all": (
        "select sum(value) from detainers where source_id = 'npr-foia-outcomes-by-year'",
        (1814828,),
    ),
    "no outcome recorded, all years": (
        """select sum(value) from detainers where source_id = 'npr-foia-outcomes-by-year'
        and outcome = 'No outcome recorded'""",
        (827923,),
    ),
    "facility numbers below 10, not published": (
        """select count(*) from detainers
        where source_id = 'npr-foia-facility-outcomes' and exactness = 'suppressed'""",
        (261,),
    ),
    "Wake sheriff, booked into detention": (
        """select value from detainers
        where observation_id = 'foia-nc-wake-county-sheriff-dept-booked-into-detention'""",
        (3816,),
    ),
    "Wake sheriff, lifted": (
        """select value from detainers
        where observation_id = 'foia-nc-wake-county-sheriff-dept-lifted'""",
        (1091,),
    ),
    "TRAC totals": (
        """select count(*), sum(value) from detainers where source_id = 'trac-county-totals'
        and measure = 'detainers_issued' and outcome is null""",
        (2322, 1852690),
    ),
    "TRAC counties with a code": (
        """select count(distinct area_fips) from detainers
        where source_id = 'trac-county-totals' and area_type = 'county'""",
        (2317,),
    ),
    "TRAC without a place": (
        """select value from detainers where source_id = 'trac-county-totals' and outcome is null
        and area_type = 'unplaced' and area_fips = 'US'""",
        (138520,),
    ),
    "TRAC, Wake": (
        "select value from detainers where observation_id = 'trac-37183-total'",
        (11764,),
    ),
    "TRAC, Wake jails": (
        "select value from detainers where observation_id = 'trac-37183-jail'",
        (5657,),
    ),
    "Texas, days of the months with 10 people or more alone": (
        """select count(*) from detainers d join detainers p on p.source_id = d.source_id
          and p.area_fips = d.area_fips and p.period_start = d.period_start
        where p.measure = 'people_with_detainer' and d.measure like 'jail_%' and p.value < 10""",
        (0,),
    ),
    "Philadelphia, declined in 2014": (
        """select value from detainers
        where observation_id = 'pa-42101-2014-detainer-declined-by-lea'""",
        (148,),
    ),
    "Oregon's arrests of September 2025 in two sources": (
        """select min(value), max(value) from detainers where measure = 'ice_arrests'
        and area_fips = '41' and period_start = '2025-09-01'""",
        (105, 106),
    ),
    "TRAC outcomes and jail figures not published": (
        """select count(*) filter (where outcome is not null), count(*) filter (where outcome is null)
        from detainers where source_id = 'trac-county-totals' and exactness = 'suppressed'""",
        (1702, 457),
    ),
    "TRAC report 511, fiscal year 2012": (
        "select value from detainers where observation_id = 'trac-fact-report-511-fy2012'",
        (276181,),
    ),
    "TRAC report 370, fiscal year 2012": (
        "select value from detainers where observation_id = 'trac-fact-report-370-fy2012'",
        (273982,),
    ),
    "Minnesota": (
        """select count(*), sum(value), max(value) from detainers
        where source_id = 'ddp-mn-reformer-monthly'""",
        (42, 6232, 493),
    ),
    "Wake, about 90 in jail": (
        """select value, exactness from detainers
        where observation_id = 'nc-37183-2018-12-07-people-in-jail-with-detainer'""",
        (90, "rounded"),
    ),
    "Wake, 16 released": (
        """select value, exactness from detainers
        where observation_id = 'nc-37183-2018-12-18-people-released'""",
        (16, "exact"),
    ),
    "Wake, 79 still listed": (
        """select value, exactness from detainers
        where observation_id = 'nc-37183-2018-12-18-people-in-jail-with-detainer'""",
        (79, "exact"),
    ),
    "states whose figure fails as a whole": (
        """select string_agg(area_fips, ' ' order by area_fips) from jail_figure_limits
        where length(area_fips) = 2""",
        ("02 09 10 11 15 44 50 66 72 78",),
    ),
    "federal contract prisons in Texas": (
        """select string_agg(area_fips, ' ' order by area_fips) from jail_figure_limits
        where limit_kind = 'federal contract prison' and left(area_fips, 2) = '48'""",
        ("48047 48095 48169 48227 48229 48255 48389 48489",),
    ),
    "Fairfax city and county": (
        """select string_agg(limit_kind, ', ' order by area_fips desc) from jail_figure_limits
        where area_fips in ('51600', '51059')""",
        ("records of the county around it, records stand with another place",),
    ),
    "North Carolina, places with a limit": (
        "select count(*) from jail_figure_limits where left(area_fips, 2) = '37'",
        (0,),
    ),
    "how the county of an agreement is known": (
        """select count(*) filter (where county_basis = 'as listed'),
          count(*) filter (where county_basis = 'city''s county'),
          count(*) filter (where county_basis = 'by hand'),
          count(*) filter (where county_fips is null)
        from agreements_287g""",
        (1688, 155, 24, 91),
    ),
    "listed agencies of Miami-Dade": (
        """select count(distinct agency) from agreements_287g
        where county_fips = '12086' and status = 'listed'""",
        (13,),
    ),
    "listed agencies": (
        """select count(*) from (select distinct state_fips, agency from agreements_287g
        where status = 'listed')""",
        (1551,),
    ),
    "reach of ICE's list of 2014": (
        """select count(*) filter (where reach = 'county'), count(*) filter (where reach = 'city'),
          count(*) filter (where reach = 'state') from policy_events where event_id like 'cis-2014-%'""",
        (146, 16, 4),
    ),
    "reach of the Justice Department's list": (
        """select count(*) filter (where reach = 'county'), count(*) filter (where reach = 'city'),
          count(*) filter (where reach = 'state') from policy_events where event_id like 'doj-2025-%'""",
        (8, 14, 13),
    ),
    "counties of New York City on both lists": (
        """select count(*), count(distinct county_fips) from policy_event_counties
        where event_id in ('cis-2014-155', 'doj-2025-08-05-new-york-city-ny')""",
        (10, 5),
    ),
    "DHS list of May 2025 in North Carolina": (
        """select string_agg(county_fips, ' ' order by county_fips) from policy_event_counties
        where event_id = 'nc-070'""",
        ("37021 37037 37063 37135",),
    ),
    "acts that ICE's list has by the month, with their day": (
        """select string_agg(strftime(date, '%Y-%m-%d'), ' ' order by date) from policy_events
        where event_id in ('cis-2014-150', 'cis-2014-151', 'cis-2014-152', 'cis-2014-155',
          'cis-2014-159', 'cis-2014-163')""",
        ("2011-09-07 2012-06-04 2013-03-18 2013-12-02 2013-12-03 2014-04-16",),
    ),
    "listings, vetoes, reports and elections that add or limit": (
        """select count(*) from policy_events where effect_on_cooperation <> 'none'
        and action in ('listed', 'no longer listed', 'vetoed', 'findings released', 'vote held')""",
        (0,),
    ),
    "states that one ruling binds": (
        """select count(*), count(distinct date) from policy_events
        where instrument_name = '745 F.3d 634 (3d Cir. 2014)'""",
        (4, 1),
    ),
    "Wake, detainers turned aside in 13 months": (
        """select value, counted_by from detainers
        where observation_id = 'wake-37183-2020-02-14-detainers-not-honored'""",
        (200, "the US attorney for the Eastern District of North Carolina"),
    ),
    "Wake, deported under 287(g)": (
        """select value, exactness from detainers
        where observation_id = 'wake-37183-2018-12-07-people-deported'""",
        (1500, "rounded"),
    ),
    "agreements on the last list": (
        """select count(*) from agreements_287g
        where status = 'listed' and last_listed = '2026-05-18'""",
        (1843,),
    ),
    "agreements listed at all": (
        "select count(*) from agreements_287g where status = 'listed'",
        (1843,),
    ),
    "agreements of North Carolina": (
        "select count(*) from agreements_287g where state_fips = '37'",
        (32,),
    ),
    "agreements without a county": (
        "select count(*) from agreements_287g where county_fips is null",
        (91,),
    ),
    "agreements signed after their first list": (
        "select count(*) from agreements_287g where first_listed < signed_date",
        (15,),
    ),
    "lists counted": (
        "select count(distinct snapshot_date) from agreements_287g_counts",
        (65,),
    ),
    "agreements in January 2021": (
        """select agreements from agreements_287g_counts
        where snapshot_date = '2021-01-31' and area_fips = 'US' and model = 'all'""",
        (148,),
    ),
    "agreements in May 2026": (
        """select agreements from agreements_287g_counts
        where snapshot_date = '2026-05-18' and area_fips = 'US' and model = 'all'""",
        (1843,),
    ),
    "Secure Communities, first and last day": (
        """select strftime(min(activated), '%Y-%m-%d'), strftime(max(activated), '%Y-%m-%d'),
          count(*) - count(activated) from secure_communities""",
        ("2008-10-27", "2013-01-22", 3),
    ),
    "noncitizens of Wake": (
        """select noncitizen_population, margin_of_error from noncitizens
        where county_fips = '37183' and period_end_year = 2018""",
        (79187, 2638),
    ),
    # The 50 states and the District of Columbia; these years have no rows for Puerto Rico.
    "residents 2008": ("select sum(population) from population where year = 2008", (304374846,)),
    "residents 2019": ("select sum(population) from population where year = 2019", (328239523,)),
    # Without Connecticut, which has no rows for the year.
    "residents 2024": ("select sum(population) from population where year = 2024", (336435919,)),
    "facilities with a county, and their counties": (
        "select count(county_fips), count(distinct county_fips) from facilities",
        (1522, 927),
    ),
    "facilities whose county was corrected by hand": (
        "select count(*) from facilities where county_basis in ('city', 'facility name')",
        (76,),
    ),
    "current and former counties": (
        """select count(*) filter (where status = 'current'),
          count(*) filter (where status = 'former') from counties""",
        (3225, 20),
    ),
    "counties of the boundaries with an area": (
        """select count(*) from counties where status = 'current' and land_area_m2 is not null""",
        (3222,),
    ),
}


@pytest.mark.parametrize("path", ROWS)
def test_a_file_has_the_rows_of_its_source(path: str) -> None:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) == ROWS[path]


@pytest.mark.parametrize("path", AT_LEAST)
def test_a_growing_file_keeps_its_rows(path: str) -> None:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.DictReader(file)) >= AT_LEAST[path]


def test_every_described_file_is_counted_here() -> None:
    # What `build.py import` writes is counted by its own report.
    named = sorted(path for _, path in FILES if "/import-" not in path)
    assert sorted([*ROWS, *AT_LEAST, *LATER]) == named


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_that_of_its_source(name: str, tables: duckdb.DuckDBPyConnection) -> None:
    query, expected = FIGURES[name]
    assert tables.execute(query).fetchall() == [expected]


def test_outcomes_of_a_year_add_up_to_its_months(tables: duckdb.DuckDBPyConnection) -> None:
    query = """select year(period_start), sum(value) from detainers where source_id = ?
        group by 1 order by 1"""
    months = tables.execute(query, ["npr-foia-detainers-by-month"]).fetchall()
    outcomes = tables.execute(query, ["npr-foia-outcomes-by-year"]).fetchall()
    assert months == outcomes
    assert [year for year, _ in months] == [*range(2007, 2016)]


def test_the_counted_list_of_each_model_is_the_sum_of_listed_agreements(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    listed = tables.execute(
        "select model, count(*) from agreements_287g where status = 'listed' group by 1 order by 1"
    ).fetchall()
    assert listed == [("JEM", 182), ("TFM", 1162), ("WSO", 499)]


@pytest.mark.parametrize(("name", "path"), FILES)
def test_a_file_is_in_canonical_form(name: str, path: str) -> None:
    data = (ROOT / path).read_bytes()
    text = data.decode("utf-8")
    assert not data.startswith(b"\xef\xbb\xbf"), "no byte order mark"
    assert b"\r" not in data and data.endswith(b"\n") and not data.endswith(b"\n\n")
    assert text == unicodedata.normalize("NFC", text)
    records = list(csv.reader(io.StringIO(text, newline="")))
    assert records[0] == list(SCHEMAS[name])
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    assert text == out.getvalue(), "quotes only where they are needed"
    cells = {cell for record in records for cell in record}
    assert not [cell for cell in cells if cell != " ".join(cell.split())], "no stray blanks"


@pytest.mark.parametrize(("name", "path"), FILES)
def test_rows_are_sorted_by_their_key(name: str, path: str) -> None:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        keys = [tuple(row[column] for column in KEYS[name]) for row in csv.DictReader(file)]
    assert keys == sorted(set(keys)), "make check CHECK_OPTIONS=--fix sorts them"


@pytest.mark.parametrize(("name", "path"), FILES)
def test_dates_and_truth_values_have_one_form(name: str, path: str) -> None:
    dates = [column for column, kind in SCHEMAS[name].items() if kind == "DATE"]
    truths = [column for column, kind in SCHEMAS[name].items() if kind == "BOOLEAN"]
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert all(ISO_DATE.fullmatch(row[column]) for column in dates if row[column]), row
            assert all(row[column] in {"true", "false"} for column in truths), row


def test_every_row_of_every_table_names_its_source() -> None:
    without = {"changes", "measures", "outcomes", "policy_event_counties", "sources"}
    assert {name for name in SCHEMAS if "source_id" not in SCHEMAS[name]} == without - {"sources"}
    for resource in DESCRIPTOR["resources"]:
        if resource["name"] in without or "schema" not in resource:
            continue
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert fields["source_id"]["constraints"]["required"], resource["name"]
        assert "every row cites a source" in fields["source_id"]["mend"]
        keys = [key["reference"] for key in resource["schema"]["foreignKeys"]]
        assert {"resource": "sources", "fields": ["source_id"]} in keys


def test_sentences_are_read_for_personal_data() -> None:
    free = {
        f"{resource['name']}.{field['name']}"
        for resource in DESCRIPTOR["resources"]
        for field in resource.get("schema", {}).get("fields", [])
        if field.get("freeText")
    }
    named = {"note", "notes", "summary", "statement", "description", "code_note", "licence_note"}
    written = {f"{name}.{field}" for name in SCHEMAS for field in SCHEMAS[name] if field in named}
    assert written <= free


def test_every_field_is_described() -> None:
    for resource in DESCRIPTOR["resources"]:
        assert resource["title"] and resource["description"] and resource["licenses"]
        assert resource["sources"]
        for field in resource.get("schema", {}).get("fields", []):
            assert field["title"] and field["description"].endswith("."), field["name"]


def test_an_example_is_a_value_of_its_field(tables: duckdb.DuckDBPyConnection) -> None:
    wrong = []
    for resource in DESCRIPTOR["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            name = field["name"]
            query = f'select count(*) from "{resource["name"]}" where "{name}" = ?'
            if "example" in field:
                ((rows,),) = tables.execute(query, [field["example"]]).fetchall()
                wrong += [] if rows else [f"{resource['name']}.{name}: {field['example']}"]
    assert wrong == []


def test_shapes_and_current_counties_are_the_same_places(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    file = ROOT / "datasets/counties/boundaries.topo.json"
    layers = json.loads(file.read_text(encoding="utf-8"))["objects"]
    shapes = {shape["id"] for shape in layers["counties"]["geometries"]}
    current = tables.execute("select county_fips from counties where status = 'current'")
    assert {fips for (fips,) in current.fetchall()} - shapes == {"66010", "78010", "78030"}
    assert len(shapes) == 3222
    assert len(layers["states"]["geometries"]) == 52


@pytest.mark.parametrize(
    ("fips", "slug", "short"),
    [
        ("37183", "wake", "Wake"),
        ("51059", "fairfax", "Fairfax County"),
        ("51600", "fairfax-city", "Fairfax city"),
        ("24005", "baltimore", "Baltimore County"),
        ("24510", "baltimore-city", "Baltimore city"),
        ("29189", "st-louis", "St. Louis County"),
        ("29510", "st-louis-city", "St. Louis city"),
        ("51510", "alexandria", "Alexandria"),
        ("51036", "charles-city", "Charles City"),
        ("32510", "carson-city", "Carson City"),
        ("35013", "dona-ana", "Doña Ana"),
        ("24033", "prince-georges", "Prince George's"),
        ("09120", "greater-bridgeport", "Greater Bridgeport"),
        ("22071", "orleans", "Orleans"),
        ("11001", "district-of-columbia", "District of Columbia"),
    ],
)
def test_a_place_has_the_name_a_reader_would_say(
    fips: str, slug: str, short: str, tables: duckdb.DuckDBPyConnection
) -> None:
    query = "select slug, short_name from counties where county_fips = ?"
    assert tables.execute(query, [fips]).fetchall() == [(slug, short)]


def test_no_small_outcome_count_is_published(tables: duckdb.DuckDBPyConnection) -> None:
    small = tables.execute(
        """select observation_id from detainers
        where outcome is not null and value < 10 and area_type <> 'country'"""
    ).fetchall()
    assert small == []


def test_a_suppressed_outcome_cannot_be_had_from_the_total(
    tables: duckdb.DuckDBPyConnection,
) -> None:
    one_left = tables.execute(
        """select regexp_replace(observation_id, '-(no-custody|custody)$', '') as place
        from detainers where source_id = 'trac-county-totals' and outcome is not null
        group by place having count(value) = 1 or count(*) <> 2"""
    ).fetchall()
    assert one_left == []


@pytest.mark.parametrize(
    ("source", "where", "rows", "added"),
    [(source, *one) for source, all_of_it in LEAST.items() for one in all_of_it],
)
def test_a_later_source_has_at_least_its_rows(
    source: str, where: str, rows: int, added: float, tables: duckdb.DuckDBPyConnection
) -> None:
    query = f"""select count(*), sum(value) from (select *,
          date_trunc('month', period_start) = date_trunc('month', period_end) as month from detainers)
        where source_id = ? and {where}"""
    ((found, total),) = tables.execute(query, [source]).fetchall()
    assert found >= rows
    assert total >= added
