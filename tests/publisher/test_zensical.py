"""Zensical, the successor of the theme, builds the same site from the same configuration."""

import json
import re
import sys
from pathlib import Path

import pytest

from tests.publisher.lakes import INDEX, Lay, Run, changed, front_door, lay, tree
from tests.publisher.pages import broken, foreign, pages

pytestmark = pytest.mark.xdist_group("lakes")

ZENSICAL = ("build", "--quiet", "--builder", "zensical")


@pytest.fixture(scope="module")
def both(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sites of the lakes by MkDocs and by Zensical."""
    root = lay(tmp_path_factory.mktemp("zensical") / "lakes", source=built)
    assert front_door(*ZENSICAL, "--root", str(root)) == (0, "", "")
    return built / "site", root / "site"


def test_it_has_the_same_pages(both: tuple[Path, Path]) -> None:
    mkdocs, zensical = both
    assert list(pages(zensical)) == list(pages(mkdocs))
    assert len(pages(zensical)) >= 9


def content(file: Path) -> str:
    """The title and the article of a page, without what each theme puts around them."""
    html = file.read_text(encoding="utf-8")
    article = re.search(r"<article[^>]*>(.*?)</article>", html, re.DOTALL)
    title = re.search(r"<title>(.*?)</title>", html)
    assert article and title, file
    # A mark beside each heading that links to it is a habit of Zensical's.
    return re.sub('<a class="headerlink".*?</a>', "", f"{title[1]}\n{article[1]}")


@pytest.mark.parametrize("page", ["index.html", "lakes/blue/index.html", "lakes/green/index.html"])
def test_its_pages_have_the_same_figures_tables_and_words(
    page: str, both: tuple[Path, Path]
) -> None:
    mkdocs, zensical = (content(site / page) for site in both)
    for pattern in ("<svg.*?</svg>", "<table[ >].*?</table>", "<figcaption>.*?</figcaption>"):
        found = re.findall(pattern, mkdocs, re.DOTALL)
        assert found, pattern
        assert re.findall(pattern, zensical, re.DOTALL) == found
    words = [" ".join(re.sub("<[^>]*>", " ", text).split()) for text in (mkdocs, zensical)]
    assert words[0] == words[1]


def test_its_links_lead_somewhere_and_no_page_asks_another_host(both: tuple[Path, Path]) -> None:
    _, zensical = both
    assert list(broken(zensical)) == []
    assert list(foreign(zensical)) == []


def test_the_files_for_download_are_the_same(both: tuple[Path, Path]) -> None:
    mkdocs, zensical = both
    for folder in ("data/latest", "figures/lake-areas"):
        files = {n: h for n, h in tree(mkdocs / folder).items() if not n.endswith(".html")}
        assert len(files) > 5
        assert files.items() <= tree(zensical / folder).items()


def test_it_leaves_the_project_and_its_cache_as_they_were(project: Lay, run: Run) -> None:
    root = project(built=True)
    before = {path.name for path in root.iterdir()}
    kept = tree(root / ".cache")
    assert run(root, *ZENSICAL).status == 0
    assert {path.name for path in root.iterdir()} == before
    assert kept.items() <= tree(root / ".cache").items()


def test_a_page_without_front_matter_is_built(project: Lay, run: Run) -> None:
    root = project({"site_src/pages/plain.md": "# Plain\n\nA page.\n"}, built=True)
    ran = run(root, *ZENSICAL)
    assert ran == (0, "", "")
    assert "A page." in (root / "site/plain/index.html").read_text(encoding="utf-8")


LINK = changed(INDEX, "# Lakes", "# Lakes\n\n[A link](nowhere.md) that leads nowhere.")


def test_its_warnings_are_passed_on_and_strict_refuses_them(project: Lay, run: Run) -> None:
    root = project(LINK, built=True)
    before = tree(root / "site")
    ran = run(root, *ZENSICAL, "--strict")
    assert ran.status == 1
    assert "nowhere.md" in ran.out or "index.md:" in ran.out
    assert tree(root / "site") == before
    ran = run(root, *ZENSICAL)
    assert ran.status == 0
    assert ran.err.startswith("warning: ")
    warnings = json.loads((root / "build/report.json").read_text())["warnings"]
    assert warnings[1:] == ["index.html: the link 'nowhere/' leads nowhere"]


def test_a_configuration_that_it_refuses_is_told_and_the_last_site_stays(
    project: Lay, run: Run
) -> None:
    root = project(changed("mkdocs.yml", "site_name: Lakes\n", ""), built=True)
    before = tree(root / "site")
    ran = run(root, *ZENSICAL)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("mkdocs.yml  ")
    assert tree(root / "site") == before


def test_without_zensical_it_says_what_to_install(
    project: Lay, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$0: No module named zensical" >&2\nexit 1\n')
    python.chmod(0o755)
    root = project(changed(INDEX, "# Lakes", "# Waters"), built=True)
    monkeypatch.setattr(sys, "executable", str(python))
    ran = run(root, *ZENSICAL)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "cannot run: Zensical is not installed: pip install '.[zensical]'\n"
