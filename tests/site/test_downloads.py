"""What a reader takes from a page is what was published, byte for byte."""

import csv
import hashlib
import io
import json
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import pyreadstat
import pytest
from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.site.conftest import Reader
from tests.site.visits import open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("downloads")]


def download(page: Page, link: str) -> tuple[str, bytes]:
    """Follows a link of the page by its words; the file's name and bytes."""
    with page.expect_download() as taken:
        page.get_by_role("link", name=link, exact=True).first.click()
    return taken.value.suggested_filename, Path(taken.value.path()).read_bytes()


def test_a_table_and_its_zip_have_the_published_checksums(reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(1280, "light"), base, "data/detainers/")
    address = page.get_by_role("link", name="checksums").evaluate("link => link.href")
    sums = page.request.get(address).text()
    published = {name: sha256 for sha256, name in (line.split("  ") for line in sums.splitlines())}

    name, table = download(page, "CSV")
    assert name == "detainers.csv"
    assert hashlib.sha256(table).hexdigest() == published["detainers.csv"]
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8"), newline="")))
    assert {row["value"] for row in rows if row["observation_id"] == "us-2011-08"} == {"28717"}

    name, archive = download(page, "detainers.zip")
    assert name == "detainers.zip"
    assert hashlib.sha256(archive).hexdigest() == published["detainers.zip"]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        assert opened.read("detainers/detainers.csv") == table
        assert {
            "detainers/datapackage.json",
            "detainers/LICENSE.txt",
            "detainers/README.md",
        } <= set(opened.namelist())

    name, parquet = download(page, "Parquet")
    assert name == "detainers.parquet"
    assert hashlib.sha256(parquet).hexdigest() == published["detainers.parquet"]
    assert traffic.problems == []
    page.close()


def test_a_table_for_each_program_has_the_published_rows(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "data/detainers/")
    with tempfile.TemporaryDirectory() as folder:
        for link, ending, read in (
            ("Stata", "dta", pyreadstat.read_dta),
            ("SPSS", "sav", pyreadstat.read_sav),
        ):
            name, content = download(page, link)
            assert name == f"detainers.{ending}"
            (Path(folder) / name).write_bytes(content)
            frame, meta = read(Path(folder) / name)
            (row,) = frame[frame["observation_id"] == "us-2011-08"].to_dict("records")
            assert row["value"] == 28717
            assert str(row["period_start"]) == "2011-08-01"
            assert meta.column_names_to_labels["period_start"] == "First day"
            assert meta.variable_value_labels["area_type"][row["area_type"]] == "country"
    page.close()


def test_all_tables_are_in_one_file_for_excel_and_for_sql(
    reader: Reader, base: str, tmp_path: Path
) -> None:
    page, traffic = open_page(reader(1280, "light"), base, "data/")
    for ending in ("xlsx", "sqlite", "duckdb"):
        name, content = download(page, f"detainers-by-county.{ending}")
        assert name == f"detainers-by-county.{ending}"
        (tmp_path / name).write_bytes(content)
    book = CalamineWorkbook.from_path(str(tmp_path / "detainers-by-county.xlsx"))
    assert book.sheet_names[0] == "About this file"
    counties = book.get_sheet_by_name("counties").to_python()
    assert counties[1][:3] == ["01001", "01", "Autauga County"]
    named = (
        "SELECT county_fips_county_name, county_fips_state, population FROM population_named "
        "WHERE county_fips = '01001' AND year = 2000"
    )
    with closing(sqlite3.connect(tmp_path / "detainers-by-county.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute(named).fetchall() == [("Autauga County", "AL", 43872)]
    with duckdb.connect(str(tmp_path / "detainers-by-county.duckdb"), read_only=True) as database:
        assert database.execute(named).fetchall() == [("Autauga County", "AL", 43872)]
        tables = {name for (name,) in database.execute("SHOW TABLES").fetchall()}
    assert set(book.sheet_names[1:]) <= tables
    assert traffic.problems == []
    page.close()


def test_a_figure_can_be_taken_as_a_whole(reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(360, "light"), base, "figures/us-detainers-by-month/")
    name, archive = download(page, "ZIP")
    assert name == "us-detainers-by-month.zip"
    _, about = download(page, "JSON")
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.read("us-detainers-by-month/us-detainers-by-month.json") == about
        endings = sorted(name.split(".")[-1] for name in opened.namelist())
    assert endings == ["csv", "json", "md", "png", "svg"]
    said = json.loads(about)
    for file in said["files"]:
        found = page.request.get(f"{base}{file['address']}").body()
        assert file.get("sha256", "") in {"", hashlib.sha256(found).hexdigest()}
    assert traffic.problems == []
    page.close()


def test_the_rows_of_a_county_are_those_of_its_page(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(360, "light"), base, "counties/north-carolina/wake/")
    with page.expect_download() as taken:
        page.locator('a[download][href="county-records.csv"]').first.click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    # Numbers and dates as they are, not as the page words them.
    (jails,) = (row for row in rows if row["value"] == "5657")
    assert (jails["period_start"], jails["period_end"]) == ("", "2015-12-31")
    assert "number" not in jails
    page.close()
