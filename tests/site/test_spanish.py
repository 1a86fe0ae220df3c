"""The site in Spanish: a switch that stays on the page, and texts, numbers and dates in its ways."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.site.conftest import Reader
from tests.site.scanned import Scanned
from tests.site.test_search import typed
from tests.site.visits import WIDTHS, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("search")]

WAKE = "counties/north-carolina/wake/"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_switch_leads_to_the_same_page_and_back(width: int, reader: Reader, base: str) -> None:
    page, traffic = open_page(reader(width, "light"), base, f"{WAKE}#timeline")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(f"{base}es/{WAKE}#timeline")
    expect(page.get_by_role("heading", level=1)).to_have_text("Condado de Wake, Carolina del Norte")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{base}{WAKE}#timeline")
    # A file that was on its way when the reader left the page is no fault.
    assert [problem for problem in traffic.problems if "ERR_ABORTED" not in problem] == []
    page.close()


def test_the_switch_keeps_what_was_compared(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "compare/?c=37183,37119")
    page.get_by_role("link", name="Español").click()
    expect(page.locator(".compare-status")).to_contain_text("lado a lado")
    expect(page.get_by_role("heading", name="Residentes")).to_be_visible()
    expect(page.locator(".compare-head a").first).to_have_attribute(
        "href", re.compile(f"/es/{WAKE}$")
    )
    page.close()


def test_a_page_without_spanish_leads_to_the_first_page_in_it(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "methods/")
    page.get_by_role("link", name="Español").click()
    expect(page).to_have_url(f"{base}es/")
    page.close()


def test_the_search_finds_counties_in_spanish(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "es/glossary/")
    found = typed(page, "condado de Wake").first
    expect(found).to_have_text("Condado de Wake, Carolina del Norte")
    found.click()
    assert page.url.split("?")[0] == f"{base}es/{WAKE}"
    page.close()


def test_the_box_leads_to_the_page_in_the_language_of_the_reader(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(360, "light"), base, "es/")
    box = page.get_by_role("combobox", name="Busque su condado")
    box.fill("nowhere at all")
    expect(page.get_by_text("Ningún condado con ese nombre")).to_be_visible()
    box.fill("37183")
    page.get_by_role("option").first.click()
    expect(page).to_have_url(f"{base}es/{WAKE}")
    page.close()


def test_numbers_dates_and_charts_are_in_spanish(site: Path) -> None:
    page = (site / "es" / WAKE / "index.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]*>", "", page)
    assert "11,764 solicitudes" in text
    assert "5 de noviembre de 2007" in text
    assert "unas 90 personas" in text
    for label in ("Efecto en la cooperación", "Política local", "aumenta"):
        assert f">{label}<" in page
    # What the tables have in English says so.
    assert '<span lang="en">' in page


def test_no_english_text_of_ours_is_left_on_a_spanish_page(site: Path) -> None:
    for address in (
        "",
        "counties/",
        WAKE,
        "counties/kansas/wallace/",
        "states/texas/",
        "glossary/",
        "compare/",
    ):
        page = (site / "es" / address / "index.html").read_text(encoding="utf-8")
        article = page[page.index("<article") : page.index("</article>")]
        article = re.sub(r"<svg.*?</svg>", "", article, flags=re.DOTALL)
        found = re.findall(
            r">[^<>]*\b(the|with|which|that|are|this|these)\b[^<>]*<",
            re.sub(r'<(\w+) lang="en">[^<]*</\1>|<a [^>]*>[^<]*</a>', "", article),
        )
        assert found == [], address


def test_both_languages_name_each_other(site: Path, scanned: dict[str, Scanned]) -> None:
    translated = [path for path in scanned if path.startswith("es/")]
    assert len(translated) > 3300
    for path in translated:
        spanish, english = site / path, site / path.removeprefix("es/")
        for page, code, other in ((spanish, "en", english), (english, "es", spanish)):
            text = page.read_text(encoding="utf-8")
            (address,) = re.findall(f'<link rel="alternate" hreflang="{code}" href="([^"]*)"', text)
            assert (page.parent / address / "index.html").resolve() == other.resolve()
