"""Page templates become plain Markdown: one page each, or one for each row of a query."""

from pathlib import Path

import pytest

from publisher.pages import read_pages
from publisher.problem import InputError
from publisher.write import fill_pages, markdown, plan_pages, put_aside
from tests.publisher.lakes import LAKE_PAGE, Lay, changed, site_of

pytestmark = pytest.mark.xdist_group("lakes")

PAGES = ("index.md", "api/index.md", "lakes/lake.md", "data/table.md", "figures/figure.md")


def written(project: Lay, pages: dict[str, str | bytes], **more: str) -> dict[str, str]:
    """The Markdown files made of these pages alone (by path below pages/)."""
    files: dict[str, str | bytes | None] = {f"site_src/pages/{name}": None for name in PAGES}
    files |= {f"site_src/pages/{name}": text for name, text in pages.items()}
    root = project({**files, **more}, built=True)
    site = site_of(root)
    filled = fill_pages(plan_pages(read_pages(root), site), site)
    return {f"{page.address}index.md": markdown(page.front, page.text) for page in filled}


# Where the list of the page's queries is put aside, at the foot.
FOOT = '\n\n<div data-block="0"></div>\n'
FAMILY = "---\neach: lake_list\nkey: lake_id\npath: lakes/{{ row.lake_id }}\n---\n"


def test_a_page_is_at_the_address_of_its_file(project: Lay) -> None:
    pages = written(
        project, {"index.md": "a", "one.md": "b", "two/three.md": "c", "two/index.md": "d"}
    )
    assert sorted(pages) == ["index.md", "one/index.md", "two/index.md", "two/three/index.md"]


def test_front_matter_is_handed_on_without_what_is_ours(project: Lay) -> None:
    text = "---\ntitle: Blue & green\nhide: [toc]\n---\nText.\n"
    pages = written(project, {"a.md": text})
    assert pages["a/index.md"] == "---\nhide:\n- toc\ntitle: Blue &amp; green\n---\nText.\n"


def test_a_family_has_one_page_for_each_row(project: Lay) -> None:
    text = (
        FAMILY.replace("---\neach", "---\ntitle: '{{ row.name }}'\neach")
        + "Lake {{ row.lake_id }}, up: {{ root }}"
    )
    assert written(project, {"lake.md": text}) == {
        "lakes/blue/index.md": f"---\ntitle: Blue Lake\n---\nLake blue, up: ../../{FOOT}",
        "lakes/green/index.md": (
            "---\ntitle: Green &lt;b&gt;*Lake*&lt;/b&gt; {{ 7*7 }}\n---\nLake green, up: ../../"
            f"{FOOT}"
        ),
    }


def test_a_page_of_a_family_sees_its_own_rows(project: Lay) -> None:
    text = FAMILY + "{{ rows('lake_levels') | length }}, first {{ rows('lake_levels').first.day }}"
    pages = written(project, {"lake.md": text})
    assert [page.removesuffix(FOOT).splitlines()[-1] for page in pages.values()] == [
        "3, first 1 January 2020",
        "1, first 1 January 2020",
    ]


@pytest.mark.parametrize(
    ("each", "pages"),
    [
        ("tables", ["x/lakes/index.md", "x/levels/index.md"]),
        ("packages", ["x/lakes/index.md", "x/levels/index.md"]),
        ("figures", ["x/lake_areas/index.md", "x/lake_levels/index.md", "x/largest/index.md"]),
    ],
)
def test_the_lists_of_the_engine_are_families_too(
    each: str, pages: list[str], project: Lay
) -> None:
    text = f"---\neach: {each}\npath: x/{{{{ row.name }}}}\n---\n"
    assert list(written(project, {"x.md": text})) == pages


AS_TEXT = "Green &#60;b&#62;&#42;Lake&#42;&#60;/b&#62; &#123;&#123; 7&#42;7 &#125;&#125;"


def test_a_cell_in_a_page_is_text(project: Lay) -> None:
    text = "{% for row in rows('lake_list') %}\n- {{ row.name }}\n{% endfor %}"
    page = written(project, {"a.md": text})["a/index.md"]
    assert f"- Blue Lake\n- {AS_TEXT}\n" in page


PARTIAL = "site_src/partials/lake.html"


def test_pages_share_partials_whose_values_are_text_too(project: Lay) -> None:
    partial = "{% macro item(row) %}\n- {{ row.name }}\n{% endmacro %}\n"
    text = (
        "{% from 'lake.html' import item %}\n"
        "{% for row in rows('lake_list') %}{{ item(row) }}{% endfor %}"
    )
    page = written(project, {"a.md": text}, **{PARTIAL: partial})["a/index.md"]
    assert page.endswith(f"- Blue Lake\n- {AS_TEXT}\n{FOOT}")


def test_a_partial_that_is_missing_is_told(project: Lay) -> None:
    with pytest.raises(
        InputError, match=r"^site_src/pages/a\.md:2  TemplateNotFound: .*nope\.html"
    ):
        written(project, {"a.md": "Text.\n{% include 'nope.html' %}"})


def test_a_partial_never_comes_from_outside_its_folder(project: Lay) -> None:
    with pytest.raises(InputError, match="TemplateNotFound"):
        written(project, {"a.md": "{% include '../../datapackage.json' %}"})


def test_a_template_cannot_reach_python(project: Lay) -> None:
    with pytest.raises(InputError, match=r"^site_src/pages/a\.md:1  SecurityError"):
        written(project, {"a.md": "{{ ''.__class__.__mro__ }}"})


HEAD = "---\ntitle: A\n---\n\n"
# Pages, and what is told of them.
WRONG: list[tuple[str, dict[str, str], str]] = [
    ("an unknown query", {"a.md": HEAD + "{{ table('nope') }}"}, "a.md:5  asks for the query 'nope' -> something that exists. Correct the page."),
    ("an unknown figure", {"a.md": "\n\n{{ figure('nope') }}"}, "a.md:3  asks for the figure 'nope' -> something that exists. Correct the page."),
    ("an unknown table", {"a.md": "{{ sample('nope') }}"}, "a.md:1  asks for the table 'nope' -> something that exists. Correct the page."),
    ("an unknown column", {"a.md": "{{ table('lake_list', ['depth']) }}"}, "a.md:1  asks for the column 'depth' of the query 'lake_list' -> something that exists. Correct the page."),
    ("many values", {"a.md": "{{ value('lake_list', 'area') }}"}, "a.md:1  asks for one row with the column 'area' from the query 'lake_list' -> something that exists. Correct the page."),
    ("an unknown name", {"a.md": HEAD + "{{ nope }}"}, "a.md:5  UndefinedError: 'nope' is undefined -> a template that can be filled in. Correct the page."),
    ("a template that is not one", {"a.md": HEAD + "x\n{{ table('lake_list' }}"}, "a.md:6  TemplateSyntaxError: unexpected '}', expected ')' -> a template that can be filled in. Correct the page."),
    ("front matter that is not YAML", {"a.md": "---\ntitle: A\nhide: [x\n---\n"}, "a.md:3  front matter: expected ',' or ']', but got '<stream end>' -> YAML."),
    ("front matter without names", {"a.md": "---\n- a\n---\n"}, "a.md:2  front matter: no names -> name: value."),
    ("a family of nothing", {"a.md": FAMILY.replace("lake_list", "nope")}, "a.md:1  each: nope -> the name of a query."),
    ("a family without addresses", {"a.md": "---\neach: lake_list\nkey: lake_id\n---\n"}, "a.md:1  each without path -> path: an address."),
    ("a family without a key", {"a.md": FAMILY.replace("key: lake_id", "key: depth")}, "a.md:1  key: depth -> a column of lake_list."),
    ("an address with capitals", {"a.md": FAMILY.replace("row.lake_id", "row.name")}, "a.md  the address 'lakes/Blue Lake/' -> lower-case letters, digits and - between slashes."),
    ("an address that leaves the site", {"a.md": FAMILY.replace("lakes/", "../")}, "a.md  the address '../blue/' -> lower-case letters, digits and - between slashes."),
    ("one address for all", {"a.md": FAMILY.replace("{{ row.lake_id }}", "x")}, "a.md  the address lakes/x/ twice -> one page for each."),
    ("two files at one address", {"a.md": "a", "a/index.md": "b"}, "a.md  the address a/ twice -> one page for each."),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "told"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_page_is_told_with_its_line(
    pages: dict[str, str | bytes], told: str, project: Lay
) -> None:
    with pytest.raises(InputError) as caught:
        written(project, pages)
    assert str(caught.value) == f"site_src/pages/{told}"


def test_every_wrong_page_is_told(project: Lay) -> None:
    with pytest.raises(InputError) as caught:
        written(project, {"a.md": "{{ a }}", "b.md": "b", "c.md": "{{ c }}"})
    assert [problem.file for problem in caught.value.problems] == [
        "site_src/pages/a.md",
        "site_src/pages/c.md",
    ]


@pytest.mark.parametrize(
    "content", [b"Gr\xfcn\n", b"---\ntitle: A\x07\n---\n"], ids=["bytes", "bell"]
)
def test_a_page_that_is_no_text_is_told(content: bytes, project: Lay) -> None:
    with pytest.raises(InputError, match=r"^site_src/pages/a\.md"):
        written(project, {"a.md": content})


def test_a_wrong_name_in_front_matter_is_told_with_its_own_line(project: Lay) -> None:
    text = "---\nhide: [toc]\ntitle: '{{ nope }}'\n---\n\nText.\n"
    with pytest.raises(InputError) as caught:
        written(project, {"a.md": text})
    assert [problem.line for problem in caught.value.problems] == [3]


LINE = f'<p class="a">{"x" * 200}</p>'


@pytest.mark.parametrize(
    ("text", "left", "aside"),
    [
        (f"a\n\n{LINE}\n\nb", 'a\n\n<div data-block="0"></div>\n\nb', [LINE]),
        (f"{LINE}\n{LINE}x\n{LINE}", f'<div data-block="0"></div>\n{LINE}x\n<div data-block="1"></div>', [LINE, LINE]),
        ("<p>short</p>", "<p>short</p>", []),
        (f"text {LINE}", f"text {LINE}", []),
        # Headings are left: the builder makes the table of contents from them.
        (f"<div><h2>A</h2>{LINE}</div>", f"<div><h2>A</h2>{LINE}</div>", []),
        (f"<h2>{'x' * 200}</h2>", f"<h2>{'x' * 200}</h2>", []),
    ],
)  # fmt: skip
def test_long_lines_of_html_are_put_aside(text: str, left: str, aside: list[str]) -> None:
    assert put_aside(text) == (left, aside)


def test_the_builder_does_not_see_what_is_put_aside(project: Lay) -> None:
    root = project(built=True)
    page = (root / "build/docs/index.md").read_text(encoding="utf-8")
    assert page.count("<div data-block=") == 3  # a figure, a table, the list at the foot
    assert "<svg" not in page
    assert "<svg" in (root / "site/index.html").read_text(encoding="utf-8")


def test_pages_are_read_with_the_line_of_their_first_word(tmp_path: Path) -> None:
    folder = tmp_path / "site_src/pages"
    folder.mkdir(parents=True)
    (folder / "a.md").write_bytes(b"---\r\ntitle: A\r\n---\r\nText.\r\n")
    (folder / "b.md").write_text("Text.\n---\n\n---\n")
    pages = [(page.path, page.front, page.body, page.line) for page in read_pages(tmp_path)]
    assert pages == [
        ("site_src/pages/a.md", {"title": "A"}, "Text.\n", 4),
        ("site_src/pages/b.md", {}, "Text.\n---\n\n---\n", 1),
    ]


def test_the_pages_of_a_family_tell_what_they_used(project: Lay) -> None:
    root = project(changed(LAKE_PAGE, "# {{ row.name }}", "{{ table('lake_list') }}"), built=True)
    site = site_of(root)
    pages = [page for page in read_pages(root) if page.path == LAKE_PAGE]
    both = list(fill_pages(plan_pages(pages, site), site))
    assert [(page.address, page.member) for page in both] == [
        ("lakes/blue/", "blue"),
        ("lakes/green/", "green"),
    ]
    assert list(both[0].used.figures) == ["lake_levels"]
    assert sorted(both[0].used.queries) == ["lake_levels", "lake_list"]
