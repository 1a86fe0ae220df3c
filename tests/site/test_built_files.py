"""What the files of the built site hold, all of them, without a browser."""

import csv
import gzip
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.site.built import ROOT
from tests.site.scanned import Scanned

pytestmark = pytest.mark.xdist_group("built-files")

COUNTY_PAGE = re.compile(r"counties/[^/]+/[^/]+/index\.html")
KB = 1000
# Neither a population figure nor a dated event is in the tables for these.
NOTHING_TO_DRAW = {
    "counties/alaska/prince-of-wales-outer-ketchikan/index.html",
    "counties/alaska/skagway-hoonah-angoon/index.html",
    "counties/alaska/skagway-yakutat-angoon/index.html",
    "counties/alaska/wrangell-petersburg/index.html",
    "counties/guam/guam/index.html",
    "counties/montana/yellowstone-national-park/index.html",
    "counties/us-virgin-islands/st-croix/index.html",
    "counties/us-virgin-islands/st-thomas/index.html",
}


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def county_pages(scanned: dict[str, Scanned]) -> list[Scanned]:
    return [page for path, page in scanned.items() if COUNTY_PAGE.fullmatch(path)]


def test_every_county_has_its_page(scanned: dict[str, Scanned]) -> None:
    states = {row["state_fips"]: row for row in rows("datasets/counties/states.csv")}
    expected = {}
    for row in rows("datasets/counties/counties.csv"):
        state = states[row["state_fips"]]
        address = f"counties/{state['slug']}/{row['slug']}/index.html"
        expected[address] = f"{row['county_name']}, {state['state_name']} - Detainers by County"
    found = {page.path: page.title for page in county_pages(scanned)}
    assert found == expected
    assert 3140 <= len(found) <= 3300


def test_every_state_has_its_page(scanned: dict[str, Scanned]) -> None:
    expected = {
        f"states/{row['slug']}/index.html": f"{row['state_name']} - Detainers by County"
        for row in rows("datasets/counties/states.csv")
    }
    found = {
        path: page.title
        for path, page in scanned.items()
        if path.startswith("states/") and "/embed/" not in path
    }
    assert found == expected


def test_a_county_page_is_small_on_the_wire(scanned: dict[str, Scanned]) -> None:
    pages = county_pages(scanned)
    assert len(pages) > 3000
    assert {p.path: p.gzip_bytes for p in pages if p.gzip_bytes > 60 * KB} == {}


def test_the_search_index_is_small_on_the_wire(site: Path) -> None:
    index = (site / "search/search_index.json").read_bytes()
    assert b"Wake County, North Carolina" in index
    assert len(gzip.compress(index, 6)) <= 500 * KB


def test_no_two_pages_have_one_title(scanned: dict[str, Scanned]) -> None:
    counts = Counter(page.title for page in scanned.values() if page.indexed)
    assert {title: count for title, count in counts.items() if count > 1} == {}


def test_every_page_says_what_it_is_once(scanned: dict[str, Scanned]) -> None:
    pages = [page for page in scanned.values() if page.indexed]
    assert len(pages) > 3300
    assert [page.path for page in scanned.values() if not page.title] == []
    spoken = {page.path: "es" if page.path.startswith("es/") else "en" for page in pages}
    assert [page.path for page in pages if page.language != spoken[page.path]] == []
    assert [page.path for page in pages if not page.description] == []
    assert {p.path: p.first_headings for p in pages if p.first_headings != 1} == {}


def test_no_id_occurs_twice_in_a_page(scanned: dict[str, Scanned]) -> None:
    repeated = {
        path: [name for name, count in Counter(page.ids).items() if count > 1]
        for path, page in scanned.items()
        if len(page.ids) != len(set(page.ids))
    }
    assert repeated == {}


def test_no_cell_holds_the_name_of_a_missing_value(scanned: dict[str, Scanned]) -> None:
    assert {path: page.odd_cells for path, page in scanned.items() if page.odd_cells} == {}


def test_every_drawing_has_words_that_stand_for_it(scanned: dict[str, Scanned]) -> None:
    labels = [(page.path, label) for page in scanned.values() for label in page.labels]
    assert len(labels) > 9000
    assert [path for path, label in labels if len(label) < 20] == []


def test_a_year_in_the_words_of_a_drawing_has_no_thousands_mark(
    scanned: dict[str, Scanned],
) -> None:
    year = re.compile(r"\((?:1,9|2,0)\d\d\)")
    found = {label for page in scanned.values() for label in page.labels if year.search(label)}
    assert sorted(found)[:5] == []


def test_every_county_page_has_drawings(scanned: dict[str, Scanned]) -> None:
    without = {page.path for page in county_pages(scanned) if not page.labels}
    assert without <= NOTHING_TO_DRAW


def test_every_published_file_has_the_checksum_that_is_published(site: Path) -> None:
    folder = site / "data/latest"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    published = {name: sha256 for sha256, name in (line.split("  ") for line in lines)}
    found = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name != "SHA256SUMS"
    }
    assert {"detainers.csv", "detainers.parquet", "detainers.zip"} <= set(found)
    assert found == published


LINK_IN_MAP = re.compile(r'<a href="([^"]+)" aria-label="([^"]*)"><path')


@pytest.mark.parametrize("folder", ["", "es/"])
def test_a_link_in_a_map_is_called_by_the_place_that_it_leads_to(site: Path, folder: str) -> None:
    page = (site / folder / "states/north-carolina/index.html").read_text(encoding="utf-8")
    counties = {
        f"../../counties/north-carolina/{row['slug']}/": row["county_name"]
        for row in rows("datasets/counties/counties.csv")
        if row["state_fips"] == "37"
    }
    found = dict(LINK_IN_MAP.findall(page))
    assert len(found) == 100
    assert found.items() <= counties.items()
    drawing = (site / "figures/us-states/us-states.svg").read_text(encoding="utf-8")
    states = {
        f"../../states/{row['slug']}/": row["state_name"]
        for row in rows("datasets/counties/states.csv")
    }
    found = dict(LINK_IN_MAP.findall(drawing))
    assert len(found) >= 51
    assert found.items() <= states.items()
