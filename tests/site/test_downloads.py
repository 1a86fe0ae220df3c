"""What a reader takes from a page is what was published, byte for byte."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

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
