"""The words in a chart can be read on the page's background, in light and in dark colours."""

import re

import pytest
from playwright.sync_api import Locator

from tests.site.conftest import Reader
from tests.site.test_charts_explore import explore
from tests.site.visits import SCHEMES, Scheme, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("colours")]

PAGES = ["counties/north-carolina/wake/", "national/", "policies/"]
EMBEDDED = "figures/us-detainers-by-month/embed/"
READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
# Each word with its colour, and the first background behind it that is not transparent.
FILLS = """texts => texts.map((text) => {
  let behind = text;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)" && behind.parentElement)
    behind = behind.parentElement;
  const style = getComputedStyle(text);
  return [text.textContent, style.fill, getComputedStyle(behind).backgroundColor,
          Number(style.opacity) * Number(style.fillOpacity)];
})"""

Color = tuple[int, int, int]


def color(text: str) -> Color:
    """A colour as Chromium computes it; half transparent ones are not for words."""
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", text)
    assert found, text
    return int(found[1]), int(found[2]), int(found[3])


def luminance(of: Color) -> float:
    parts = [value / 255 for value in of]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 0, 0), (255, 255, 255), 21.0),
        ((255, 255, 255), (255, 255, 255), 1.0),
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((118, 118, 118), (255, 255, 255), 4.54),
    ],
)
def test_contrast_is_measured_as_wcag_does(one: Color, other: Color, expected: float) -> None:
    assert round(contrast(one, other), 2) == expected


def words(texts: Locator) -> list[tuple[str, Color, float]]:
    """Each word of a chart, its colour, and its contrast with what is behind."""
    found = []
    for text, fill, behind, opacity in texts.evaluate_all(FILLS):
        assert opacity == 1, text
        found.append((text, color(fill), contrast(color(fill), color(behind))))
    assert found
    return found


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", [*PAGES, EMBEDDED])
def test_the_words_of_a_picture_can_be_read(
    path: str, scheme: Scheme, reader: Reader, base: str
) -> None:
    page, _ = open_page(reader(1280, scheme), base, path)
    found = words(page.locator(".figure-drawing:visible svg text"))
    assert [(text, ratio) for text, _, ratio in found if ratio < READABLE] == []
    page.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_the_words_of_a_live_chart_can_be_read(
    path: str, scheme: Scheme, reader: Reader, base: str
) -> None:
    page, _ = open_page(reader(1280, scheme), base, path)
    found = words(explore(page.locator(".figure").first).locator("text"))
    assert [(text, ratio) for text, _, ratio in found if ratio < READABLE] == []
    page.close()


@pytest.mark.parametrize("path", ["counties/north-carolina/wake/", EMBEDDED])
def test_the_words_of_a_picture_change_colour_with_the_page(
    path: str, reader: Reader, base: str
) -> None:
    seen = {}
    for scheme in SCHEMES:
        page, _ = open_page(reader(1280, scheme), base, path)
        found = words(page.locator(".figure-drawing:visible svg text"))
        seen[scheme] = [(text, fill) for text, fill, _ in found]
        page.close()
    light, dark = seen["light"], seen["dark"]
    assert [text for text, _ in light] == [text for text, _ in dark]
    assert [text for (text, one), (_, other) in zip(light, dark, strict=True) if one == other] == []
