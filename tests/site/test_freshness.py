"""The page of sources: how fresh each is on the day of the data, and, with a script, today."""

import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import Reader
from tests.site.visits import WIDTHS, new_context, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("freshness")]

LISTS = "#ice-287g-lists"
PANEL = "table.freshness tbody tr"
TOLD = """[...document.querySelectorAll("[data-newest]")].map((row) =>
  [row.querySelector(".age").textContent, row.querySelector(".state").textContent].join(", "))"""


def at(browser: Browser, base: str, day: datetime.date | None) -> Page:
    """The page as a reader sees it on a day; none: without scripts."""
    context = new_context(browser, 1280, "light", java_script_enabled=day is not None)
    page = context.new_page()
    if day:
        page.clock.set_fixed_time(datetime.datetime(day.year, day.month, day.day, 20))
    page.goto(f"{base}sources/")
    return page


def as_of(page: Page) -> datetime.date:
    shown = page.locator(".as-of time").get_attribute("datetime") or ""
    return datetime.date.fromisoformat(shown)


def row_of(page: Page, title: str) -> list[str]:
    return page.locator(PANEL).filter(has_text=title).locator("td").all_inner_texts()


def test_without_a_script_the_page_has_the_day_of_the_data(browser: Browser, base: str) -> None:
    page = at(browser, base, None)
    expect(page.locator(".as-of")).to_have_text(
        "As of 29 November 2026, the day of the newest change to the tables."
    )
    assert row_of(page, "Lists of agencies with 287(g)") == [
        "stale", "18 May 2026 (287(g) agreements)", "6 months", "monthly", "not recorded",
    ]  # fmt: skip
    assert row_of(page, "vintage 2024")[0] == "due"
    assert row_of(page, "cities500")[-1] == "24 November 2026"
    expect(page.locator(LISTS)).to_contain_text(
        "Newest row: 18 May 2026 in 287(g) agreements, 6 months old. Stale."
    )
    expect(page.locator("#npr-foia-detainers-by-month")).to_contain_text("Complete.")
    page.context.close()


def test_on_the_day_of_the_data_the_script_says_the_same(browser: Browser, base: str) -> None:
    plain = at(browser, base, None)
    day = as_of(plain)
    before = plain.locator("[data-newest]").evaluate_all(
        "rows => rows.map((row) => [row.querySelector('.age').textContent,"
        " row.querySelector('.state').textContent].join(', '))"
    )
    plain.context.close()
    page = at(browser, base, day)
    expect(page.locator(".as-of")).to_have_text(
        "As of today, 29 November 2026. The newest change to the tables was made on 29 November 2026."
    )
    assert len(before) > 100
    assert page.evaluate(TOLD) == before
    page.context.close()


def test_later_the_script_says_how_old_and_how_late_rows_are_by_then(
    browser: Browser, base: str
) -> None:
    page = at(browser, base, datetime.date(2027, 1, 1))
    expect(page.locator(".as-of")).to_contain_text("As of today, 1 January 2027.")
    assert row_of(page, "vintage 2024")[0] == "stale"
    assert row_of(page, "vintage 2024")[2] == "2 years"
    assert row_of(page, "Minnesota detainers by month")[0] == "no promise"
    assert row_of(page, "Minnesota detainers by month")[2] == "9 months"
    expect(page.locator("#census-population-v2024")).to_contain_text("2 years old. Stale.")
    page.context.close()


def test_a_clock_that_is_behind_the_data_changes_nothing(browser: Browser, base: str) -> None:
    page = at(browser, base, datetime.date(2020, 1, 1))
    expect(page.locator(".as-of")).to_contain_text("As of 29 November 2026")
    assert row_of(page, "vintage 2024")[2] == "22 months"
    page.context.close()


def test_a_source_has_its_archived_copy_or_a_place_to_look_for_one(
    reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(1280, "light"), base, "sources/")
    copy = page.locator("#ice-detainer-policy-2017").get_by_role("link", name="archived copy")
    archive = (
        "https://webharvest.gov/congress115th/20181203191551/https://www.ice.gov/detainer-policy"
    )
    assert copy.get_attribute("href") == archive
    look = page.locator("#trac-report-511").get_by_role("link", name="look for copies")
    assert look.get_attribute("href") == (
        "https://web.archive.org/web/*/https://trac.syr.edu/immigration/reports/511/"
    )
    used = page.locator("#npr-foia-detainers-by-month").get_by_role("link", name="@f80c438")
    assert used.get_attribute("href") == (
        "https://github.com/nprapps/sanctuary-cities/tree/f80c438e8aa5f3254a2abe1290c7e32fccec5834"
    )
    assert traffic.problems == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_a_table_leads_to_the_panel(width: int, reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(width, "light"), base, "data/agreements-287g/")
    line = page.locator("dl.pairs dd").filter(has_text="how fresh the sources are")
    expect(line).to_contain_text("18 May 2026; newer rows can be expected from Lists of agencies")
    line.get_by_role("link", name="how fresh the sources are").click()
    assert page.url == f"{base}sources/#freshness"
    # A file that was on its way when the reader left the page is no fault.
    assert [problem for problem in traffic.problems if "ERR_ABORTED" not in problem] == []
    page.close()
