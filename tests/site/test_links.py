"""Every link of every page leads to a file of the site, and every fragment to an id.

So do the addresses in files for programs; whole ones, in a site that knows its address, are
followed in test_builders.py.
"""

import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.scanned import Scanned

pytestmark = pytest.mark.xdist_group("built-files")

ELSEWHERE = ("http://", "https://", "mailto:", "data:")
# A host shows this page at any missing address, so its own links have to start at the root.
MISSING_PAGE = "404.html"
NEIGHBOUR = re.compile(r'"(\.\.?/[^"\\]*)"')  # a relative address in JSON
OTHER_SITE = re.compile(r"""url\(\s*["']?(?:https?:)?//|@import""")


def target(page: str, path: str, base: str = "") -> str:
    """The file that a link leads to, as a path from the site's folder."""
    if path == "" and base == "":
        return page
    folder = "" if path.startswith("/") else posixpath.join(posixpath.dirname(page), base)
    joined = posixpath.join(folder, path.lstrip("/"))
    if joined.endswith(("/", "/.", "..")) or joined in ("", "."):
        joined = posixpath.join(joined, "index.html")
    return posixpath.normpath(joined)


@pytest.mark.parametrize(
    ("page", "path", "base", "expected"),
    [
        ("index.html", "data/", "", "data/index.html"),
        ("a/b/index.html", "../c/", "", "a/c/index.html"),
        ("a/b/index.html", "../..", "", "index.html"),
        ("a/b/index.html", ".", "", "a/b/index.html"),
        ("a/b/index.html", "", "", "a/b/index.html"),
        ("a/b/index.html", "rows.csv", "", "a/b/rows.csv"),
        ("a/index.html", "../../c/", "", "../c/index.html"),
        ("a/b/c/index.html", "", "../../", "a/index.html"),
        ("a/b/c/index.html", "./", "../../", "a/index.html"),
        ("a/b/c/index.html", "../d.csv", "../../", "d.csv"),
        ("404.html", "/a/", "", "a/index.html"),
        ("404.html", "/.", "", "index.html"),
    ],
)
def test_a_link_leads_from_its_page_to_a_file(
    page: str, path: str, base: str, expected: str
) -> None:
    assert target(page, path, base) == expected


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(
    scanned: dict[str, Scanned], site: Path
) -> None:
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    ids = {path: set(page.ids) for path, page in scanned.items()}
    broken: dict[str, str] = {}  # link -> one page that has it
    checked = 0
    for path, page in scanned.items():
        for link in set(page.links):
            if link.startswith(ELSEWHERE):
                continue
            checked += 1
            address, _, fragment = link.partition("#")
            led = target(path, unquote(urlsplit(address).path), page.base)
            if led not in files or (fragment and unquote(fragment) not in ids.get(led, set())):
                broken.setdefault(f"{led}#{fragment}".rstrip("#"), path)
    assert checked > 100_000
    assert broken == {}


def test_everything_that_a_page_fetches_is_a_file_of_the_site(
    scanned: dict[str, Scanned], site: Path
) -> None:
    files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    broken = {
        led: path
        for path, page in scanned.items()
        for address in page.fetched
        if not address.startswith("data:")
        and (led := target(path, unquote(urlsplit(address).path), page.base)) not in files
    }
    assert broken == {}


def test_every_address_in_an_answer_of_the_api_leads_to_a_file(
    scanned: dict[str, Scanned], site: Path
) -> None:
    broken, checked = {}, 0
    for file in sorted((site / "api").rglob("*.json")):
        if file.name == "openapi.json":  # its examples are answers that stand elsewhere
            continue
        path = file.relative_to(site).as_posix()
        for address in set(NEIGHBOUR.findall(file.read_text(encoding="utf-8"))):
            checked += 1
            link, _, fragment = address.partition("#")
            led = target(path, unquote(link))
            if (fragment and fragment not in scanned[led].ids) or not (site / led).is_file():
                broken[address] = path
    assert checked > 30_000
    assert broken == {}


@pytest.mark.parametrize("folder", ["", "es/"])
def test_every_entry_of_the_search_leads_to_a_page_and_a_place_in_it(
    folder: str, scanned: dict[str, Scanned], site: Path
) -> None:
    index = json.loads((site / folder / "search/search_index.json").read_text(encoding="utf-8"))
    broken = []
    for entry in index["docs"]:
        address, _, fragment = entry["location"].partition("#")
        page = scanned.get(f"{folder}{address}index.html")
        if page is None or (fragment and unquote(fragment) not in page.ids):
            broken.append(entry["location"])
    assert len(index["docs"]) > 3_000
    assert broken == []


def test_every_file_that_a_description_of_the_tables_names_is_there(site: Path) -> None:
    latest = site / "data/latest"
    package = json.loads((latest / "datapackage.json").read_text(encoding="utf-8"))
    croissant = json.loads((latest / "croissant.json").read_text(encoding="utf-8"))
    paths = [one["path"] for one in package["resources"]]
    addresses = [one["contentUrl"] for one in croissant["distribution"] if "contentUrl" in one]
    assert min(len(paths), len(addresses)) > 15
    assert [name for name in [*paths, *addresses] if not (latest / name).is_file()] == []


def test_a_page_names_its_neighbours_by_relative_addresses(scanned: dict[str, Scanned]) -> None:
    absolute = {
        f"{path}: {link}"
        for path, page in scanned.items()
        if path != MISSING_PAGE
        for link in [*page.links, *page.fetched]
        if link.startswith("/")
    }
    assert absolute == set()


def test_a_page_fetches_nothing_from_another_site(scanned: dict[str, Scanned]) -> None:
    foreign = {
        f"{path}: {address}"
        for path, page in scanned.items()
        for address in page.fetched
        if re.match(r"(?:[a-z]+:)?//", address)
    }
    assert foreign == set()


def test_a_page_names_its_icon(scanned: dict[str, Scanned]) -> None:
    # A browser asks the root of the host for favicon.ico when a page names none.
    assert [path for path, page in scanned.items() if not page.icons][:5] == []


def test_a_style_fetches_nothing_from_another_site(site: Path) -> None:
    pages = [site / "index.html", site / "counties/north-carolina/wake/index.html"]
    sheets = sorted(site.rglob("*.css"))
    assert {"colors.css", "site.css"} <= {sheet.name for sheet in sheets}
    found = {
        file.relative_to(site).as_posix(): OTHER_SITE.findall(file.read_text(encoding="utf-8"))
        for file in [*sheets, *pages]
    }
    assert {path: matches for path, matches in found.items() if matches} == {}


def test_the_script_of_the_site_knows_no_address_of_another_site(site: Path) -> None:
    script = (site / "assets/site.js").read_text(encoding="utf-8")
    assert "vegaEmbed" in script
    named = set(re.findall(r"(?:https?:)?//[\w.]+\.\w+[^\"'`\s]*", script))
    assert named - {"http://www.w3.org/2000/svg"} == set()  # the name of SVG, not an address


def test_no_page_loads_the_chart_library_by_itself(scanned: dict[str, Scanned]) -> None:
    assert sum(1 for page in scanned.values() if page.scripts) > 3000
    assert [path for path, page in scanned.items() if any("vega" in s for s in page.scripts)] == []
