"""A chart of dates says the same to readers in every time zone."""

import pytest
from playwright.sync_api import Browser

from tests.site.test_charts_explore import explore, tooltip
from tests.site.visits import new_context, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("time-zones")]

ZONES = ["America/Chicago", "UTC", "Pacific/Auckland"]


@pytest.mark.parametrize("zone", ZONES)
def test_the_months_of_the_nation_are_the_same_in_every_zone(
    zone: str, browser: Browser, base: str
) -> None:
    context = new_context(browser, 1280, "light", timezone_id=zone)
    page, _ = open_page(context, base, "national/")
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
    live = explore(page.locator(".figure").first)
    labels = live.locator(".role-axis-label text").all_text_contents()
    years = ["2008", "2009", "2010", "2011", "2012", "2013", "2014", "2015"]
    assert [label for label in labels if "," not in label and label != "0"] == years
    points = live.locator(".mark-symbol.role-mark path")
    for place, month, detainers in [
        (0, "October 2007", "13,680"),
        (3, "January 2008", "15,511"),
        (46, "August 2011", "28,717"),
        (93, "July 2015", "3,986"),
    ]:
        expected = ["Month", month, "Detainers", detainers]
        assert tooltip(page, points.nth(place)) == expected
    context.close()


@pytest.mark.parametrize("zone", ZONES)
def test_the_days_of_a_county_are_the_same_in_every_zone(
    zone: str, browser: Browser, base: str
) -> None:
    context = new_context(browser, 1280, "light", timezone_id=zone)
    page, _ = open_page(context, base, "counties/north-carolina/wake/")
    live = explore(page.locator("#figure-county-timeline"))
    labels = live.locator(".role-axis-label text").all_text_contents()
    assert labels[:5] == ["2005", "2010", "2015", "2020", "2025"]
    for event, day in [
        ("An agenda item asks commissioners", "5 November 2007"),
        ("All counties of the state are in Secure Communities", "15 March 2011"),
    ]:
        mark = live.locator(f'.mark-rect.role-mark path[aria-label*="{event}"]').last
        assert tooltip(page, mark)[1].lstrip("0") == day
    context.close()
