"""The tables of the real site are described for programs, and their fields counted for readers."""

import csv
import hashlib
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import others
from tests.publisher.test_catalogue import addresses, linked
from tests.publisher.test_others import check, croissant, datasette, old_client
from tests.site.built import ROOT
from tests.site.conftest import Reader
from tests.site.visits import open_page
from tests.standards import DCAT, GOOGLE, broken

pytestmark = pytest.mark.xdist_group("described-data")

DESCRIPTION = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in DESCRIPTION["resources"]}
TABLES = [name for name, resource in RESOURCES.items() if "schema" in resource]
ARCHIVES = [entry["name"] for entry in DESCRIPTION["packages"]]


def slug(name: str) -> str:
    return name.replace("_", "-")


def cells(site: Path, table: str) -> list[dict[str, str]]:
    with (site / f"data/latest/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def descriptions(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The description of all tables, and the one in each archive, by name."""
    found = {"": site / "data/latest/datapackage.json"}
    folder = tmp_path_factory.mktemp("archives")
    for name in ARCHIVES:
        with zipfile.ZipFile(site / f"data/latest/{name}.zip") as archive:
            archive.extractall(folder)
        found[name] = folder / name / "datapackage.json"
    return found


@pytest.mark.parametrize("name", ["", *ARCHIVES])
def test_every_description_keeps_the_rules_of_data_package_2(
    name: str, descriptions: dict[str, Path]
) -> None:
    assert check(descriptions[name]) == []


@pytest.mark.parametrize("name", ["", *ARCHIVES])
def test_every_description_loads_in_the_client_before_frictionless(
    name: str, site: Path, descriptions: dict[str, Path]
) -> None:
    found = old_client(descriptions[name], limit=100)  # it reads some thousand rows a second
    assert found["errors"] == []
    assert {table: len(rows) for table, rows in found["tables"].items()} == {
        table: min(100, len(cells(site, table))) for table in found["tables"]
    }


def test_datasette_gets_every_row_of_every_table(
    site: Path, descriptions: dict[str, Path], tmp_path: Path
) -> None:
    database = datasette(descriptions[""], tmp_path)
    found = {n: database.execute(f"select count(*) from {n}").fetchall()[0][0] for n in TABLES}
    assert found == {name: len(cells(site, name)) for name in TABLES}
    first = database.execute("select county_fips from counties order by county_fips limit 1")
    assert first.fetchall() == [("01001",)]


@pytest.mark.parametrize("name", [name for name in ARCHIVES if name != "counties"])
def test_datasette_takes_an_archive_alone(
    name: str, descriptions: dict[str, Path], tmp_path: Path
) -> None:
    database = datasette(descriptions[name], tmp_path)
    whole = json.loads(descriptions[name].read_text(encoding="utf-8"))
    for table in (resource["name"] for resource in whole["resources"]):
        assert database.execute(f"select count(*) from {table}").fetchall()[0][0] > 0


def test_mlcroissant_reads_records_and_keeps_codes(site: Path) -> None:
    names = ["states", "measures", "policy_events", "sources"]
    found = croissant(site / "data/latest/croissant.json", *names)
    assert found["warnings"] == []
    assert {name: len(rows) for name, rows in found["records"].items()} == {
        name: len(cells(site, name)) for name in names
    }
    assert found["records"]["states"][0]["state_fips"] == "01"


def test_croissant_has_every_table_with_its_fields(site: Path) -> None:
    whole = json.loads((site / "data/latest/croissant.json").read_text(encoding="utf-8"))
    assert {r["@id"]: [f["name"] for f in r["field"]] for r in whole["recordSet"]} == {
        name: [field["name"] for field in RESOURCES[name]["schema"]["fields"]] for name in TABLES
    }


def test_the_citation_file_is_valid_and_that_of_the_repository(site: Path) -> None:
    file = site / "data/latest/CITATION.cff"
    assert file.read_bytes() == (ROOT / "CITATION.cff").read_bytes()
    assert "valid" in others.run("cff", "cffconvert", "--validate", "-i", str(file))


def test_the_catalogue_of_governments_is_valid(site: Path) -> None:
    found = json.loads((site / "data.json").read_text(encoding="utf-8"))
    assert broken(found, DCAT) == []
    assert [entry["identifier"].split("/")[1] for entry in found["dataset"]] == list(RESOURCES)


@pytest.mark.parametrize("name", TABLES)
def test_the_page_of_a_table_tells_search_engines_of_it(name: str, site: Path) -> None:
    found = linked(site / f"data/{slug(name)}/index.html")
    assert broken(found, GOOGLE) == []
    assert found["name"] == RESOURCES[name]["title"]
    assert found["spatialCoverage"] == "United States"
    assert {v["propertyID"] for v in found["variableMeasured"]} == {
        field["name"] for field in RESOURCES[name]["schema"]["fields"]
    }
    named = [file["name"] for file in found["distribution"]]
    assert len(named) == len(set(named))
    assert {f"{name}.csv", f"{name}.parquet"} <= set(named)
    for file in found["distribution"]:
        data = (site / f"data/{slug(name)}" / file["contentUrl"]).resolve().read_bytes()
        assert file["sha256"] == hashlib.sha256(data).hexdigest()


def test_the_page_of_all_tables_tells_search_engines_of_them(site: Path) -> None:
    found = linked(site / "data/index.html")
    assert broken(found, GOOGLE) == []
    assert [part["name"] for part in found["hasPart"]] == [r["title"] for r in RESOURCES.values()]
    for address in addresses(found):
        if "://" not in address:
            path = (site / "data" / address).resolve()
            assert path.exists(), address


def value_of(cell: str, kind: str) -> Any:
    if kind in ("integer", "number"):
        return float(cell)
    return {"true": True, "false": False}[cell] if kind == "boolean" else cell


@pytest.mark.parametrize("name", TABLES)
def test_what_is_in_each_field_is_counted_right(name: str, site: Path) -> None:
    rows = cells(site, name)
    found = json.loads((site / f"data/{slug(name)}/profile.json").read_text(encoding="utf-8"))
    assert found["rows"] == len(rows)
    for field in found["fields"]:
        counts = Counter(
            value_of(row[field["name"]], field["type"]) for row in rows if row[field["name"]]
        )
        place = f"{name}.{field['name']}"
        assert field["filled"] == sum(counts.values()), place
        assert field["missing"] == len(rows) - field["filled"], place
        assert field["distinct"] == len(counts), place
        if field["minimum"] is not None:
            assert (field["minimum"], field["maximum"]) == (min(counts), max(counts)), place
        if field["values"]:
            assert {v["value"]: v["count"] for v in field["values"]} == counts, place


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_reader_sees_what_is_in_a_field_and_takes_the_citation(
    width: int, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, "light"), base, "data/secure-communities/")
    row = page.locator("tr#activated")
    expect(row).to_contain_text("Filled in 3,143 of 3,146 rows; 156 different values")
    expect(row).to_contain_text("from 27 Oct 2008 to 22 Jan 2013")
    values = page.locator("tr#source_id .in-field details")
    values.locator("summary").click()
    expect(values.locator("li")).to_have_text(
        re.compile("ice-secure-communities-activation .*activation date of each county: 3,146")
    )
    cited = page.locator(".copied code").first
    expect(cited).to_contain_text(
        "In: ICE detainers, US counties and policy dates. Version 2026.11"
    )
    page.get_by_text("BibTeX", exact=True).click()
    expect(page.locator("details .copied code").first).to_contain_text("@misc{detainers-by-county-")
    assert traffic.problems == []
    page.close()
