"""What tells who a person is is shown nowhere: in no kind of problem, format, cache, diff or log.

A cell is made of a thing that must not be seen and of words around it; neither may be left.
"""

import html
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher import suspects
from publisher.cache import Cache
from publisher.check import check, check_file
from publisher.fix import difference, mend
from publisher.hidden import held_in, hide, hide_in, mask, titled_person
from publisher.package import Package, load_package
from publisher.personal import titled_in
from publisher.problem import KINDS, QUOTING, InputError, Problem, Report, shown
from publisher.progress import QUIET, Progress
from publisher.report import render
from publisher.rules import apply_rules, read_rules
from publisher.warehouse import load, reading
from tests.publisher.lakes import DESCRIPTOR, LAKES, LAKES_CSV, Lay, Run, lay
from tests.publisher.repositories import commit, git

FORMS = ("text", "github", "markdown", "json")
AROUND = ("Zebraquokka", "Wombatibis")  # words that no message has


def number(form: str) -> st.SearchStrategy[str]:
    """Texts of a form, in which `2` is a digit from 2 to 9, `1` from 1 to 6 and `0` from 1 to 9."""
    sets = {"2": "23456789", "1": "123456", "0": "123456789"}
    return st.tuples(*(st.sampled_from(sets.get(c, c)) for c in form)).map("".join)


# A name that no word of a message is part of.
NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12).map("qz{}".format)
PERSONAL = {
    "a Social Security number": st.one_of(number("100-00-0000"), number("SSN: 100000000")),
    "an A-number": st.one_of(number("A000000000"), number("A-000-000-000")),
    "a telephone number": st.one_of(number("200-200-0000"), number("(200) 200-0000")),
    "an e-mail address": st.builds("{}.{}@{}.example.org".format, NAMES, NAMES, NAMES),
    "a date of birth": st.builds("born on {}".format, st.dates().map(lambda day: day.isoformat())),
}
TITLED = NAMES.map(lambda name: f"Mayor {name.capitalize()}")
cells = st.one_of(*PERSONAL.values(), TITLED).map(lambda it: f"{AROUND[0]} {it} {AROUND[1]}")
certain = st.one_of(*PERSONAL.values()).map(lambda it: f"{AROUND[0]} {it} {AROUND[1]}")
few = settings(max_examples=12, deadline=None)


def left_of(cell: str, said: str) -> list[str]:
    """The parts of a cell that can be read in a text; those of its own words too."""
    parts = [*AROUND, *re.findall(r"[A-Z]?[a-z]{4,}|\d{3,}", cell.replace("-", " "))]
    known = {"born", "example", "Mayor", "mayor"}
    return [part for part in parts if part not in known and part.lower() in said.lower()]


# A package of the lakes whose `name` is free text, and a way to write it wrong.

Change = Callable[[dict[str, Any]], None]


def described(change: Change, folder: Path) -> None:
    """Puts a changed description into a project."""
    descriptor = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"][0]["schema"]["fields"][1] |= {"freeText": True, "constraints": {}}
    change(descriptor["resources"][0]["schema"])
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")


def of_name(**changes: Any) -> Change:
    return lambda schema: schema["fields"][1].update(changes)


def of_table(**changes: Any) -> Change:
    return lambda schema: schema.update(changes)


def same(schema: dict[str, Any]) -> None:
    """Changes nothing."""


HEAD = "lake_id,name,area,opened\n"
TO_LAKES = [{"fields": ["name"], "reference": {"resource": "", "fields": ["lake_id"]}}]
# The kind of problem, what is described, and what is written; {} stands for the cell.
WRONG: list[tuple[str, str, Change, str]] = [
    ("type", "a number", same, 'blue,b,"{}",\n'),
    ("type", "a date", same, 'blue,b,1,"{}"\n'),
    ("type", "another cell of its row", same, 'blue,"{}",x,\n'),
    ("type", "a number in free text", of_name(type="number"), 'blue,"{}",1,\n'),
    ("constraint", "too long", of_name(constraints={"maxLength": 5}), 'blue,"{}",1,\n'),
    ("constraint", "not one of some", of_name(constraints={"enum": ["a", "b"]}), 'blue,"{}",1,\n'),
    ("constraint", "of another form", of_name(constraints={"pattern": "[a-z]+"}), 'blue,"{}",1,\n'),
    ("constraint", "with blanks", of_name(constraints={"pattern": r"\S.*\S"}), 'blue," {} ",1,\n'),
    ("constraint", "in a code", same, '"{}",b,1,\n'),
    ("key", "twice where once", of_name(constraints={"unique": True}), 'a,"{}",1,\nb,"{}",1,\n'),
    ("key", "a key twice", of_table(primaryKey=["name"]), 'a,"{}",1,\nb,"{}",1,\n'),
    ("reference", "points nowhere", of_table(foreignKeys=TO_LAKES), 'blue,"{}",1,\n'),
    ("row-shape", "the cell too many", same, 'blue,b,1,,"{}"\n'),
    ("row-shape", "another too many", same, 'blue,"{}",1,,x\n'),
    ("row-shape", "cut at a comma", same, "blue,about, {},1,2020-01-01\n"),
    ("row-shape", "a cell too few", same, 'blue,"{}"\n'),
    ("file-format", "a sign that nobody sees", same, 'blue,"{}\u200b",1,\n'),
    ("file-format", "such a sign inside", same, 'blue,"\u200bx {}",1,\n'),
    ("file-format", "a quote that stays open", same, 'blue,"{},1,\n'),
    ("personal", "nothing else", same, 'blue,"{}",1,\n'),
]  # fmt: skip
WITHOUT_HEADER = [('blue,"{}",1,\n'), ('"{}",blue,1,\n'), ("{}\n")]


def checked(package: Package) -> tuple[Report, str]:
    """What is wrong with the table of lakes, and all that the check has kept on the disk."""
    cache = Cache(package.root / ".cache")
    report = check(package, cache, Progress(QUIET), only={LAKES_CSV})
    again = check(package, cache, Progress(QUIET), only={LAKES_CSV})
    assert again.problems == report.problems
    kept = [
        f.read_bytes().decode("utf-8", "replace") for f in cache.folder.rglob("*") if f.is_file()
    ]
    assert kept
    return report, "\n".join(kept)


def seen(report: Report) -> str:
    """A report in every format, with what its `personal` problems are allowed to show left out."""
    allowed = re.compile(r"\((?:&#39;|')[^)]*(?:\)[^)]*)?, character \d+\)")
    return "\n".join(allowed.sub("", render(report, form)) for form in FORMS)


@pytest.fixture(scope="module")
def lakes() -> Iterator[Path]:
    """A project for many examples, each of which writes the table and the description anew."""
    with tempfile.TemporaryDirectory() as folder:
        yield lay(Path(folder) / "lakes")


@pytest.mark.parametrize(
    ("kind", "what", "change", "rows"), WRONG, ids=[f"{w[0]}: {w[1]}" for w in WRONG]
)
@given(cell=cells)
@few
def test_no_problem_of_a_table_shows_it(
    kind: str, what: str, change: Change, rows: str, cell: str, lakes: Path
) -> None:
    shutil.rmtree(lakes / ".cache", ignore_errors=True)
    described(change, lakes)
    (lakes / LAKES_CSV).write_text(HEAD + rows.replace("{}", cell), encoding="utf-8")
    report, kept = checked(load_package(lakes))
    with pytest.MonkeyPatch.context() as patched:  # the way of large files
        patched.setattr(suspects, "LARGE", 0)
        package = load_package(lakes)
        again = check_file(package, package.tables["lakes"], LAKES_CSV)
    assert tuple(again) == report.problems
    if "Mayor" in cell and what == "in a code":
        return  # a name is looked for in free text alone
    assert kind in {problem.kind for problem in report.problems}
    for said in (seen(report), re.sub(r"\([^()]*(?:\([^()]*\))?[^()]*, character \d+\)", "", kept)):
        assert left_of(cell, said) == []


@pytest.mark.parametrize("rows", WITHOUT_HEADER)
@given(cell=cells)
@few
def test_a_row_in_the_place_of_a_header_is_not_shown(rows: str, cell: str, lakes: Path) -> None:
    described(same, lakes)
    (lakes / LAKES_CSV).write_text(rows.replace("{}", cell), encoding="utf-8")
    report, kept = checked(load_package(lakes))
    assert [problem.kind for problem in report.problems] == ["header"]
    assert left_of(cell, seen(report) + kept) == []


def test_a_row_that_cannot_be_read_has_no_text_where_people_write_sentences(lakes: Path) -> None:
    described(same, lakes)
    (lakes / LAKES_CSV).write_text(HEAD + "blue,Jane, who is a Person,1,\n", encoding="utf-8")
    (problem,) = checked(load_package(lakes))[0].problems
    assert str(problem) == (
        f"{LAKES_CSV}:2:5  one cell too many -> 4 cells in each row. The cell in column C begins"
        " with a blank: it may belong to the one before it."
        " Put a cell that has commas in it between double quotes."
    )


def test_the_place_and_what_is_asked_are_still_told(lakes: Path) -> None:
    described(of_name(constraints={"maxLength": 5}), lakes)
    (lakes / LAKES_CSV).write_text(HEAD + "blue,SSN 123-45-6789 of A,1,\n", encoding="utf-8")
    first, second = checked(load_package(lakes))[0].problems
    assert str(first) == (
        f"{LAKES_CSV}:2:2  name is not shown: its row holds a Social Security number"
        " -> text, 5 characters or fewer."
        " First remove that from the row; then the check tells more."
    )
    assert (second.kind, second.cell, first.cell, first.instead) == ("personal", "", "", "")


# Where no field is free text nothing is refused, and what looks like it is masked all the same.


@pytest.mark.parametrize(
    ("kind", "change", "rows"),
    [(w[0], *w[2:]) for w in WRONG[:16]],
    ids=[f"{w[0]}: {w[1]}" for w in WRONG[:16]],
)
@given(cell=certain)
@few
def test_it_is_masked_in_tables_without_free_text(
    kind: str, change: Change, rows: str, cell: str, lakes: Path
) -> None:
    def plain(schema: dict[str, Any]) -> None:
        change(schema)
        del schema["fields"][1]["freeText"]

    shutil.rmtree(lakes / ".cache", ignore_errors=True)
    described(plain, lakes)
    (lakes / LAKES_CSV).write_text(HEAD + rows.replace("{}", cell), encoding="utf-8")
    report, kept = checked(load_package(lakes))
    assert {problem.kind for problem in report.problems} == {kind}
    assert left_of(cell, seen(report) + kept) == []


# Whoever words a problem, in every kind, part and format.


@given(
    cell=certain,
    kind=st.sampled_from(sorted(KINDS)),
    part=st.sampled_from(QUOTING),
    words=st.sampled_from(
        ["Error: could not convert '{}' to INT32", '"{}"', "{}", "{}: it's '{}'"]
    ),
)
@settings(deadline=None)
def test_no_problem_holds_it(cell: str, kind: str, part: str, words: str) -> None:
    texts = {"found": "x", "expected": "y"} | {part: words.replace("{}", cell)}
    problem = Problem("a.csv", 2, 1, kind, **texts)
    assert left_of(cell, repr(problem) + seen(Report((problem, problem)))) == []


@given(cell=certain, cut=st.integers(0, 90))
def test_a_cell_that_is_cut_shows_no_part_of_it(cell: str, cut: int) -> None:
    assert left_of(cell, shown(f"{'x ' * cut}{cell}")) == []


@given(cell=certain)
def test_a_message_keeps_what_is_not_quoted(cell: str) -> None:
    what = held_in(cell)
    assert hide_in(f"could not convert '{cell}' to a date") == (
        f"could not convert '(not shown: {what})' to a date"
    )
    assert hide(cell) == f"(not shown: {what})"
    assert mask(f"a {cell}").startswith(f"a {AROUND[0]} (not shown: {what})")
    assert hide_in(hide_in(cell)) == hide_in(cell)


@pytest.mark.parametrize(
    "text",
    ["123\u201345\u20136789", "123-45-\u200b6789", "123\u00a045\u00a06789", "a\uff20b.example"],
)
def test_other_signs_for_the_same_hide_nothing(text: str) -> None:
    assert hide(f"x {text}").startswith("(not shown: ")


@pytest.mark.parametrize(
    "text", ["it's 2020-01-01", "287-1", "https://a.example/?tel=919-856-6900"]
)
def test_what_tells_of_nobody_is_shown(text: str) -> None:
    assert (hide(text), hide_in(text), mask(text)) == (text, text, text)


def test_a_long_text_is_soon_looked_through() -> None:
    assert held_in("a" * 200_000 + "1") == ""
    assert held_in("a" * 200_000 + "@") == ""


# Rules, queries and what else reads the tables.

RULE = "datasets/rules/any.sql"
RULES = [
    "select _file, _line, name as found from lakes",
    "select _file, _line, left(name, 14) as found from lakes",
    "select _file, _line, 'x' as found, name, reverse(name) as other from lakes",
]


def ruled(root: Path) -> Report:
    package = load_package(root)
    load(package, root / "build/w.duckdb")
    with reading(root / "build/w.duckdb") as connection:
        try:
            return apply_rules(package, read_rules(root), connection)
        except InputError as error:
            return Report(error.problems)


@pytest.mark.parametrize("sql", [*RULES, "select cast(name as integer) as found from lakes"])
@given(cell=cells)
@few
def test_no_rule_shows_it(sql: str, cell: str, lakes: Path) -> None:
    described(same, lakes)
    (lakes / LAKES_CSV).write_text(f'{HEAD}blue,"{cell}",1,\n', encoding="utf-8")
    head = "-- title: A\n-- table: lakes\n-- field: name\n-- expected: no {name}, {other}\n"
    (lakes / RULE).write_text(f"{head}-- mend: Ask {{name}} {{other}}.\n{sql}\n", encoding="utf-8")
    report = ruled(lakes)
    (lakes / RULE).unlink()
    assert any(problem.file in {LAKES_CSV, RULE} for problem in report.problems)
    said = seen(report)
    assert left_of(cell, said) + left_of(cell[::-1], said) == []


@given(cell=certain)
@few
def test_no_key_of_two_files_shows_it(cell: str, lakes: Path) -> None:
    def twice(schema: dict[str, Any]) -> None:
        schema["primaryKey"] = ["name"]

    described(twice, lakes)
    descriptor = json.loads((lakes / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"][0]["path"] = [LAKES_CSV, "datasets/lakes/more.csv"]
    (lakes / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    for path in (LAKES_CSV, "datasets/lakes/more.csv"):
        (lakes / path).write_text(f'{HEAD}blue,"{cell}",1,\n', encoding="utf-8")
    report = ruled(lakes)
    (lakes / "datasets/lakes/more.csv").unlink()
    assert {problem.kind for problem in report.problems} == {"key"}
    assert left_of(cell, seen(report)) == []


@pytest.mark.parametrize("form", FORMS)
def test_the_command_leaves_it_nowhere(form: str, project: Lay, run: Run) -> None:
    cell = f"{AROUND[0]} 123-45-6789 {AROUND[1]}"
    root = project({LAKES_CSV: f"{HEAD}blue,{cell},x,\ngreen,g,1,\n"})
    described(same, root)
    ran = run(root, "check", "--verbose", "--format", form)
    assert ran.status == 1
    assert left_of(cell, ran.out + ran.err) == []
    for folder in (".cache", "build"):
        for file in (root / folder).rglob("*"):
            assert not file.is_file() or left_of(cell, file.read_bytes().decode("latin-1")) == []


# What `--fix` shows.


@given(
    cell=cells,
    rows=st.sampled_from(['b,"{}",1, \na,"{}",2,\n', 'b,"x\n{}\ny",1,\na,,2,\n', "b,{},1,,5 \n"]),
)
@few
def test_what_was_mended_is_shown_without_it(cell: str, rows: str, lakes: Path) -> None:
    described(same, lakes)
    package = load_package(lakes)
    text = HEAD + rows.replace("{}", cell)
    done = mend(package.tables["lakes"], LAKES_CSV, text.encode())
    said = difference(done, titled_in(package))
    assert "(not shown: " in said
    assert left_of(cell, said) == []


# Diffs.


def repository(project: Lay, change: Change = same) -> Path:
    root = project()
    described(change, root)
    git(root, "init", "--quiet")
    commit(root)
    return root


DIFFERING = [
    f'{HEAD}blue,"{{}}",1,\n',
    f'{HEAD}"{{}}",b,1,\nblue,b,1,\n',
    f'{HEAD}blue,b,1,"{{}}"\n',
    f'{HEAD}blue,b,"{{}}",\n',
    f'{HEAD}blue,b,{{}},1,,x\ngreen,"{{}}"\n',
    f'{HEAD}blue,"{{}},1,\n',
    'blue,"{}",1,\n',
    f'{HEAD.strip()},"{{}}"\nblue,b,1,,x\n',
]
SAID = [
    "zebraquokka 123-45-6789 wombatibis",
    "Zebraquokka born on May 3 1980 Wombatibis",
    "Zebraquokka.Wombatibis@Wombatibis.example.org",
    "Zebraquokka A-123-456-789",
    "call 919-555-1234, Wombatibis",
]


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("cell", SAID)
def test_no_diff_shows_it_on_either_side(form: str, cell: str, project: Lay, run: Run) -> None:
    root = repository(project)
    good = (root / LAKES_CSV).read_text(encoding="utf-8")
    for rows in DIFFERING:
        (root / LAKES_CSV).write_text(rows.replace("{}", cell), encoding="utf-8")
        ran = run(root, "diff", "HEAD", "--format", form)
        assert (ran.status, left_of(cell, html.unescape(ran.out) + ran.err)) == (0, []), rows
        commit(root)
        (root / LAKES_CSV).write_text(good, encoding="utf-8")
        ran = run(root, "diff", "HEAD", "--format", form)
        assert (ran.status, left_of(cell, html.unescape(ran.out) + ran.err)) == (0, []), rows
        commit(root)


def test_a_diff_says_what_it_does_not_show(project: Lay, run: Run) -> None:
    root = repository(project)
    text = (root / LAKES_CSV).read_text(encoding="utf-8")
    cell = '"call 919-555-1234, SSN 123-45-6789"'
    (root / LAKES_CSV).write_text(text.replace("Blue Lake", cell), encoding="utf-8")
    ran = run(root, "diff", "HEAD", "--quiet")
    assert "~ blue: name Blue Lake -> (not shown: a Social Security number)\n" in ran.out


def test_a_diff_shows_no_name_of_free_text(project: Lay, run: Run) -> None:
    root = repository(project)
    (root / LAKES_CSV).write_text(f"{HEAD}blue,Mr Wombatibis,1,\n", encoding="utf-8")
    assert "Wombatibis" not in run(root, "diff", "HEAD").out


def test_no_figure_or_address_of_a_diff_shows_it(project: Lay, run: Run) -> None:
    root = repository(project)
    query = "-- title: A name\nselect name as value from lakes where lake_id = 'blue'\n"
    (root / "site_src/queries/largest.sql").write_text(query, encoding="utf-8")
    list_sql = root / "site_src/queries/lake_list.sql"
    list_sql.write_text(list_sql.read_text().replace("lake_id", "lower(name) as lake_id", 1))
    commit(root)
    cell = "Zebraquokka 123-45-6789 Wombatibis"
    (root / LAKES_CSV).write_text(f"{HEAD}blue,{cell},1,\ngreen,g,1,\n", encoding="utf-8")
    out = run(root, "diff", "HEAD", "--quiet").out
    assert "largest" in out
    assert left_of(cell, out) == []


def test_titles_that_the_content_knows_are_looked_for() -> None:
    own = titled_person(["Harbourmaster"])
    assert hide("the Harbourmaster Doe", own) == "(not shown: a name)"
    assert hide("the Harbourmaster Doe") == "the Harbourmaster Doe"
