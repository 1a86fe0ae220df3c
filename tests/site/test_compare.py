"""Counties side by side: the choice stands in the address, so that it can be shared."""

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Reader
from tests.site.visits import SCHEMES, WIDTHS, Scheme, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("compare")]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_counties_of_the_address_stand_side_by_side(
    width: int, scheme: Scheme, reader: Reader, base: str
) -> None:
    page, traffic = open_page(reader(width, scheme), base, "compare/?c=37183,37119")
    expect(page.get_by_role("status").filter(has_text="side by side")).to_have_text(
        "Wake County, Mecklenburg County side by side."
    )
    heads = page.locator(".compare-head a")
    expect(heads).to_have_text(
        ["Wake County, North Carolina", "Mecklenburg County, North Carolina"]
    )
    assert heads.first.evaluate("link => link.href") == f"{base}counties/north-carolina/wake/"
    for drawing in page.locator(".compare .figure").all():
        expect(drawing.locator(".figure-drawing:visible svg")).to_have_count(1)
    assert page.locator(".compare .figure").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert traffic.problems == []
    page.close()


def test_a_county_can_be_added_and_removed(reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(1280, "light"), base, "compare/?c=37183")
    box = page.get_by_role("combobox", name="Add a county")
    box.click()
    box.press_sequentially("Durham")
    page.get_by_role("option").filter(has_text="Durham County, North Carolina").click()
    heads = page.locator(".compare-head a")
    expect(heads).to_have_text(["Wake County, North Carolina", "Durham County, North Carolina"])
    assert page.url in (f"{base}compare/?c=37183,37063", f"{base}compare/?c=37183%2C37063")
    expect(page.get_by_role("option").filter(visible=True)).to_have_count(0)
    expect(box).to_have_value("")
    page.get_by_role("button", name="Remove Wake County").click()
    expect(heads).to_have_text(["Durham County, North Carolina"])
    assert traffic.problems == []
    page.close()
