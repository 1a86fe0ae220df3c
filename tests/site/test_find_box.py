"""The box on every page finds a county by its name, its seat or its code."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.conftest import Reader
from tests.site.visits import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("find-box")]

FILES = ["figures/find-index/find-index.csv", "assets/vendor/minisearch.js"]


def typed(page: Page, text: str) -> Locator:
    """Types into the box as a reader does; what it offers."""
    box = page.get_by_role("combobox", name="Find your county")
    box.click()
    box.press_sequentially(text)
    return page.locator(".find").get_by_role("option")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wake", "Wake County, North Carolina"),
        ("wake county", "Wake County, North Carolina"),
        ("Wake County, NC", "Wake County, North Carolina"),
        ("37183", "Wake County, North Carolina"),
        ("Asheville", "Buncombe County, North Carolina"),
        ("Mecklenberg", "Mecklenburg County, North Carolina"),
        ("dona ana", "Doña Ana County, New Mexico"),
        ("St. Louis city", "St. Louis city, Missouri"),
        ("Prince George's", "Prince George's County, Maryland"),
        ("Bayamon", "Bayamón Municipio, Puerto Rico"),
    ],
)
def test_a_county_is_offered_first(
    text: str, expected: str, width: int, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, "light"), base, "glossary/")
    expect(typed(page, text).first).to_contain_text(expected, timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert traffic.problems == []
    page.close()


def test_the_box_leads_to_the_page_of_the_county(reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(360, "light"), base, "data/detainers/")
    asked = [address for address in traffic.requested if address.endswith(tuple(FILES))]
    assert asked == [], "the names are fetched when they are needed"
    expect(typed(page, "Wake").first).to_contain_text("Wake County", timeout=15_000)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}counties/north-carolina/wake/")
    assert {f"{base}{name}" for name in FILES} <= set(traffic.requested)
    assert traffic.problems == []
    page.close()


def test_counties_of_one_name_are_told_apart_by_their_states(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "")
    offered = typed(page, "Washington County")
    expect(offered).to_have_count(8, timeout=15_000)
    names = [text.split("\n")[0] for text in offered.all_inner_texts()]
    assert [name for name in names if not name.startswith("Washington County, ")] == []
    assert len(set(names)) == 8
    page.close()


def test_a_name_that_no_county_has_is_said_to_be_unknown(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "")
    typed(page, "Qqqqq")
    expect(page.locator(".find")).to_contain_text("No county of that name", timeout=15_000)
    page.close()


def test_without_javascript_the_box_leads_to_the_list_of_states(reader: Reader, base: str) -> None:
    browser = reader(1280, "light").browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page, _ = open_page(context, base, "methods/")
    page.get_by_role("link", name="All states").click()
    assert page.url == f"{base}counties/"
    context.close()
