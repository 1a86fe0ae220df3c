"""A chart becomes interactive when a reader asks for it, and a picture again."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.conftest import Reader
from tests.site.visits import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("explore")]

# Address -> how many charts the page has at least.
PAGES = {
    "national/": 5,
    "counties/": 1,
    "counties/north-carolina/wake/": 3,
    "counties/puerto-rico/adjuntas/": 1,
    "states/minnesota/": 2,
    "wake-2018-2019/": 1,
    "travis-2017/": 1,
    "policies/": 1,
    "agreements-287g/": 2,
    "secure-communities/": 2,
}
# What a drawing says and holds, however it was drawn.
CONTENT = (Path(__file__).parent / "drawn.js").read_text(encoding="utf-8")
ABSENT = re.compile(r"\b(?:null|undefined|NaN|None)\b|\b[a-z]+_[a-z0-9_]+\b")


def explore(figure: Locator) -> Locator:
    """Asks for the live chart of a figure, and waits until it is drawn."""
    figure.get_by_role("button", name="Explore").click()
    expect(figure.get_by_role("button", name="Back to the chart")).to_be_enabled(timeout=30_000)
    return figure.locator(".figure-live > svg, .figure-live .vega-embed > svg")


def content(drawing: Locator) -> dict[str, Any]:
    found: dict[str, Any] = drawing.evaluate(CONTENT)
    return found


def tooltip(page: Page, mark: Locator) -> list[str]:
    """The words of the tooltip when the pointer is on a mark: names and values by turns."""
    mark.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown = page.locator("#vg-tooltip-element.visible")
    expect(shown).to_be_visible()
    return [cell.strip() for cell in shown.locator("td").all_inner_texts()]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_chart_becomes_interactive_on_request_and_a_picture_again(
    width: int, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, "light"), base, "national/")
    figure = page.locator(".figure").first
    picture = figure.locator(".figure-wide" if width > 500 else ".figure-phone")
    expect(figure.locator(".figure-live")).to_be_hidden()
    assert traffic.bundles == []

    live = explore(figure)
    expect(live).to_be_visible()
    expect(picture).to_be_hidden()
    assert live.locator(".mark-symbol.role-mark path").count() == 94
    assert traffic.bundles == [f"{base}assets/vega.js"]

    figure.get_by_role("button", name="Back to the chart").click()
    expect(picture).to_be_visible()
    expect(live).to_be_hidden()

    explore(figure)
    expect(live).to_be_visible()
    assert traffic.bundles == [f"{base}assets/vega.js"], "once is enough"
    assert traffic.problems == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_live_chart_says_what_its_picture_says(
    path: str, width: int, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, "light"), base, path)
    figures = page.locator(".figure:has(.figure-explore)").all()
    assert len(figures) >= PAGES[path]
    for figure in figures:
        title = figure.locator(".figure-title").inner_text()
        picture = figure.locator(".figure-drawing:visible svg")
        drawn = content(picture) if picture.count() else {}
        live = content(explore(figure))
        assert live["marks"] > 0, title
        assert drawn in ({}, live), title
    root = page.evaluate("document.documentElement.scrollWidth")
    assert root <= width
    assert traffic.problems == []
    page.close()


# Address, name of the figure, kind and place of the mark -> what the tooltip says.
TOOLTIPS = {
    ("national/", "us-detainers-by-month", "mark-symbol", 46): [
        "Month",
        "August 2011",
        "Detainers",
        "28,717",
    ],
    ("counties/north-carolina/wake/", "county-population", "mark-symbol", 0): [
        "Year",
        "2000",
        "Residents",
        "633,517",
    ],
    ("states/minnesota/", "state-months", "mark-rect", 0): [
        *("Month", "October 2022"),
        *("What is counted", "Detainers issued"),
        *("Number", "93"),
        *("Source", "ddp-mn-reformer-monthly"),
    ],
}


@pytest.mark.parametrize(("path", "figure", "kind", "place"), TOOLTIPS)
def test_the_pointer_on_a_mark_shows_its_values(
    path: str, figure: str, kind: str, place: int, reader: Reader, base: str
) -> None:
    page, _ = open_page(reader(1280, "light"), base, path)
    live = explore(page.locator(f"#figure-{figure}"))
    mark = live.locator(f".{kind}.role-mark path").nth(place)
    assert tooltip(page, mark) == TOOLTIPS[path, figure, kind, place]
    page.close()


def test_a_date_known_to_the_month_is_not_shown_as_a_day(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "counties/north-carolina/wake/")
    live = explore(page.locator("#figure-county-timeline"))
    event = "The sheriff signs a new 287(g) agreement with ICE."
    words = tooltip(page, live.locator(f'.role-mark path[aria-label*="{event}"]').last)
    assert event in words
    assert [text for text in words if "2009" in text] == ["October 2009"]
    page.close()


@pytest.mark.parametrize(
    "path", ["figures/county-jail-rates/", "agreements-287g/", "secure-communities/"]
)
def test_a_map_has_words_for_a_county_with_and_without_a_record(
    path: str, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(1280, "light"), base, path)
    assert traffic.bundles == []
    counties = explore(page.locator(".figure:has(img)").first).locator(".mark-shape.role-mark path")
    assert counties.count() > 3200
    for place in (0, 500, 1000, 1500, 2000, 2500, 3000):
        words = tooltip(page, counties.nth(place))
        assert words and not [text for text in words if ABSENT.search(text)]
    page.close()


# Address, name of the figure, what is left out, and the marks of it.
FILTERS = [
    ("agreements-287g/", "agreements-by-model", "Task force", ".mark-area path"),
    ("counties/north-carolina/wake/", "county-timeline", "adds", ".mark-rect path"),
    ("national/", "us-fiscal-years-by-source", "TRAC, report 370 (earlier)", ".mark-rect path"),
    ("states/minnesota/", "state-map", "no record", ".mark-shape path"),
]


@pytest.mark.parametrize(("path", "name", "left_out", "marks"), FILTERS)
def test_a_live_chart_is_narrowed_down_with_the_keyboard(
    path: str, name: str, left_out: str, marks: str, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(1280, "light"), base, path)
    figure = page.locator(f"#figure-{name}")
    live = explore(figure)
    before = live.locator(marks).count()
    box = figure.get_by_role("checkbox", name=left_out, exact=True)
    expect(box).to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(live.locator(marks)).not_to_have_count(before)
    assert live.locator(marks).count() < before
    page.keyboard.press("Space")
    expect(live.locator(marks)).to_have_count(before)
    assert traffic.problems == []
    page.close()
