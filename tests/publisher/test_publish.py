"""The new site is put in place whole, or the last one stays."""

import time
from pathlib import Path

import pytest

from publisher import publish
from publisher.docs import Docs
from publisher.package import Package
from publisher.problem import CannotRunError, InputError
from publisher.progress import QUIET, Progress
from publisher.publish import as_problems, build_site, finish_pages, put_in_place
from tests.publisher.lakes import bare_edition


def folder(path: Path, **files: str) -> Path:
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_text(content)
    return path


def content(path: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in path.iterdir()}


def test_the_first_site_is_put_in_place(tmp_path: Path) -> None:
    put_in_place(folder(tmp_path / "fresh", a="1"), tmp_path / "site")
    assert content(tmp_path / "site") == {"a": "1"}
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


@pytest.mark.parametrize("exchange", ["in one step", "in two renames"])
def test_the_new_site_takes_the_place_of_the_old(
    exchange: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if exchange == "in two renames":
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    folder(tmp_path / "site", a="1", b="1")
    put_in_place(folder(tmp_path / "fresh", a="2"), tmp_path / "site")
    assert content(tmp_path / "site") == {"a": "2"}
    assert list(tmp_path.iterdir()) == [tmp_path / "site"]


def test_a_site_that_cannot_be_replaced_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(publish, "_exchange", refuse)
    folder(tmp_path / "site", a="1")
    with pytest.raises(CannotRunError, match="cannot put the new site at site/: Permission denied"):
        put_in_place(folder(tmp_path / "fresh", a="2"), tmp_path / "site")
    assert content(tmp_path / "site") == {"a": "1"}


SLOT = '<div data-block="{}"></div>'


def finished(root: Path, page: str, texts: list[str]) -> str:
    """A built page with the blocks that belong to it."""
    fresh = folder(root / "fresh")
    (fresh / "index.html").write_text(page)
    docs = Docs(bare_edition(root), blocks={"": texts})
    assert finish_pages(docs, fresh) == 1
    return (fresh / "index.html").read_text()


def test_what_was_put_aside_comes_back_in_its_place(tmp_path: Path) -> None:
    page = f"<p>a</p>{SLOT.format(0)}<p>b</p><div data-block=1></div>"
    whole = finished(tmp_path, page, ["<svg>é\\1</svg>", "<table></table>"])
    assert whole == "<p>a</p><svg>é\\1</svg><p>b</p><table></table>"


def test_a_page_without_blocks_stays_as_it_is(tmp_path: Path) -> None:
    page = '<p>a é</p><div class="x" data-block-size="3"></div>\n'
    assert finished(tmp_path, page, []) == page


@pytest.mark.parametrize(
    "page",
    ["<p>none</p>", SLOT.format(0), SLOT.format(1) + SLOT.format(0), SLOT.format(0) * 2],
    ids=["none", "one", "swapped", "doubled"],
)
def test_a_block_that_the_builder_lost_is_told(page: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^index\.html .*of 2 blocks in the built page"):
        finished(tmp_path, page, ["<svg></svg>", "<table></table>"])


def test_warnings_become_problems() -> None:
    assert [str(p) for p in as_problems(["a link leads nowhere"])] == [
        "build  a link leads nowhere -> no warnings (--strict)."
    ]


MKDOCS = "site_name: A\nsite_url: https://a.example/\ndocs_dir: build/docs\nplugins: []\n"


def sitemap(root: Path, created: str | None) -> str:
    """The sitemap of a site of one page, whose package was made at that moment."""
    folder(root / "build/docs")
    (root / "build/docs/index.md").write_text("# A\n")
    (root / "mkdocs.yml").write_text(MKDOCS)
    fresh = folder(root / "build/fresh")
    package = Package(root, {} if created is None else {"created": created}, ())
    build_site(root, "mkdocs", bare_edition(root, package), fresh, Progress(QUIET))
    return (fresh / "sitemap.xml").read_text()


@pytest.fixture
def no_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that says nothing of a date; what the test puts into it is undone."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")


@pytest.mark.usefixtures("no_date")
def test_what_is_printed_as_a_date_is_that_of_the_data(tmp_path: Path) -> None:
    assert "<lastmod>2020-03-04</lastmod>" in sitemap(tmp_path / "a", "2020-03-04T00:00:00Z")
    # In one process, as when it serves: each site has its own date.
    assert "<lastmod>2021-05-06</lastmod>" in sitemap(tmp_path / "b", "2021-05-06T00:00:00Z")
    assert "<lastmod>1980-01-01</lastmod>" in sitemap(tmp_path / "c", None)


@pytest.mark.usefixtures("no_date")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Chicago"])
@pytest.mark.parametrize("created", ["2020-03-04", "2020-03-04T00:00:00"])
def test_a_date_without_a_time_zone_is_in_utc(
    created: str, zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert "<lastmod>2020-03-04</lastmod>" in sitemap(tmp_path / "a", created)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_date_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^datapackage\.json  created: yesterday"):
        sitemap(tmp_path / "a", "yesterday")
