"""What the pages say of the article's claims follows from rows, and each reading says from where."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.package import load_package
from publisher.query import Rows, read_queries, run_queries
from publisher.warehouse import load, reading
from tests.data.tables import ROOT

pytestmark = pytest.mark.xdist_group("data")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Rows]]:
    warehouse: Path = tmp_path_factory.mktemp("statements") / "warehouse.duckdb"
    package = load_package(ROOT)
    load(package, warehouse)
    with reading(warehouse) as connection:
        yield run_queries(package, read_queries(ROOT), connection)[1]


READINGS = {
    "st-03": ("matches in part", "the law"),
    "st-05": ("matches the report it cites", "the report it cites"),
    "st-06": ("matches in part", "our data"),
    "st-10": ("matches", "the law"),
    "st-12": ("matches", "our data"),
    "st-13": ("partly in this data", "our data"),
    "st-15": ("opinion, not checked", None),
    "st-19": ("prediction, not checked", None),
    "st-23": ("cannot be checked with this data", None),
}


def test_a_reading_says_what_it_rests_on(results: dict[str, Rows]) -> None:
    found = {r["statement_id"]: (r["our_check"], r["based_on"]) for r in results["statement_list"]}
    assert {name: found[name] for name in READINGS} == READINGS


def test_a_claim_that_matches_our_data_has_rows(results: dict[str, Rows]) -> None:
    found = [r for r in results["statement_list"] if r["based_on"] == "our data"]
    assert found and all(r["rows_found"] for r in found)


def test_a_law_or_an_office_is_one_decision(results: dict[str, Rows]) -> None:
    rows = {r["row_id"] for r in results["statement_evidence"] if r["statement_id"] == "st-13"}
    assert "nc-032" in rows and "nc-035" not in rows  # Wake County Sheriff
    assert "ca-2017-10-05-signed" in rows and "ca-2018-01-01-took-effect" not in rows
    assert "nc-030" not in rows  # an answer to the press, no decision


def test_the_lanes_of_north_carolina_follow_the_rule_beside_them(results: dict[str, Rows]) -> None:
    counties = set(results["nc_policy_lanes"].column("county"))
    assert {"Buncombe", "Chatham", "Wake"} <= counties
    assert not {"Brunswick", "Duplin", "Person"} & counties
