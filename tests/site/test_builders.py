"""The same pages whichever builder makes them, and whichever address they are made for.

The content is the real one but for its counties, which are those of one state: all of them take
Zensical, like MkDocs, about a minute.

Without an address (SITE_URL) the sitemap is empty, and the 404 page, which a host shows at any
missing address, looks for its styles at the root of the host. So the published site has one.
"""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, expect

from tests.site.built import run_build
from tests.site.conftest import Reader
from tests.site.scanned import article
from tests.site.served import UNDER, serving
from tests.site.test_charts_explore import explore
from tests.site.test_policy_in_browser import check, watch
from tests.site.visits import SCHEMES, WIDTHS, Scheme, open_page, visit

pytestmark = pytest.mark.xdist_group("few-counties")

ADDRESS = f"https://example.org{UNDER}"
LOCATION = re.compile(r"<loc>([^<]*)</loc>")
# A whole address in a file for programs or readers, and what may follow it there.
WHOLE = re.compile(re.escape(ADDRESS) + r"[^\s\"'<>)\]}\\&,;]*")
READ = {".html", ".json", ".xml", ".yml", ".txt", ".csv", ".cff", ".md", ".sql", ".svg"}
# What leads to no file: where the paths of the API begin, and where a version would stand.
BASES = {f"{ADDRESS}api/v1", f"{ADDRESS}data/VERSION", f"{ADDRESS}data/VERSION/"}
MISSING = "counties/no-such-state/nowhere/"
# What is the content's own in a page: addresses, what scripts are told, ids, words for drawings.
PART = re.compile(r'\b(href|src|id|data-spec|data-rows|data-bundle|aria-label)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="session")
def mkdocs_site(few_counties: Path) -> Path:
    """The site as MkDocs builds it, for an address; before, it was built for another."""
    run_build(few_counties, "--quiet", site_url="https://example.org/elsewhere/")
    run_build(few_counties, "--quiet", site_url=ADDRESS)
    return (few_counties / "site").rename(few_counties / "site-of-mkdocs")


@pytest.fixture(scope="session")
def zensical_site(few_counties: Path, mkdocs_site: Path) -> Path:  # noqa: ARG001 (one, then other)
    """The site as Zensical builds it, for the same address."""
    pytest.importorskip("zensical", reason="Zensical is not installed")
    run_build(few_counties, "--quiet", "--builder", "zensical", site_url=ADDRESS)
    return (few_counties / "site").rename(few_counties / "site-of-zensical")


def pages(site: Path) -> list[str]:
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))


def parts(file: Path) -> list[tuple[str, str]]:
    """The parts of a page that a builder has to leave as they are."""
    own = article(file)
    assert own, file
    return [part for part in PART.findall(own) if part != ("id", "__skip")]


def test_both_builders_make_the_same_pages(mkdocs_site: Path, zensical_site: Path) -> None:
    made = pages(zensical_site)
    assert {"404.html", "index.html", "counties/delaware/kent/index.html"} <= set(made)
    assert made == pages(mkdocs_site)


def test_both_builders_leave_charts_and_links_in_place(
    mkdocs_site: Path, zensical_site: Path
) -> None:
    compared = [path for path in pages(mkdocs_site) if path != "404.html" and "/embed/" not in path]
    assert len(compared) > 90
    county = parts(mkdocs_site / "counties/delaware/kent/index.html")
    assert ("id", "figure-county-timeline") in county
    assert [p for p in compared if parts(mkdocs_site / p) != parts(zensical_site / p)] == []


def test_both_builders_leave_the_words_in_place(mkdocs_site: Path, zensical_site: Path) -> None:
    for path in ["index.html", "methods/index.html", "counties/delaware/kent/index.html"]:
        one, other = (
            TAG.sub(" ", article(site / path)).split() for site in (mkdocs_site, zensical_site)
        )
        assert len(one) > 100
        assert one == other


def test_both_builders_publish_the_same_data(mkdocs_site: Path, zensical_site: Path) -> None:
    sums = (mkdocs_site / "data/latest/SHA256SUMS").read_text(encoding="utf-8")
    assert "  detainers.csv\n" in sums
    assert (zensical_site / "data/latest/SHA256SUMS").read_text(encoding="utf-8") == sums


@pytest.mark.browser
@pytest.mark.parametrize("path", ["national/", "counties/delaware/kent/"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_zensical_built_works(
    path: str, width: int, reader: Reader, zensical_site: Path
) -> None:
    context = reader(width, "light")
    with serving(zensical_site) as base:
        assert visit(context, base, path).problems(width, "light", has_chart=True) == []
        page, traffic = open_page(context, base, path)
        expect(explore(page.locator(".figure").first)).to_be_visible()
        assert traffic.problems == []
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["", "counties/delaware/kent/", "sources/", "ask/", "es/", MISSING]
)
def test_a_page_that_zensical_built_breaks_no_rule(
    path: str, browser: Browser, zensical_site: Path
) -> None:
    context = watch(browser)
    with serving(zensical_site) as base:
        page, traffic = open_page(context, base, path, 404 if path == MISSING else 200)
        with page.expect_response(re.compile(r"search\.json$")):
            page.mouse.move(200, 200)  # which starts the script of the theme
        page.locator("[data-md-component=palette] label:visible").click()
        expect(page.locator("body[data-md-color-scheme=slate]")).to_be_attached(timeout=30_000)
        page.keyboard.press("/")
        page.keyboard.type("kent")
        check(page, traffic)
        context.close()


def test_the_sitemap_lists_every_page_once(mkdocs_site: Path) -> None:
    listed = LOCATION.findall((mkdocs_site / "sitemap.xml").read_text(encoding="utf-8"))
    expected = [
        f"{ADDRESS}{path.removesuffix('index.html')}"
        for path in pages(mkdocs_site)
        if path != "404.html" and "/embed/" not in path
    ]
    assert {f"{ADDRESS}counties/delaware/kent/", f"{ADDRESS}states/delaware/"} <= set(listed)
    assert sorted(listed) == sorted(expected)


def test_every_whole_address_in_a_file_of_the_site_leads_to_a_file(mkdocs_site: Path) -> None:
    found: dict[str, Path] = {}
    kinds = set()
    for file in sorted(mkdocs_site.rglob("*")):
        if file.suffix in READ:
            addresses = WHOLE.findall(file.read_text(encoding="utf-8"))
            kinds |= {file.name} if addresses else set()
            found |= dict.fromkeys(addresses, file)
    broken = []
    for address in found.keys() - BASES:
        path, _, fragment = address.removeprefix(ADDRESS).partition("#")
        path = unquote(path.partition("?")[0])
        file = mkdocs_site / path / ("index.html" if path.endswith("/") or not path else "")
        there = file.is_file()
        if there and fragment and file.suffix == ".html":
            there = f'id="{fragment}"' in html.unescape(file.read_text(encoding="utf-8"))
        if not there:
            broken.append(f"{found[address].relative_to(mkdocs_site)}: {address}")
    assert {
        "changes.xml", "data.json", "index.html", "openapi.json", "releases.xml", "sitemap.xml",
    } <= kinds  # fmt: skip
    assert broken == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_missing_address_shows_a_page_of_the_site(
    width: int, scheme: Scheme, reader: Reader, mkdocs_site: Path
) -> None:
    context = reader(width, scheme)
    with serving(mkdocs_site) as base:
        assert visit(context, base, MISSING, 404).problems(width, scheme, has_chart=False) == []
        page, _ = open_page(context, base, MISSING, 404)
        assert page.get_by_role("heading", level=1).inner_text() == "This page does not exist"
        page.get_by_role("main").get_by_role("link", name="Find a county").click()
        assert page.url == f"{base}counties/"
        assert page.get_by_role("heading", level=1).inner_text() == "Find a county"
        page.close()


def test_a_site_built_for_another_address_is_built_anew(mkdocs_site: Path) -> None:
    sitemap = (mkdocs_site / "sitemap.xml").read_text(encoding="utf-8")
    assert "elsewhere" not in sitemap
    assert LOCATION.findall(sitemap)[0] == ADDRESS
    missing = (mkdocs_site / "404.html").read_text(encoding="utf-8")
    assert f'href="{UNDER}assets/site.css"' in missing
