"""Every number in the text of the real pages came from a query, and leads to its record."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urljoin

from tests.publisher.lakes import front_door
from tests.site.built import ROOT
from tests.site.scanned import article

WAKE = "counties/north-carolina/wake/"
VALUE = re.compile(r'<a class="value" href="([^"]*)"[^>]*>([^<]*)</a>')


def test_no_page_has_a_number_that_nobody_answers_for(site: Path) -> None:
    ran = front_door("trace", "--quiet", "--root", str(ROOT))
    assert (ran.status, ran.out) == (0, ""), f"{site}: {ran}"


def test_the_numbers_of_a_county_lead_to_their_record_in_one_click(site: Path) -> None:
    values = VALUE.findall(article(site / WAKE / "index.html"))
    assert {"11,764", "5,657", "2"} <= {text for _, text in values}
    for address, _ in values:
        assert (site / urljoin(WAKE, address) / "index.html").is_file()


def test_the_foot_of_a_county_names_its_queries_and_which_rows_it_shows(site: Path) -> None:
    html = article(site / WAKE / "index.html")
    foot = html[html.index("Where the numbers on this page come from") :]
    assert "<code>county_fips = '37183'</code>" in foot
    files = re.findall(r'href="([^"]*\.json)"', foot)
    assert len(files) > 5
    for address in files:
        record = json.loads((site / urljoin(WAKE, address)).read_text(encoding="utf-8"))
        assert record["query"]["sql"] and record["sources"] and record["version"]
        for table in record["tables"]:
            file = site / "data/latest" / f"{table['name']}.csv"
            assert hashlib.sha256(file.read_bytes()).hexdigest() == table["sha256"]


def test_the_page_of_a_record_shows_the_checksums_that_the_release_has(site: Path) -> None:
    html = article(site / "figures/county-list/index.html")
    sums = (site / "data/latest/SHA256SUMS").read_text(encoding="utf-8")
    shown = re.findall(r"<code>([0-9a-f]{64})</code>", html)
    assert len(shown) == 11
    assert all(checksum in sums for checksum in shown)
