"""A citation says who, what, which version and when, in forms that programs read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from publisher import cite
from publisher.package import Package, Resource, load_package
from tests import others
from tests.publisher.lakes import LAKES, ROOT

URL = "https://lakes.example.org/data/lakes/"


def described(**changes: Any) -> Package:
    return Package(Path(), {"name": "lakes", "title": "Lakes", **changes}, ())


def table(title: str) -> Resource:
    return Resource("levels", ("datasets/levels/a.csv",), (), (), (), {"title": title})


def test_a_table_is_cited_in_a_sentence() -> None:
    package = load_package(LAKES)
    assert cite.sentence(package, package.tables["levels"], URL) == (
        "Invented lakes. Water levels. In: Invented lakes. Version 1.0, 2020-01-01. Data set. "
        "https://lakes.example.org/data/lakes/"
    )


def test_a_table_is_cited_in_bibtex() -> None:
    package = described(
        version="2026.11",
        created="2026-11-24T00:00:00Z",
        contributors=[{"title": "Lake & Sons"}, {"title": "B. Brook"}],
    )
    assert cite.bibtex(package, table("Levels at 100 % {all}"), URL) == "\n".join(
        [
            "@misc{lakes-levels-2026-11,",
            r'  author = "{Lake \& Sons} and {B. Brook}",',
            r'  title = "{Levels at 100 \% \textbraceleft{}all\textbraceright{}}",',
            "  year = {2026},",
            "  month = nov,",
            "  version = {2026.11},",
            "  note = {Data set in: Lakes, Version 2026.11, 2026-11-24},",
            "  url = {https://lakes.example.org/data/lakes/},",
            "}",
        ]
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a_b", r"a\_b"),
        ("#1 & 50 %", r"\#1 \& 50 \%"),
        ("$5", r"\$5"),
        ("{x}", r"\textbraceleft{}x\textbraceright{}"),
        ("a\\b", r"a\textbackslash{}b"),
        ("~^", r"\textasciitilde{}\textasciicircum{}"),
        ("two\nlines", "two lines"),
        ("Españoles 日本", "Españoles 日本"),
    ],
)
def test_latex_prints_the_text_and_acts_on_none_of_it(text: str, written: str) -> None:
    assert cite.tex(text) == written


def fields_of(entry: str) -> dict[str, str]:
    """The fields of an entry as BibTeX reads them: a value ends where its braces are in pairs."""
    found, place = {}, entry.index(",") + 1
    while match := re.compile(r'\s*(\w+) = (\w+|\{|")').match(entry, place):
        place, start = match.end(), match.end()
        depth, end = 0, {"{": "}", '"': '"'}.get(match[2], "")
        while end and (depth or entry[place] != end):
            depth += {"{": 1, "}": -1}.get(entry[place], 0)
            place += 1
        found[match[1]] = entry[start:place] if end else match[2]
        place += bool(end)
        assert entry[place] == ",", entry[place:]
        place += 1
    assert entry[place:].strip() == "}"
    return found


def printed(text: str) -> str:
    """What LaTeX prints for a text that is escaped."""
    names = {"braceleft": "{", "braceright": "}", "backslash": "\\", "asciitilde": "~"}
    names["asciicircum"] = "^"
    words = re.compile(r"\\text(\w+)\{\}|\\([#$%&_])|([{}#$%&_~^\\])")

    def shown(match: re.Match[str]) -> str:
        assert match[3] is None, f"LaTeX would act on {match[3]} in {text}"
        return names[match[1]] if match[1] else match[2]

    return words.sub(shown, text)


def flat(text: str) -> str:
    """A text on one line, without signs that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@given(st.text(max_size=30), st.text(max_size=30))
def test_bibtex_holds_any_title_and_author(title: str, author: str) -> None:
    package = described(contributors=[{"title": author}], created="2020-05-01")
    fields = fields_of(cite.bibtex(package, table(title)))
    assert printed(fields["title"][1:-1]) == flat(title)
    assert (fields["year"], fields["month"]) == ("2020", "may")


@given(st.text(max_size=30))
def test_bibtex_holds_any_address(text: str) -> None:
    address = fields_of(cite.bibtex(described(), url=f"https://a.example/{text}"))["url"]
    assert not re.search(r"[\s{}\\\"]", address)


@pytest.mark.parametrize(
    ("changes", "date", "year"),
    [
        ({"created": "2026-11-24T00:00:00Z"}, "2026-11-24", "2026"),
        ({"created": "2026-11-24"}, "2026-11-24", "2026"),
        ({"version": "2026.11"}, "", "2026"),
        ({"version": "20261"}, "", ""),
        ({"version": "1.0"}, "", ""),
        ({"created": "soon", "version": "1.0"}, "", ""),
        ({}, "", ""),
    ],
)
def test_the_date_is_that_of_the_description_or_of_its_version(
    changes: dict[str, Any], date: str, year: str
) -> None:
    package = described(**changes)
    assert (cite.issued(package), cite.year_of(package)) == (date, year)


TITLES = st.text(st.characters(codec="utf-8"), max_size=20)


@given(TITLES, TITLES, st.lists(TITLES, max_size=2))
def test_a_citation_file_holds_any_text(title: str, about: str, words: list[str]) -> None:
    read = yaml.safe_load(cite.cff(described(title=title, description=about, keywords=words)))
    assert read.get("title", "") == flat(title or "lakes")
    assert read.get("abstract", "") == flat(about)
    assert read.get("keywords", []) == [word for word in dict.fromkeys(map(flat, words)) if word]


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "notspecified"])
def test_a_citation_file_is_valid(licence: str, tmp_path: Path) -> None:
    file = tmp_path / "CITATION.cff"
    licences = [{"name": licence, "path": "https://terms.example.org/"}]
    text = cite.cff(
        described(licenses=licences, version="1.0", created="2020-01-01", description="All.")
    )
    assert ("license: CC-BY-4.0" in text) == (licence == "CC-BY-4.0")
    assert ("license-url: https://terms.example.org/" in text) == (licence == "notspecified")
    file.write_text(text, encoding="utf-8")
    said = others.run("cff", "cffconvert", "--validate", "-i", str(file))
    assert "valid according to schema version 1.2.0" in said


def test_the_citation_file_of_the_repository_is_that_of_its_description() -> None:
    kept = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert kept == cite.cff(load_package(ROOT)), "cp site/data/latest/CITATION.cff CITATION.cff"
