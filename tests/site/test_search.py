"""The search at the top of every page finds counties, and tells those of one name apart."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.conftest import Reader
from tests.site.visits import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search")]


def typed(page: Page, text: str) -> Locator:
    """Puts words into the search; the titles of what it finds for all of them."""
    if page.viewport_size and page.viewport_size["width"] < 1000:
        page.locator("label.md-header__button[for=__search]").click()
    field = page.locator("input.md-search__input")
    field.click()
    field.fill(text)
    field.press("End")  # it searches when a key goes up
    return page.locator(".md-search-result__item > a h1")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_of_a_county_finds_its_page_first(width: int, reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(width, "light"), base, "methods/")
    found = typed(page, "Wake County").first
    expect(found).to_have_text("Wake County, North Carolina")
    found.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wake County, North Carolina")
    assert page.url.split("?")[0] == f"{base}counties/north-carolina/wake/"
    assert traffic.problems == []
    page.close()


def test_the_name_of_a_state_finds_places_that_can_be_told_apart(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "methods/")
    found = typed(page, "Washington")
    expect(found.filter(has_text=re.compile("Washington")).first).to_be_visible(timeout=15_000)
    titles = found.all_inner_texts()
    assert len(titles) == len(set(titles)) >= 8
    assert [title for title in titles if not re.fullmatch(r"(.+, )?[A-Z][\w ]+", title)] == []
    page.close()
