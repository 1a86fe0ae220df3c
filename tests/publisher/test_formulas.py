"""No CSV file that is published has a text that a spreadsheet runs, and each text can be had back."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.formulas import RULE, SIGNS, bare, guarded
from tests.publisher.hostile import FORMULAS
from tests.publisher.lakes import INDEX, LAKES, LAKES_CSV, ROOT, Lay, Run

pytestmark = pytest.mark.xdist_group("lakes")

TEXTS = st.text(st.sampled_from(f"{SIGNS}'ab 1") | st.characters(codec="utf-8"), max_size=6)


@given(TEXTS)
@example("''=")
@example("'")
def test_a_guarded_text_runs_nowhere_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(tuple(SIGNS))
    assert bare(guarded(text)) == text


@given(TEXTS, TEXTS)
def test_two_texts_stay_two(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1", "'=1"),
        ("'=1", "''=1"),
        ("-", "'-"),
        ("'a'", "'a'"),
        ("1-1", "1-1"),
        (" =1", " =1"),
        ("007", "007"),
        ("'07", "'07"),
        ("/", "/"),
        (";", ";"),
    ],
)
def test_only_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str, written: str) -> None:
    assert guarded(text) == written


def test_no_csv_file_of_a_site_has_a_formula(project: Lay, run: Run) -> None:
    lakes = io.StringIO()
    names = [*FORMULAS, "Blue", "007", "'07", "2019-10-31", "<b>"]
    ids = ["blue", "green", *(f"lake{chr(97 + n)}" for n in range(len(names) - 2))]
    rows = [(i, name, "-5" if i == "blue" else "1") for i, name in zip(ids, names, strict=True)]
    table = [("lake_id", "name", "area", "opened"), *((*row, "") for row in rows)]
    csv.writer(lakes, lineterminator="\n").writerows(table)
    descriptor = (project() / "datapackage.json").read_text(encoding="utf-8")
    root = project(
        {
            LAKES_CSV: lakes.getvalue(),
            "datapackage.json": descriptor.replace('"minimum": 0', ""),
            "site_src/queries/odd.sql": '-- title: Odd\nselect name as "=sum(a)" from lakes order by 1',
            INDEX: f'{(LAKES / INDEX).read_text(encoding="utf-8")}\n\n{{{{ table("odd") }}}}\n',
        }
    )
    ran = run(root, "build", "-q")
    assert ran == (0, "", "")
    found = list(csv_files(root / "site"))
    assert len(found) > 8
    held = set()
    for place, text in found:
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                number = re.fullmatch(r"-?[0-9.]+", cell)
                assert number or not cell.startswith(tuple(SIGNS)), f"{place}: {cell!r}"
            held |= {bare(cell) for cell in row}
    assert {*FORMULAS, "=sum(a)"} <= held
    assert "-5" in {cell for _, text in found for cell in re.split(r"[,\n]", text)}
    published = (root / "site/data/latest/lakes.csv").read_text(encoding="utf-8")
    assert all(f",{name}," in published for name in ("Blue", "007", "'07", "2019-10-31", "<b>"))
    # Whoever gets such a file is told.
    described = (root / "site/data/latest/datapackage.json").read_text(encoding="utf-8")
    assert described.count('"csvRule": "In CSV files a text that begins with =') == 1
    with zipfile.ZipFile(root / "site/data/latest/lakes.zip") as archive:
        assert RULE in archive.read("lakes/README.md").decode()


def csv_files(site: Path) -> list[tuple[str, str]]:
    """Every CSV file of a site with its place, those in zips too."""
    found = [(str(f), f.read_bytes().decode()) for f in sorted(site.rglob("*.csv"))]
    for file in sorted(site.rglob("*.zip")):
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.endswith(".csv")]
            found += [(f"{file}: {name}", archive.read(name).decode()) for name in names]
    return found


def test_a_table_without_such_a_text_is_as_it_was(built: Path) -> None:
    assert "csvRule" not in (built / "site/data/latest/datapackage.json").read_text()
    assert (built / "site/data/latest/levels.csv").read_text() == (
        "lake_id,day,level\nblue,2020-01-01,4.5\nblue,2020-02-01,4.25\nblue,2021-01-01,5\n"
        "green,2020-01-01,1\ngreen,2021-01-01,\n"
    )


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("site_src/theme/assets/ask.js", r"/(\^'\*\[=.*?\])/"),
        ("site_src/theme/assets/find.js", r"/(\^'\(\?=.*?\]\))/"),
        ("site_src/pages/data/index.md", r"`(\^'\(\?=.*?\]\))`"),
    ],
)
@given(text=TEXTS)
def test_scripts_and_the_page_have_the_rule_that_the_files_have(
    path: str, pattern: str, text: str
) -> None:
    found = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"))
    assert found
    said = re.compile(found[1])
    if path.endswith("ask.js"):  # puts the apostrophe in front
        assert bool(said.match(text)) == (guarded(text) != text)
    else:  # take it away
        assert said.sub("", guarded(text)) == text
