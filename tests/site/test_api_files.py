"""The static API of the real site: every county answers, and answers what the tables hold."""

import csv
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate

from tests.site.built import ROOT

pytestmark = pytest.mark.xdist_group("built-files")

MB = 1_000_000
# What version 1 promises: programs rely on these names.
COUNTY = {
    "county_fips", "county_name", "short_name", "status", "state_fips", "state", "state_name",
    "population", "population_year", "noncitizens", "noncitizens_moe", "noncitizens_year",
    "jail_detainers", "all_detainers", "activated", "agreements", "detainers", "outcomes", "months",
    "policy_events", "agreements_by_agency", "figures",
}  # fmt: skip
STATE = {
    "state_fips", "state", "state_name", "counties", "jail_detainers", "counties_with_record",
    "counties_activated", "agreements", "events", "published", "months", "policy_events",
    "agreements_by_agency", "counties_of_state", "figures",
}  # fmt: skip
PATHS = {
    "/index.json", "/tables.json", "/counties.json", "/counties/{county_fips}.json",
    "/states.json", "/states/{state_fips}.json", "/policy-dates.json", "/sources.json",
    "/series/detainers-by-month.json", "/series/detainers-by-fiscal-year.json",
    "/series/outcomes-by-year.json", "/series/agreements-by-model.json",
    "/series/published-figures.json",
}  # fmt: skip


def rows(path: str) -> Iterator[dict[str, str]]:
    for file in sorted((ROOT / "datasets").glob(path)):
        with file.open(encoding="utf-8", newline="") as opened:
            yield from csv.DictReader(opened)


@pytest.fixture(scope="module")
def api(site: Path) -> Path:
    return site / "api/v1"


@pytest.fixture(scope="module")
def counties(api: Path) -> dict[str, Any]:
    """Every answer for a county, by code."""
    files = sorted((api / "counties").iterdir())
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def test_every_county_answers_with_its_names_and_latest_numbers(counties: dict[str, Any]) -> None:
    people: dict[str, tuple[int, int]] = {}
    for row in rows("counties/population.csv"):
        found = int(row["year"]), int(row["population"])
        people[row["county_fips"]] = max(found, people.get(row["county_fips"], (0, 0)))
    noncitizens: dict[str, tuple[int, int, int]] = {}
    for row in rows("counties/noncitizens.csv"):
        number, margin = int(row["noncitizen_population"]), int(row["margin_of_error"])
        found_too = int(row["period_end_year"]), number, margin
        noncitizens[row["county_fips"]] = max(
            found_too, noncitizens.get(row["county_fips"], (0, 0, 0))
        )
    expected = {
        row["county_fips"]: (
            row["county_name"],
            row["state_fips"],
            row["status"],
            people.get(row["county_fips"], (None, None)),
            noncitizens.get(row["county_fips"], (None, None, None)),
        )
        for row in rows("counties/counties.csv")
    }
    answered = {
        fips: (
            data["county_name"],
            data["state_fips"],
            data["status"],
            (data["population_year"], data["population"]),
            (data["noncitizens_year"], data["noncitizens"], data["noncitizens_moe"]),
        )
        for fips, data in ((fips, answer["data"]) for fips, answer in counties.items())
    }
    assert answered == expected
    assert len(answered) == 3245


def of_one_month(row: dict[str, str]) -> bool:
    """Whether a number is of a month or a part of one, as those in `months` are."""
    start, end = row["period_start"], row["period_end"]
    return bool(start) and start < end and start[:7] == end[:7]


def test_every_county_answers_with_its_rows(counties: dict[str, Any]) -> None:
    events, agreements = defaultdict(list), defaultdict(list)
    detainers: dict[str, list[float]] = defaultdict(list)
    for row in rows("policies/events/*.csv"):
        if row["county_fips"] or row["reach"] in ("state", "country"):
            events[row["county_fips"] or row["state_fips"]].append(row["event_id"])
    for row in rows("policies/policy_event_counties.csv"):
        events[row["county_fips"]].append(row["event_id"])
    for row in rows("policies/agreements_287g.csv"):
        agreements[row["county_fips"]].append((row["agency"], row["signed_date"] or None))
    counted = list(rows("detainers/observations/*.csv"))
    months: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in counted:
        if of_one_month(row) and not row["outcome"] and row["area_type"] != "agency":
            months[row["source_id"], row["area_fips"]].add(row["period_start"])
    series = {source for (source, _), days in months.items() if len(days) >= 3}
    for row in counted:
        in_months = row["source_id"] in series and of_one_month(row)
        if in_months or row["outcome"] or row["exactness"] == "suppressed":
            continue
        if len(row["area_fips"]) == 5:
            detainers[row["area_fips"]].append(float(row["value"]))
    for fips, answer in counties.items():
        data = answer["data"]
        assert sorted(event["event_id"] for event in data["policy_events"]) == sorted(
            events[fips] + events[fips[:2]]
        ), fips
        assert sorted(entry["value"] for entry in data["detainers"]) == sorted(detainers[fips])
        assert sorted(
            (entry["agency"], entry["signed_date"] or "") for entry in data["agreements_by_agency"]
        ) == sorted((agency, day or "") for agency, day in agreements[fips]), fips


def test_the_jail_figure_of_wake_is_that_of_its_source(counties: dict[str, Any]) -> None:
    answer = counties["37183"]
    assert answer["data"]["jail_detainers"] == 5657
    assert answer["page"] == "../../../counties/north-carolina/wake/"
    named = {source["source_id"] for source in answer["sources"]}
    assert "trac-county-totals" in named
    assert any(name.startswith("census-") for name in named)


def test_every_answer_names_its_sources_terms_version_and_page(api: Path) -> None:
    version = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["version"]
    for file in api.rglob("*.json"):
        if file.name == "openapi.json":
            continue
        answer = json.loads(file.read_text(encoding="utf-8"))
        assert answer["version"] == version
        assert answer["licenses"][0]["name"] == "CC-BY-4.0"
        assert answer["sources"] or file.name == "index.json", file
        page = posixpath.normpath(posixpath.join(file.parent.as_posix(), answer["page"]))
        assert (Path(page) / "index.html").is_file(), file


def test_the_charts_of_a_county_are_where_it_says(api: Path, counties: dict[str, Any]) -> None:
    found = 0
    for fips in ("37183", "48201", "36061", "06037", "10001"):
        for figure in counties[fips]["data"]["figures"]:
            for name in ("page", "svg", "csv"):
                path, _, anchor = figure[name].partition("#")
                file = Path(posixpath.normpath((api / "counties" / path).as_posix()))
                file = file / "index.html" if anchor else file
                assert file.is_file(), figure
                assert not anchor or f'id="{anchor}"' in file.read_text(encoding="utf-8")
                found += 1
    assert found >= 3 * 3 * 5


def test_the_document_is_openapi_and_answers_are_as_it_says(api: Path) -> None:
    document = json.loads((api / "openapi.json").read_text(encoding="utf-8"))
    validate(document)
    assert document["paths"].keys() >= PATHS
    for path, item in document["paths"].items():
        content = item["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": document["components"]}
        checked = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        checked.validate(content["example"])
        pattern = re.sub(r"{\w+}", "*", path.lstrip("/"))
        files = sorted(api.glob(pattern))
        assert files, path
        for file in files[::25] if len(files) > 100 else files:
            checked.validate(json.loads(file.read_text(encoding="utf-8")))


def test_the_names_that_version_1_promises_are_there(api: Path, counties: dict[str, Any]) -> None:
    assert counties["37183"]["data"].keys() >= COUNTY
    state = json.loads((api / "states/37.json").read_text(encoding="utf-8"))["data"]
    assert state.keys() >= STATE


def test_answers_are_small(api: Path) -> None:
    sizes = {
        file.relative_to(api).as_posix(): file.stat().st_size
        for file in api.rglob("*")
        if file.is_file()
    }
    own = [size for path, size in sizes.items() if path.startswith("counties/")]
    assert max(own) < 25_000
    assert sum(own) < 25 * MB
    assert max(sizes.values()) < 2 * MB
