"""What a page can ask for: values, tables, figures, rows; all with a way to their origin."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import pytest

from publisher.macros import Macros
from publisher.pages import UnknownError
from tests.publisher.lakes import CHARTS, LEVELS_SQL, Lay, changed, site_of

pytestmark = pytest.mark.xdist_group("lakes")


def page(project: Lay, address: str = "", member: str = "", **files: str) -> Macros:
    """The macros of a page at that address."""
    overlay = {f"site_src/queries/{name}.sql": text for name, text in files.items()}
    return Macros(site_of(project(overlay, built=True)), address, "", member, {})


def links(html: str) -> dict[str, str]:
    """Where the links of some HTML lead, by their text."""
    return {text: href for href, text in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', html)}


class Shown(HTMLParser):
    """The text of some HTML, and its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, _: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("address", "href"),
    [("", "./figures/largest/"), ("a/", "../figures/largest/"), ("a/b/", "../../figures/largest/")],
)
def test_a_value_links_to_its_query(address: str, href: str, project: Lay) -> None:
    assert page(project, address).value("largest") == (
        f'<a class="value" href="{href}" title="The area of the largest lake">12.5</a>'
    )


def test_a_value_in_a_sentence_is_text_whatever_is_in_the_cell(project: Lay) -> None:
    text = "*a* _b_ `c` [d](e) <script>f</script> **g**"
    x = f"-- title: X `x` *y* \"z\"\nselect '{text}' as value\n"
    value = page(project, x=x).value("x")
    shown = Shown(markdown.markdown(f"It is {value}."))
    assert shown.text == f"It is {text}."
    assert shown.tags == ["p", "a"]


def test_a_table_has_a_header_its_rows_and_a_way_to_all_of_them(project: Lay) -> None:
    html = page(project).table("lake_list", limit=1)
    shown = Shown(html)
    assert html.count("<tr>") == 2
    assert "Lakes (1 of 2 rows; all rows as CSV)" in shown.text
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html) == ["Lake", "Name", "Area"]
    assert '<th scope="row">blue</th><td>Blue Lake</td>' in html
    assert links(html)["all rows as CSV"] == "./figures/lake-areas/lake-areas.csv"
    assert "Source: Invented for tests" in shown.text
    assert "\n" not in html


def test_the_cells_of_a_table_are_text(project: Lay) -> None:
    html = page(project).table("lake_list")
    assert "Green &lt;b&gt;*Lake*&lt;/b&gt; {{ 7*7 }}" in html
    assert "<b>" not in html


def test_a_table_can_be_cut_to_columns_and_linked(project: Lay) -> None:
    html = page(project, "a/").table(
        "lake_list", ["name"], title="Names", links={"name": "lake_id"}
    )
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html) == ["Name"]
    assert '<a href="../blue">Blue Lake</a>' in html


def test_a_column_without_values_is_not_shown(project: Lay) -> None:
    x = "-- title: X\nselect 1 as a, null as b, 0 as c\n"
    html = page(project, x=x).table("x")
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html) == ["A", "C"]


def test_a_table_without_a_single_value_keeps_its_columns(project: Lay) -> None:
    x = "-- title: X\nselect null as a, null as b\n"
    html = page(project, x=x).table("x")
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html) == ["A", "B"]


def test_the_first_rows_of_a_table_of_the_package(project: Lay) -> None:
    html = page(project, "data/levels/").sample("levels", 2)
    assert html.count("<tr>") == 3
    assert links(html)["all rows as CSV"] == "../../data/latest/levels.csv"
    assert "(2 of 5 rows" in html


def test_a_figure_has_pictures_alt_text_sources_and_a_table(project: Lay) -> None:
    html = page(project).figure("lake_areas")
    said = "Bar chart: Lakes. 2 values. Lowest 3 (Green &lt;b&gt;*Lake*&lt;/b&gt; {{ 7*7 }}), highest 12.5 (Blue Lake)."
    assert html.count(f'role="img" aria-label="{said}"') == 2
    assert html.count("<svg") == 2
    assert '<figure class="figure" id="figure-lake-areas">' in html
    assert "Invented for tests" in html
    assert '<details class="figure-table"><summary>Table</summary>' in html
    assert 'data-spec="./figures/lake-areas/lake-areas.vl.json"' in html
    assert 'data-rows="./figures/lake-areas/lake-areas.data.json"' in html
    assert 'data-bundle="./assets/vega.js"' in html
    assert "\n" not in html


def test_a_large_drawing_is_a_picture_beside_the_page(
    project: Lay, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.macros.INLINE_BYTES", 10)
    html = page(project, "figures/lake-areas/").figure("lake_areas")
    assert "<svg" not in html
    pictures = re.findall(r'<img src="([^"#]*)(#[^"]*)" width="(\d+)"', html)
    folder = "../../figures/lake-areas"
    assert pictures == [
        (f"{folder}/lake-areas-wide.svg", "#only-light", "690"),
        (f"{folder}/lake-areas-wide-dark.svg", "#only-dark", "690"),
        (f"{folder}/lake-areas-phone.svg", "#only-light", "340"),
        (f"{folder}/lake-areas-phone-dark.svg", "#only-dark", "340"),
    ]
    for name, _, _ in pictures:
        assert (built / "site/figures/lake-areas" / name).is_file()


def test_a_figure_of_a_family_shows_the_rows_of_the_page(project: Lay) -> None:
    html = page(project, "lakes/blue/", "blue").figure("lake_levels")
    assert "Between 1 January 2020 and 1 January 2021 the level went from 4.5 to 5 m" in html
    assert 'data-rows="data.json"' in html
    assert links(html)["CSV"] == "lake-levels.csv"


def test_a_member_without_rows_has_no_figure(project: Lay) -> None:
    assert page(project, "lakes/red/", "red").figure("lake_levels") == ""


def test_a_headline_that_cannot_be_filled_in_is_told(project: Lay) -> None:
    wrong = changed(LEVELS_SQL, "first.level", "first.depth")
    root = project(wrong, built=True)
    macros = Macros(site_of(root), "lakes/blue/", "", "blue", {})
    with pytest.raises(UnknownError, match="a headline of 'lake_levels'"):
        macros.figure("lake_levels")


def test_the_pictures_of_two_pages_do_not_clash(project: Lay) -> None:
    clipped = changed(CHARTS, "point=True", "point=True, clip=True")
    site = site_of(project(clipped, built=True))
    blue = Macros(site, "lakes/blue/", "", "blue", {}).figure("lake_levels")
    green = Macros(site, "lakes/green/", "", "green", {}).figure("lake_levels")
    found = [set(re.findall(r' id="(f[0-9a-f]{8}-\d+)"', html)) for html in (blue, green)]
    assert all(found)
    assert found[0].isdisjoint(found[1])


def test_code_keeps_its_lines_and_is_one_line_of_html(project: Lay) -> None:
    html = page(project).code("select '<b>'\n\nfrom a")
    assert html == (
        '<pre class="code" tabindex="0"><code>select &#x27;&lt;b&gt;&#x27;&#10;&#10;from a</code></pre>'
    )


def test_rows_are_those_of_the_query(project: Lay) -> None:
    assert page(project).rows("largest").records == [(12.5,)]
    with pytest.raises(UnknownError, match="the query 'nope'"):
        page(project).rows("nope")


def test_a_query_that_is_not_shown_by_a_chart_has_a_page_of_its_own(project: Lay) -> None:
    site = site_of(project(built=True))
    assert site.figure_of_query("largest") == "largest"
    assert site.figure_of_query("lake_list") == "lake-areas"


def test_a_page_can_show_a_file_of_the_content_as_it_is(project: Lay) -> None:
    text = "map $uri $a {\n    default '<b>{{ 7*7 }}';\n}\n"
    root = project({"site_src/deploy/nginx.conf": text}, built=True)
    macros = Macros(site_of(root), "", "", "", {})
    assert macros.offers.file_text("site_src/deploy/nginx.conf") == text.removesuffix("\n")
    shown = Shown(macros.code(macros.offers.file_text("site_src/deploy/nginx.conf")))
    assert shown.text == text.removesuffix("\n")
    assert shown.tags == ["pre", "code"]


@pytest.mark.parametrize(
    "path",
    [
        *("datapackage.json", "build/warehouse.duckdb", "site_src/../datapackage.json"),
        *("/etc/hostname", "../x", "site_src", "site_src/no-such-file", "site_src/away"),
    ],
)
def test_a_page_can_show_no_other_file(path: str, project: Lay) -> None:
    root = project(built=True)
    site = site_of(root)  # a link that is there before is refused with the project
    (root / "site_src/away").symlink_to(root / "datapackage.json")
    with pytest.raises(UnknownError, match=r"the file '.*' below datasets or site_src"):
        Macros(site, "", "", "", {}).offers.file_text(path)
