"""Long lists are narrowed down in place; the choice stands in the address."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Reader
from tests.site.visits import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("filters")]

ROWS = "#all-agreements tbody tr"


@pytest.mark.parametrize("width", WIDTHS)
def test_all_agreements_are_filtered_by_state_and_words(
    width: int, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, "light"), base, "agreements-287g/all/?state=Delaware")
    shown = page.locator(f"{ROWS}:visible")
    delaware = page.locator(f'{ROWS}[data-state="Delaware"]').count()
    expect(shown).to_have_count(delaware)
    page.get_by_label("State").select_option("")
    expect(page.locator(".filters output")).to_contain_text("the first 100 shown")
    expect(shown).to_have_count(100)
    page.get_by_role("button", name="Show all").click()
    expect(shown).to_have_count(page.locator(ROWS).count())
    page.get_by_label("Words").fill("highway patrol")
    expect(shown.first).to_contain_text("Highway Patrol")
    assert page.url.endswith("?words=highway+patrol")
    assert traffic.problems == []
    page.close()


def test_sorting_sorts_the_whole_table(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "agreements-287g/all/")
    first = page.locator(f"{ROWS}:visible").first
    page.get_by_role("button", name="State").click()
    expect(first).to_contain_text("Wyoming")
    page.get_by_role("button", name="State").click()
    expect(first).to_contain_text("Alabama")
    page.close()


def test_the_table_is_whole_without_javascript(reader: Reader, base: str) -> None:
    browser = reader(1280, "light").browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}agreements-287g/all/")
    assert page.locator(f"{ROWS}:visible").count() > 1900
    expect(page.locator(".filters")).to_be_hidden()
    context.close()
