"""A reader without JavaScript sees the drawings, the tables and the sources."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.visits import WIDTHS, new_context, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("without-javascript")]


@pytest.fixture(params=WIDTHS)
def county(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Page]:
    context = new_context(browser, request.param, "light", java_script_enabled=False)
    page, traffic = open_page(context, base, "counties/north-carolina/wake/")
    yield page
    assert traffic.problems == []
    context.close()


def test_a_county_page_shows_its_drawings(county: Page) -> None:
    assert county.locator(".figure").count() == 3
    for figure in county.locator(".figure").all():
        drawing = figure.locator(".figure-drawing:visible")
        expect(drawing).to_have_count(1)
        expect(drawing.locator("svg")).to_be_visible()
        expect(figure.locator(".figure-explore")).to_be_hidden()
        expect(figure.locator(".figure-live")).to_be_hidden()


def test_a_county_page_shows_its_tables(county: Page) -> None:
    records = county.locator("table", has=county.locator("caption", has_text="detainer")).first
    expect(records).to_be_visible()
    expect(records.locator("tbody")).to_contain_text("5,657")
    table = county.locator(".figure-table").first
    expect(table.locator("tbody")).to_be_hidden()
    table.locator("summary").click()
    expect(table.locator("tbody tr").first).to_be_visible()


def test_a_county_page_leads_to_its_sources(county: Page, base: str) -> None:
    links = county.locator(".figure-source a")
    assert links.count() >= 4
    expect(links.first).to_be_visible()
    link = county.locator('.figure-source a[href$="sources/#trac-county-totals"]').first
    link.click()
    assert county.url == f"{base}sources/#trac-county-totals"
    expect(county.locator("#trac-county-totals")).to_be_in_viewport()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_large_map_is_one_picture(width: int, browser: Browser, base: str) -> None:
    context = new_context(browser, width, "light", java_script_enabled=False)
    page, _ = open_page(context, base, "figures/county-jail-rates/")
    pictures = page.locator(".figure-drawing img:visible")
    expect(pictures).to_have_count(1)
    assert pictures.evaluate("picture => picture.naturalWidth") > 300
    context.close()
