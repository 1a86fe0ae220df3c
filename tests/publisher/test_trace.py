"""Every number in the text of a page came from a query, or is declared; all others are named."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.declared import FILE, Declared, read_declared
from publisher.problem import InputError
from publisher.trace import Prose
from tests.publisher.lakes import (
    DESCRIPTOR,
    LAKE_PAGE,
    LAKES,
    LAKES_CSV,
    LEVELS_SQL,
    changed,
    front_door,
    lay,
)

pytestmark = pytest.mark.xdist_group("lakes")

# Pages, each with one text, and what is named of it. The query `half` gives 6.25 and a text.
FROM_QUERIES = [
    'Half of that is {{ value("half") }}.',
    'Each: {% for lake in rows("lake_list") %}{{ value("lake_list", "area", lake) }} {% endfor %}.',
    '{{ table("lake_list", title="The lakes") }}',
    "`40` is code.",
    '{{ rows("half").first.said }}',
    "A boat takes 41 people.",  # declared
    "<div>{{ package.description | prose }}</div>",
    "{{ package.description }}",
]
DESCRIBED = (
    "Of 77 lakes, `lake_id` names **78**, `<79>` none.\\n\\n- Since 1980, `day` has 81 rows."
)
NAMED = [
    ("A boat takes 40 people. It is slow.", "40 in 'A boat takes 40 people.'"),
    ('<a class="value" href="../figures/largest/">13</a> km', "13, as a value of largest"),
    ('<a class="value" href="../api/">12.5</a> km', "12.5, as a value of ../api/"),
    ('{{ value("largest") }}0 km', "0 in '…0 km'"),
    ('{{ rows("largest").first.value }} km', "12.5 in '12.5 km'"),
    ("{{ 6 * 7 }} km", "42 in '42 km'"),
    ('{{ table("lake_list", title="The 2 lakes") }}', "2 in 'The 2 lakes'"),
    ("It froze in 2020. It was cold.", "2020 in 'It froze in 2020.'"),
    ("It is 12% salt.", "12 in 'It is 12% salt.'"),
    ("<table><tr><td>7</td></tr></table>", "7 in '7'"),
    (
        "Forty people, in a-boat-of-forty-decks.",
        "Forty in 'Forty people, in a-boat-of-forty-decks.'",
    ),
]
HALF = "-- title: Half\nselect 6.25 as value, 'about 6 km' as said\n"
HEADLINE = changed(LEVELS_SQL, "the level went", "in 366 days the level went")
OWN = '{{ value("lake_list", "area") }} km, <a class="value" href="../../figures/lake-areas/">12.5</a> km'
LINES = """  - like: '\\b41 people\\b'
    why: The licence of the boat.
  - like: '\\b50 people\\b'
    why: No page says so.
words: {en: three forty}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Path]:
    """A project with all those pages: what its build and `build.py trace` say, and its folder."""
    texts = FROM_QUERIES + [text for text, _ in NAMED]
    pages = {f"site_src/pages/p{n:02}.md": f"# A page\n\n{text}\n" for n, text in enumerate(texts)}
    declared = (LAKES / FILE).read_text(encoding="utf-8") + LINES
    lake = changed(LAKE_PAGE, "[All lakes]", f"{OWN}\n\n[All lakes]")
    cell = changed(LAKES_CSV, "Blue Lake", "Lake 12 of 40")
    query = {"site_src/queries/half.sql": HALF}
    described = changed(
        DESCRIPTOR, "A second subject, for tests. The numbers are invented.", DESCRIBED
    )
    files = {**pages, **HEADLINE, **lake, **cell, **query, **described, FILE: declared}
    root = lay(tmp_path_factory.mktemp("told") / "lakes", files)
    built = front_door("build", "--quiet", "--root", str(root))
    assert built.status == 0, built
    traced = front_door("trace", "--quiet", "--root", str(root))
    assert traced.status == 1, traced
    return built.err, traced.out, root


def test_the_lakes_have_no_number_that_nobody_answers_for(built: Path) -> None:
    ran = front_door("trace", "--quiet", "--root", str(built))
    assert (ran.status, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("number", range(len(FROM_QUERIES)), ids=FROM_QUERIES)
def test_a_number_from_a_query_may_stand(number: int, told: tuple[str, str, Path]) -> None:
    assert f"(page /p{number:02}/)" not in told[1]


@pytest.mark.parametrize("number", range(len(NAMED)), ids=[text for text, _ in NAMED])
def test_any_other_number_is_named(number: int, told: tuple[str, str, Path]) -> None:
    page, found = len(FROM_QUERIES) + number, NAMED[number][1]
    named = [line for line in told[1].splitlines() if f"(page /p{page:02}/)" in line]
    assert [line.split("  ", 1)[1] for line in named] == [f"{found} (page /p{page:02}/)"]


def test_the_place_of_a_number_is_the_line_of_its_template(told: tuple[str, str, Path]) -> None:
    page = len(FROM_QUERIES)
    assert f"site_src/pages/p{page:02}.md:3  40 in 'A boat takes 40 people.'" in told[1]


def test_a_page_of_a_family_may_show_its_own_numbers_alone(told: tuple[str, str, Path]) -> None:
    assert "12.5, as a value of lake_list (page /lakes/green/)" in told[1]
    assert "/lakes/blue/" not in told[1]  # whose area it is


def test_a_text_of_the_tables_may_have_numbers(told: tuple[str, str, Path]) -> None:
    _, named, root = told
    assert "Lake 12 of 40" in (root / "site/lakes/blue/index.html").read_text(encoding="utf-8")
    assert "Lake 12" not in named


def test_a_description_may_have_numbers_with_its_marks_and_without(
    told: tuple[str, str, Path],
) -> None:
    _, named, root = told
    number = len(FROM_QUERIES) - 2
    page = (root / f"site/p{number:02}/index.html").read_text(encoding="utf-8")
    assert (
        "<strong>78</strong>" in page
        and "<li>Since 1980, <code>day</code> has 81 rows.</li>" in page
    )
    assert not re.search(r"\b(?:77|78|79|1980|81)\b", named)


def test_a_number_typed_into_a_headline_is_named(told: tuple[str, str, Path]) -> None:
    headline = "Between … and … in 366 days the level went from … to … m"
    assert f"{LEVELS_SQL}  366 in the headline '{headline}'" in told[1]


def test_a_line_that_no_page_needs_is_named(told: tuple[str, str, Path]) -> None:
    assert f"{FILE}  \\b50 people\\b\n    -> an expression that some page needs." in told[1]
    assert "41 people" not in told[1]


def test_a_build_warns_of_the_first_numbers_and_counts_the_others(
    told: tuple[str, str, Path],
) -> None:
    warnings = [line for line in told[0].splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 11
    assert warnings[0].startswith(f"warning: {LEVELS_SQL}  366 in the headline")
    assert "warning: 2 more such numbers: build.py trace names them" in warnings[-1]


def test_a_strict_build_fails(told: tuple[str, str, Path]) -> None:
    ran = front_door("build", "--quiet", "--strict", "--root", str(told[2]))
    assert ran.status == 1
    assert "40 in 'A boat takes 40 people.'" in ran.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a\n", "no names -> words, described, elements, text."),
        ("texts: []\n", "texts -> words, described (a text), elements, text (lists)."),
        ("text:\n  - like: a\n", "text: {'like': 'a'} -> like and why, each a text."),
        (
            "text:\n  - like: '('\n    why: b\n",
            "( (missing ), unterminated subpattern at position 0)",
        ),
        (
            "elements:\n  - class: 1\n    why: b\n",
            "elements: {'class': 1, 'why': 'b'} -> class and",
        ),
        ("words: {en: [a]}\n", "words -> for each language its words, in one text."),
        ("text: [\n", "expected the node content, but found '<stream end>'"),
    ],
)
def test_a_file_that_is_wrong_is_told_before_anything_is_built(
    text: str, told: str, tmp_path: Path
) -> None:
    (tmp_path / "site_src").mkdir()
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_declared(tmp_path)
    assert str(caught.value).startswith(FILE)
    assert told in str(caught.value)


def test_a_page_that_was_not_built_is_told(tmp_path: Path) -> None:
    ran = front_door("trace", "--quiet", "--root", str(lay(tmp_path / "lakes")))
    assert ran.status == 2
    assert "build the site first" in ran.err


@given(
    st.integers(min_value=0, max_value=10**9), st.sampled_from(["{:d}", "{:,}", "({:d})", "-{:d}%"])
)
def test_no_number_gets_past(number: int, form: str) -> None:
    block = Prose(
        f"<article><p>It is <b>{form.format(number)}</b> now.</p></article>", set()
    ).blocks
    assert [bool(Declared().number("en").search(text)) for text in block] == [True]


def test_the_foot_of_a_page_lists_its_queries_with_their_records(built: Path) -> None:
    html = (built / "site/lakes/blue/index.html").read_text(encoding="utf-8")
    found = re.search(r'<details class="[^"]*origins.*?</details>', html, re.DOTALL)
    assert found is not None
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', found[0]) == [
        ("../../figures/lake-areas/", "Lakes"),
        ("../../figures/lake-areas/lake-areas.json", "JSON"),
        ("../../figures/lake-levels/", "Water level"),
        ("../../figures/lake-levels/lake-levels.json", "JSON"),
    ]
    assert "Shown here are the rows with <code>lake_id = 'blue'</code>." in found[0]


def test_the_page_of_a_record_does_not_list_itself(built: Path) -> None:
    assert "origins" not in (built / "site/figures/largest/index.html").read_text(encoding="utf-8")


def test_a_record_has_query_tables_with_checksums_rows_sources_and_version(built: Path) -> None:
    record = json.loads((built / "site/figures/largest/largest.json").read_text(encoding="utf-8"))
    lakes = (built / "site/data/latest/lakes.csv").read_bytes()
    sha256 = hashlib.sha256(lakes).hexdigest()
    assert record["tables"] == [
        {"name": "lakes", "address": "data/latest/lakes.csv", "sha256": sha256}
    ]
    assert f"{sha256}  lakes.csv" in (built / "site/data/latest/SHA256SUMS").read_text()
    sql = (built / "site/figures/largest/largest.sql").read_bytes()
    assert record["query"]["sql"] == sql.decode().removesuffix("\n")
    assert record["query"]["sha256"] == hashlib.sha256(sql).hexdigest()
    assert [read["name"] for read in record["query"]["reads"]] == ["lake_list"]
    assert record["query"]["reads"][0]["sql"].startswith("-- title: Lakes")
    assert (record["rows"], record["version"]) == (1, "1.0")
    assert [source["title"] for source in record["sources"]] == ["Invented for tests"]
    levels = json.loads((built / "site/figures/lake-levels/lake-levels.json").read_text())
    assert levels["key"] == "lake_id"
