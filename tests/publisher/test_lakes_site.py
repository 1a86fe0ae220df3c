"""The invented lakes, from their tables to a site: another subject, and the same engine."""

import json
import re
from pathlib import Path

import pytest

from tests.publisher.pages import Read, broken, foreign, in_styles, pages, read

pytestmark = pytest.mark.xdist_group("lakes")

PAGES = [
    "404.html",
    "api/index.html",
    "data/lakes/index.html",
    "data/levels/index.html",
    "figures/lake-areas/index.html",
    "figures/lake-levels/index.html",
    "figures/largest/index.html",
    "index.html",
    "lakes/blue/index.html",
    "lakes/green/index.html",
]


@pytest.fixture
def site(built: Path) -> Path:
    return built / "site"


def test_every_page_is_there(site: Path) -> None:
    assert [name for name in pages(site) if "/embed/" not in name] == PAGES


def test_a_page_has_its_figure_as_a_drawing_with_text_that_stands_for_it(site: Path) -> None:
    html = (site / "lakes/blue/index.html").read_text(encoding="utf-8")
    headline = "Between 1 January 2020 and 1 January 2021 the level went from 4.5 to 5 m"
    said = (
        f"Line chart: {headline}. 3 values from January 2020 to January 2021."
        " Lowest 4.2 (February 2020), highest 5 (January 2021)."
        " From first to last it rises from 4.5 to 5."
    )
    assert html.count('class="marks"') == 2  # for a wide screen and a phone
    assert html.count(f'aria-label="{said}"') == 2
    assert f'<span class="figure-title">{headline}</span>' in html
    assert "<summary>Table</summary>" in html


def test_no_template_and_no_place_for_a_block_is_left(site: Path) -> None:
    for name, file in pages(site).items():
        html = re.sub("<pre.*?</pre>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "data-block" not in html, name
        assert "{%" not in html, name
        assert "{{" not in html.replace("{{ 7*7 }}", ""), name


def test_a_cell_with_markup_is_text_on_every_page(site: Path) -> None:
    shown = 0
    for name, file in pages(site).items():
        html = file.read_text(encoding="utf-8")
        assert "<b>" not in html, name
        assert "<em>Lake" not in html, name
        assert "49" not in re.findall(r"Green[^\n]{0,60}", html), name
        shown += html.count("{{ 7*7 }}")
    assert shown > 5
    title = re.search("<title>(.*)</title>", (site / "lakes/green/index.html").read_text())
    assert title is not None
    assert title[1] == "Green &lt;b&gt;*Lake*&lt;/b&gt; {{ 7*7 }} - Lakes"


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    assert list(foreign(site)) == []


def test_every_link_leads_somewhere(site: Path) -> None:
    assert list(broken(site)) == []


def test_ids_in_a_page_are_used_once(site: Path) -> None:
    for name, file in pages(site).items():
        ids = re.findall(r'\sid="([^"]*)"', file.read_text(encoding="utf-8"))
        assert sorted(ids) == sorted(set(ids)), name


def test_a_live_chart_finds_its_spec_its_rows_and_its_program(site: Path) -> None:
    page = read(site / "lakes/blue/index.html")
    assert "../../figures/lake-levels/lake-levels.vl.json" in page.loaded
    assert "data.json" in page.loaded
    assert "../../assets/vega.js" in page.loaded


def test_the_search_finds_pages_by_their_title(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    found = {entry["location"]: entry["title"] for entry in index["docs"]}
    assert found["lakes/blue/"] == "Blue Lake"


# What the readers of pages above have to find, or the tests could not fail.
HTML = """<link href="https://a.example/a.css"><img srcset="b.png 1x, //c.example/c.png 2x">
<a href="https://d.example/">d</a><svg><use xlink:href="#e"/></svg><p id="f" style="background:url(g)">
<button data-spec="h" data-rows="i" data-bundle="j"></button>"""


def test_the_reader_of_pages_sees_what_is_loaded_and_linked() -> None:
    page = Read(HTML)
    assert page.loaded == [
        "https://a.example/a.css",
        "b.png",
        "//c.example/c.png",
        "#e",
        "h",
        "i",
        "j",
    ]
    assert page.linked == ["https://d.example/"]
    assert page.ids == {"f"}
    assert in_styles("a{b:url('c')}@import \"d\";@import url(e)") == ["c", "d", "e"]


def test_the_search_for_foreign_hosts_and_broken_links_finds_them(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<script src="//a.example/a.js"></script><a href="b/">b</a><a href="#c">c</a>'
        '<a href="https://d.example/">d</a><a href="index.html">e</a>'
    )
    (tmp_path / "a.css").write_text("@import url(https://f.example/f.css);")
    assert list(foreign(tmp_path)) == [
        "index.html: //a.example/a.js",
        "a.css: https://f.example/f.css",
    ]
    (tmp_path / "embed").mkdir()
    (tmp_path / "embed/index.html").write_text(
        '<base href="../"><a href="a.css">a</a><img src="b">'
    )
    assert list(broken(tmp_path)) == [
        "embed/index.html: b",
        "index.html: b/",
        "index.html: #c (no such place)",
    ]
