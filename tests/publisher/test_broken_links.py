"""A link that leads nowhere is told when the site is built, with the page and what may be meant."""

import json
from pathlib import Path

import pytest

from publisher.links import Broken, broken_links
from tests.publisher.lakes import INDEX, LAKE_PAGE, Lay, Run, changed, front_door

pytestmark = pytest.mark.xdist_group("lakes")

URL = "https://example.org/under/"
FILES = ("index.html", "404.html", "a b.html", "assets/site.css", "places/north/index.html")


def site_with(folder: Path, page: str, content: str) -> list[str]:
    """The links that lead nowhere from one page of a small site, in which `places/` has no page."""
    for path in (*FILES, "places/south/index.html", page):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text('<h1 id="top-of-it">One</h1><p id="é &amp; b"></p>')
    (folder / page).write_text(f'<h1 id="top-of-it">One</h1>{content}', encoding="utf-8")
    files = [f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()]
    return [str(one) for one in broken_links(folder, files, URL)]


@pytest.mark.parametrize(
    "link",
    [
        "../south/", "../south/index.html", "./", ".", "?c=1,2", "", "#", "#top-of-it", "../../",
        "../..", "../../index.html#top-of-it", "../../a%20b.html", "../../#%C3%A9%20&amp;%20b",
        "../../assets/site.css", "../../assets/site.css?v=3", "../../assets/site.css#anything",
        "/under/places/south/", "https://example.org/under/", "https://example.org/under/404.html",
        "https://example.org/other/", "//example.com/x", "mailto:a@example.org", "data:,",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not_told(link: str, tmp_path: Path) -> None:
    assert site_with(tmp_path, "places/north/index.html", f'<a href="{link}">x</a>') == []


@pytest.mark.parametrize(
    ("link", "nearest"),
    [
        ("../sout/", "../south/"),
        ("../../place/south/", "../south/"),
        ("../../place/west/", ""),
        ("../../assets/sites.css", "../../assets/site.css"),
        ("../../assets/sites.css?v=3", "../../assets/site.css"),
        ("#top-of-is", "#top-of-it"),
        ("../../#top-of-is", "../../#top-of-it"),
        ("#nothing-like-it", ""),
        ("../south", "../south/"),
        ("../../../", ""),
        ("/places/south/", ""),
        ("https://example.org/under/404.htm", "../../404.html"),
        ("places.md", ""),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_the_nearest_that_exists(
    link: str, nearest: str, tmp_path: Path
) -> None:
    near = f"; the nearest there is: '{nearest}'" if nearest else ""
    expected = f"places/north/index.html: the link '{link}' leads nowhere{near}"
    assert site_with(tmp_path, "places/north/index.html", f'<a href="{link}">x</a>') == [expected]


def test_a_picture_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = site_with(tmp_path, "index.html", '<img alt="" src="assets/site.cs">')
    near = "; the nearest there is: 'assets/site.css'"
    assert told == [f"index.html: the link 'assets/site.cs' leads nowhere{near}"]


def test_links_to_one_place_are_told_once_with_the_number_of_pages(tmp_path: Path) -> None:
    for number in range(1200):
        folder = tmp_path / "n" / str(number)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text('<a href="../../gone/">x</a>')
    files = [f"n/{number}/index.html" for number in range(1200)]
    (found,) = broken_links(tmp_path, files)
    assert found == Broken("n/0/index.html", "../../gone/", 1200, "")
    assert str(found) == "n/0/index.html: the link '../../gone/' leads nowhere, as on 1,199 more"


def test_a_page_for_a_frame_is_not_read(tmp_path: Path) -> None:
    assert site_with(tmp_path, "places/north/embed/x/index.html", '<a href="gone/">x</a>') == []


def test_a_build_warns_of_a_link_in_a_page_and_in_a_family(project: Lay, run: Run) -> None:
    files = {
        **changed(INDEX, "# Lakes", "# Lakes\n\n[A link](figure/largest/) and [one](#lake)."),
        **changed(LAKE_PAGE, "\n# ", "\n[Gone]({{ root }}lakes/red/)\n\n# "),
    }
    root = project(files)
    ran = run(root, "build", "-q")
    assert ran.status == 0
    assert ran.err.splitlines() == [
        "warning: index.html: the link '#lake' leads nowhere; the nearest there is: '#lakes'",
        "warning: index.html: the link 'figure/largest/' leads nowhere;"
        " the nearest there is: 'figures/largest/'",
        "warning: lakes/blue/index.html: the link '../../lakes/red/' leads nowhere, as on 1 more",
    ]
    assert len(json.loads((root / "build/report.json").read_text())["warnings"]) == 3
    strict = run(root, "build", "-q", "--strict")
    assert strict.status == 1
    assert "the link 'figure/largest/' leads nowhere" in strict.out
    assert strict.out.endswith("\n3 problems\n")


def test_many_broken_links_do_not_bury_the_rest(project: Lay, run: Run) -> None:
    links = " ".join(f"[x](gone-{number}/)" for number in range(25))
    ran = run(project(changed(INDEX, "# Lakes", f"# Lakes\n\n{links}")), "build", "-q")
    assert len(ran.err.splitlines()) == 11
    assert ran.err.endswith("warning: 15 more links lead nowhere\n")


def test_a_site_for_an_address_has_no_broken_link(project: Lay) -> None:
    root = project(changed("mkdocs.yml", "site_name: Lakes", f"site_name: Lakes\nsite_url: {URL}"))
    ran = front_door("build", "-q", "--strict", "--root", str(root))
    assert ran == (0, "", "")
    pages = (root / "site").rglob("*.html")
    assert sum(f'href="{URL}' in page.read_text(encoding="utf-8") for page in pages) > 5
