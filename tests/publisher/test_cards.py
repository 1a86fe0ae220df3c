"""A page whose address is shared is shown by a card: its title, its chart, the site's name."""

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publisher.cards import card_svg
from publisher.theme import read_theme
from tests.publisher.lakes import LAKE_PAGE, LAKES, Lay, Run, changed, tree

pytestmark = pytest.mark.xdist_group("lakes")

THEME = read_theme(LAKES)
URL = changed(
    "mkdocs.yml", "site_name: Lakes", "site_name: Lakes\nsite_url: https://lakes.example/"
)
CHART = '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="690" height="300" viewBox="0 0 690 300"><g/></svg>'


def cards(site: Path) -> dict[str, str]:
    return {path: sha for path, sha in tree(site).items() if path.endswith("card.png")}


def size(png: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", png.read_bytes()[16:24])
    return width, height


def test_each_page_has_a_card_when_the_address_of_the_site_is_known(project: Lay, run: Run) -> None:
    root = project(URL, built=True)
    assert run(root, "build", "-q") == (0, "", "")
    found = cards(root / "site")
    assert sorted(found) == [
        "api/card.png",
        "card.png",
        "data/lakes/card.png",
        "data/levels/card.png",
        "figures/lake-areas/card.png",
        "figures/lake-levels/card.png",
        "figures/largest/card.png",
        "lakes/blue/card.png",
        "lakes/green/card.png",
    ]
    assert size(root / "site/card.png") == (600, 315)
    # The first page and that of its figure have one title and one chart, and so one card.
    assert len(set(found.values())) == 8
    assert found["card.png"] == found["figures/lake-areas/card.png"]
    page = (root / "build/docs/index.md").read_text(encoding="utf-8")
    assert "\nimage: https://lakes.example/card.png\n" in page
    # Again, with one page changed: the other cards are not drawn anew, and are the same.
    text = (root / LAKE_PAGE).read_text().replace('title: "{{ row.name }}"', 'title: "A lake"')
    (root / LAKE_PAGE).write_text(text)
    kept = {path.name: path.stat().st_mtime_ns for path in (root / ".cache/card").glob("*/*")}
    assert run(root, "build", "-q") == (0, "", "")
    again = {path.name: path.stat().st_mtime_ns for path in (root / ".cache/card").glob("*/*")}
    assert len(again) == 8
    assert len(kept.items() & again.items()) == 6
    different = {path for path, sha in cards(root / "site").items() if found[path] != sha}
    assert different == {"lakes/blue/card.png", "lakes/green/card.png"}


def test_a_site_without_an_address_has_no_cards(built: Path) -> None:
    assert cards(built / "site") == {}
    assert "image:" not in (built / "build/docs/index.md").read_text(encoding="utf-8")


def texts(svg: str) -> list[str]:
    return [
        text.text or "" for text in ElementTree.fromstring(svg).iter() if text.tag[-4:] == "text"
    ]


def test_a_card_has_the_title_and_the_name_of_the_site() -> None:
    assert texts(card_svg("Blue <Lake> & more", "", "Lakes", THEME)) == [
        "Blue <Lake> & more",
        "Lakes",
    ]


def test_a_long_title_is_cut_after_two_lines() -> None:
    title = "The level of the Blue Lake and of every other lake in the country since 1920"
    assert texts(card_svg(title, "", "Lakes", THEME)) == [
        "The level of the Blue Lake and of",
        "every other lake in the country …",
        "Lakes",
    ]


def test_the_chart_is_fitted_below_the_title() -> None:
    card = ElementTree.fromstring(card_svg("Blue", CHART, "Lakes", THEME))
    (chart,) = (part for part in card if part.tag.endswith("svg"))
    assert chart.attrib["viewBox"] == "0 0 690 300"
    assert (chart.attrib["width"], chart.attrib["height"]) == ("540", "189")
    assert (chart.attrib["x"], chart.attrib["y"]) == ("30", "82")
