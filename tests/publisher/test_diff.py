"""`build.py diff`: rows by key and cell by cell, then the figures, charts and pages that change."""

import json
import re
from pathlib import Path

import pytest

from publisher.diffshow import COMMENT
from tests.publisher.lakes import (
    CHARTS,
    DESCRIPTOR,
    INDEX,
    LAKE_PAGE,
    LAKES_CSV,
    LARGEST,
    LEVELS_CSV,
    LEVELS_SQL,
    Files,
    Lay,
    Ran,
    Run,
    changed,
    front_door,
    tree,
)
from tests.publisher.repositories import commit, git

pytestmark = pytest.mark.xdist_group("lakes")

LATER = "datasets/levels/2021.csv"


def compared(
    project: Lay, run: Run, after: Files | None = None, before: Files | None = None, *more: str
) -> str:
    """What the command prints for the lakes with the files `before` and those `after`."""
    first, second = project(before), project(after)
    ran = run(second, "diff", str(first), "--quiet", *more)
    assert (ran.status, ran.err) == (0, "")
    return ran.out


def described(change: str, new: str) -> dict[str, str]:
    return changed(DESCRIPTOR, change, new)


def section(out: str, heading: str) -> list[str]:
    """The lines below a heading of the text, as far as the next empty line."""
    lines = out.splitlines()
    start = next(n for n, line in enumerate(lines) if n > 1 and line.startswith(heading)) + 1
    end = next((n for n, line in enumerate(lines) if n >= start and not line), len(lines))
    return [line.strip() for line in lines[start:end]]


# Tables


def test_two_that_are_the_same_differ_in_nothing(project: Lay, run: Run) -> None:
    assert compared(project, run).splitlines()[1:] == [
        "No row of a table differs. No figure, chart or page differs.",
    ]


def test_rows_are_compared_by_key_cell_by_cell(project: Lay, run: Run) -> None:
    rows = "lake_id,day,level\ngreen,2020-01-01,1.5\nblue,2020-01-01,4.5\nblue,2020-03-01,4\n"
    out = compared(project, run, {LEVELS_CSV: rows})
    assert out.splitlines()[1].startswith("levels: 1 row added, 1 removed, 1 changed (1 cell). ")
    assert section(out, "levels (by lake_id and day)") == [
        "+ blue, 2020-03-01: level 4 m",
        "~ green, 2020-01-01: level 1 -> 1.5 m",
        "- blue, 2020-02-01: level 4.25 m",
    ]


def test_a_cell_is_its_text_whatever_its_type(project: Lay, run: Run) -> None:
    out = compared(project, run, changed(LAKES_CSV, "12.5,1999-05-01", "12.50,soon"))
    assert section(out, "lakes (by lake_id)") == [
        "~ blue: area 12.5 -> 12.50 km²; opened 1999-05-01 -> soon"
    ]


@pytest.mark.parametrize(
    "files",
    [
        {LEVELS_CSV: (b"lake_id,day,level\r\ngreen,2020-01-01,1\r\n" b"blue,2020-02-01,4.25\r\nblue,2020-01-01,4.5")},
        {LEVELS_CSV: 'day,"lake_id",level\n2020-01-01,blue,4.5\n2020-02-01,blue,4.25\n\n2020-01-01,green,1\n'},
        {LEVELS_CSV: "lake_id,day,level\nblue,2020-01-01,4.5\n", LATER: "lake_id,day,level\nblue,2020-02-01,4.25\ngreen,2020-01-01,1\nblue,2021-01-01,5\ngreen,2021-01-01,\n"},
        {LATER: None, "datasets/levels/b.csv": "lake_id,day,level\nblue,2021-01-01,5\ngreen,2021-01-01,\n", **described(LATER, "datasets/levels/b.csv")},
    ],
    ids=["order and line ends", "columns and blank lines", "moved to another file", "renamed file"],
)  # fmt: skip
def test_where_a_row_stands_is_no_difference(
    files: dict[str, str | bytes | None], project: Lay, run: Run
) -> None:
    assert " row of a table differs" in compared(project, run, files).splitlines()[1]


def test_a_table_without_a_key_is_compared_as_a_heap_of_rows(project: Lay, run: Run) -> None:
    keyless = described(',\n        "primaryKey": ["lake_id"]', "")
    rows = "lake_id,name,area,opened\na,A,1,\na,A,1,\na,A,2,\n"
    fewer = "lake_id,name,area,opened\na,A,3,\na,A,1,\n"
    out = compared(project, run, {LAKES_CSV: fewer, **keyless}, {LAKES_CSV: rows, **keyless})
    assert "lakes: 1 row added, 2 removed." in out
    assert section(out, "lakes") == [
        "+ lake_id a; name A; area 3 km²",
        "- lake_id a; name A; area 1 km²",
        "- lake_id a; name A; area 2 km²",
    ]


def test_a_key_that_is_there_twice_breaks_nothing(project: Lay, run: Run) -> None:
    before = "lake_id,name,area,opened\na,One,1,\na,Two,2,\na,Two,2,\n"
    after = "lake_id,name,area,opened\na,Two,2,\na,Three,1,\nb,Four,1,\na,Two,2,\na,Two,2,\n"
    out = compared(project, run, {LAKES_CSV: after}, {LAKES_CSV: before})
    assert section(out, "lakes (by lake_id)") == [
        "+ a: name Two; area 2 km²",
        "+ b: name Four; area 1 km²",
        "~ a: name One -> Three",
    ]


def test_a_renamed_column_is_one_removed_and_one_added(project: Lay, run: Run) -> None:
    text = "lake_id,name,area,since\nblue,Blue Lake,12.5,1999-05-01\ngreen,G,3,\n"
    out = compared(project, run, {LAKES_CSV: text, **described('"opened"', '"since"')})
    assert "lakes: 1 row changed (1 cell), 1 column added, 1 column removed." in out
    assert section(out, "lakes (by lake_id)")[:2] == ["+ column since", "- column opened"]


def test_without_its_key_a_table_is_compared_all_the_same(project: Lay, run: Run) -> None:
    text = "id,name,area,opened\nblue,Blue Lake,12.5,1999-05-01\n"
    out = compared(project, run, {LAKES_CSV: text})
    lines = section(out, "lakes")
    assert lines[0] == "rows are not matched: lake_id is not on both sides"
    assert lines[-1] == "- name Green <b>*Lake*</b> {{ 7*7 }}; area 3 km²"


def test_another_key_is_said(project: Lay, run: Run) -> None:
    out = compared(
        project,
        run,
        described('"primaryKey": ["lake_id", "day"]', '"primaryKey": ["day", "level"]'),
    )
    assert "the primary key was lake_id and day and is day and level" in section(out, "levels")


NEW = '"resources": [{"name": "boats", "path": "datasets/boats.csv", "schema": {"fields": [{"name": "boat"}, {"name": "crew"}], "primaryKey": "boat"}},'


def test_a_new_table_is_said_with_its_rows(project: Lay, run: Run) -> None:
    files = {"datasets/boats.csv": "boat,crew\nAda,2\n", **described('"resources": [', NEW)}
    out = compared(project, run, files)
    assert "boats: table added, 1 row added. " in out
    assert section(out, "boats (by boat)") == ["+ Ada: crew 2"]
    back = compared(project, run, None, files)
    assert "boats: table removed, 1 row removed. " in back


def test_a_deleted_file_is_said_and_its_rows_are_gone(project: Lay, run: Run) -> None:
    out = compared(project, run, {LATER: None})
    assert out.splitlines()[1] == "levels: 2 rows removed."
    assert section(out, "levels (by") == [
        f"{LATER} is not there in work tree",
        "- blue, 2021-01-01: level 5 m",
        "- green, 2021-01-01",
    ]
    assert "Figures, charts and pages are not compared: work tree could not be read. " in out


def test_a_file_that_is_not_utf_8_is_compared_and_said(project: Lay, run: Run) -> None:
    text = "lake_id,name,area,opened\nblue,Blue Lake,13.5,1999-05-01\ngreen,Gr\xfcn,3,\n"
    out = compared(project, run, {LAKES_CSV: text.encode("latin-1")})
    assert section(out, "lakes (by")[1:] == [
        "~ blue: area 12.5 -> 13.5 km²",
        "~ green: name Green <b>*Lake*</b> {{ 7*7 }} -> Gr�n",
    ]
    assert (
        f"{LAKES_CSV} is not UTF-8 in work tree: line 3 has a byte that is not UTF-8 "
        "(in Windows-1252 it would be ü)"
    ) in out
    assert "Figures, charts and pages are not compared" in out


def test_a_row_of_another_width_is_compared_and_said(project: Lay, run: Run) -> None:
    out = compared(project, run, {LEVELS_CSV: "lake_id,day,level\nblue,2020-01-01,4,5\ngreen\n"})
    assert section(out, "levels (by") == [
        f"line 2 of {LEVELS_CSV} has more cells than its header",
        "+ green, (empty)",
        "~ blue, 2020-01-01: level 4.5 -> 4,5 m",
        "- blue, 2020-02-01: level 4.25 m",
        "- green, 2020-01-01: level 1 m",
    ]


def test_rows_beyond_fifty_are_counted_and_no_kind_hides_another(project: Lay, run: Run) -> None:
    head = "lake_id,name,area,opened\nblue,Blue,12.5,1999-05-01\n"
    many = head + "".join(f"lake{n:03},L,1,\n" for n in range(200))
    lines = section(compared(project, run, {LAKES_CSV: many}), "lakes (by")
    assert [line for line in lines if line[0] in "~-"] == [
        "~ blue: name Blue Lake -> Blue",
        "- green: name Green <b>*Lake*</b> {{ 7*7 }}; area 3 km²",
    ]
    assert sum(line.startswith("+") for line in lines) == 48
    assert lines[-1] == "… 152 more rows added"


def test_a_boundary_file_is_compared_as_a_whole(project: Lay, run: Run) -> None:
    entry = '"resources": [{"name": "shores", "path": "datasets/s.json", "format": "topojson"},'
    shape = {"type": "Topology", "objects": {}, "arcs": []}
    files = described('"resources": [', entry)
    out = compared(
        project,
        run,
        {**files, "datasets/s.json": json.dumps({**shape, "x": 1})},
        {**files, "datasets/s.json": json.dumps(shape)},
    )
    assert "shores: file changed. " in out


def test_large_tables_are_compared_in_a_process_of_their_own(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.diff.LARGE", 0)
    out = compared(project, run, changed(LAKES_CSV, "12.5", "13.5"))
    assert section(out, "lakes (by") == ["~ blue: area 12.5 -> 13.5 km²"]
    assert section(out, "Figures") == ["largest (The area of the largest lake): 12.5 -> 13.5"]


# Figures, charts and pages


def test_a_change_of_one_cell_is_followed_to_the_pages(project: Lay, run: Run) -> None:
    out = compared(project, run, changed(LAKES_CSV, "12.5", "13.5"))
    assert out.splitlines()[1] == (
        "lakes: 1 row changed (1 cell). 1 figure, 1 other query, 1 chart and 5 pages differ."
    )
    assert section(out, "Figures") == ["largest (The area of the largest lake): 12.5 -> 13.5"]
    assert section(out, "Other queries") == ["lake_list (Lakes): 1 row differs"]
    assert section(out, "Charts") == ["lake_areas (Lakes): 1 row differs"]
    assert section(out, "Pages") == [
        "site_src/pages/data/table.md: 1 changed of 2; because of lakes",
        "~ data/lakes/",
        "site_src/pages/figures/figure.md: 2 changed of 3; because of lake_areas, lake_list and largest",
        "~ figures/lake-areas/",
        "~ figures/largest/",
        "site_src/pages/index.md: 1 changed of 1; because of lake_list and largest",
        "~ /",
        "site_src/pages/lakes/lake.md: 1 changed of 2; because of lake_list",
        "~ lakes/blue/",
    ]  # fmt: skip


def pages(out: str) -> list[str]:
    """The addresses of pages, each with its sign."""
    return [line for line in section(out, "Pages") if line[0] in "+-~…"]


def test_only_the_member_of_a_family_whose_rows_change_is_listed(project: Lay, run: Run) -> None:
    out = compared(project, run, changed(LEVELS_CSV, "4.25", "4.75"))
    assert pages(out) == ["~ data/levels/", "~ figures/lake-levels/", "~ lakes/blue/"]
    assert section(out, "Charts") == ["lake_levels (Water level): 1 row differs"]


MANY = "lake_id,name,area,opened\n" + "".join(f"lake{chr(97 + n // 26)}{chr(97 + n % 26)},L,{n},\n" for n in range(60))  # fmt: skip


def test_pages_of_a_family_beyond_fifty_are_counted(project: Lay, run: Run) -> None:
    levels = {LEVELS_CSV: "lake_id,day,level\n", LATER: "lake_id,day,level\n"}
    other = MANY.replace(",L,", ",M,")
    out = compared(project, run, {LAKES_CSV: other, **levels}, {LAKES_CSV: MANY, **levels})
    assert "  site_src/pages/lakes/lake.md: 60 changed of 60; because of lake_list" in out
    listed = [line for line in pages(out) if line.startswith("~ lakes/")]
    assert (len(listed), listed[0], pages(out)[-1]) == (50, "~ lakes/lakeaa/", "… 10 more pages")


PARTIAL = "site_src/partials/note.html"
WITH_PARTIAL = changed(LAKE_PAGE, "[All lakes]", "{% include 'note.html' %}\n[All lakes]")
NOTE = "site_src/deploy/note.txt"
WITH_NOTE = changed(LAKE_PAGE, "[All lakes]", f"{{{{ code(file_text('{NOTE}')) }}}}\n[All lakes]")

# What is changed, what is the same on both sides, and the pages that change.
FOLLOWED: list[tuple[str, Files, Files, list[str]]] = [
    ("a template", changed(LAKE_PAGE, "[All lakes]", "[Lakes]"), {}, ["~ lakes/blue/", "~ lakes/green/"]),
    ("a partial", {PARTIAL: "New.", **WITH_PARTIAL}, {PARTIAL: "Old.", **WITH_PARTIAL}, ["~ lakes/blue/", "~ lakes/green/"]),
    ("a file that is shown", {NOTE: "New.", **WITH_NOTE}, {NOTE: "Old.", **WITH_NOTE}, ["~ lakes/blue/", "~ lakes/green/"]),
    ("a file that is not", {NOTE: "New."}, {NOTE: "Old."}, []),
    ("a chart function", changed(CHARTS, ".mark_bar()", ".mark_bar(size=3)"), {}, ["~ figures/lake-areas/", "~ /"]),
    ("a headline", changed(LEVELS_SQL, "Between", "From"), {}, ["~ figures/lake-levels/", "~ lakes/blue/", "~ lakes/green/"]),
    ("the text of a query", changed(LARGEST, "max(area)", "max(area + 0)"), {}, ["~ figures/largest/"]),
    ("a comment in a chart", changed(CHARTS, "import altair as alt", "import altair as alt  # x"), {}, []),
    ("a new page", {"site_src/pages/new/one.md": "# One"}, {}, ["+ new/one/"]),
    ("a page less", {}, {"site_src/pages/new/one.md": "# One"}, ["- new/one/"]),
    ("a new member", changed(LAKES_CSV, "green,", "red,Red,1,\ngreen,"), {}, ["~ data/lakes/", "~ figures/lake-areas/", "~ /", "+ lakes/red/"]),
    ("another address", changed(LAKE_PAGE, "path: lakes/", "path: water/"), {}, ["+ water/blue/", "+ water/green/", "- lakes/blue/", "- lakes/green/"]),
    ("the title of a table", described('"title": "Lakes"', '"title": "Waters"'), {}, ["~ data/lakes/"]),
    ("an example row", {**changed(LEVELS_CSV, "blue,2020-01-01,4.5", "blue,2020-01-01,4"), INDEX: "{{ example('levels') }}"}, {INDEX: "{{ example('levels') }}"}, ["~ data/levels/", "~ figures/lake-levels/", "~ /", "~ lakes/blue/"]),
    ("a row that is no example", {**changed(LEVELS_CSV, "blue,2020-02-01,4.25", "blue,2020-02-01,4"), INDEX: "{{ example('levels') }}"}, {INDEX: "{{ example('levels') }}"}, ["~ data/levels/", "~ figures/lake-levels/", "~ lakes/blue/"]),
    ("a name that cannot be known", {**changed(LAKES_CSV, "12.5", "12"), INDEX: "{% for n in ['lake_list'] %}{{ table(n) }}{% endfor %}"}, {INDEX: "{% for n in ['lake_list'] %}{{ table(n) }}{% endfor %}"}, ["~ data/lakes/", "~ figures/lake-areas/", "~ figures/largest/", "~ /", "~ lakes/blue/"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("after", "before", "listed"), [f[1:] for f in FOLLOWED], ids=[f[0] for f in FOLLOWED]
)
def test_what_a_page_is_made_from_changes_it(
    after: Files, before: Files, listed: list[str], project: Lay, run: Run
) -> None:
    out = compared(project, run, after, before)
    assert (pages(out) if "Pages" in out.splitlines() else []) == listed


def test_a_source_that_is_renamed_changes_the_pages_that_name_it(project: Lay, run: Run) -> None:
    entry = '"resources": [{"name": "sources", "path": "datasets/s.csv", "schema": {"fields": [{"name": "source_id"}, {"name": "title"}], "primaryKey": "source_id"}},'
    query = "-- title: Lakes\nselect *, if(lake_id = 'blue', 's1', 's2') as source_id from lakes order by 1\n"
    files = {
        **described('"resources": [', entry),
        "site_src/queries/lake_list.sql": query,
        "datasets/s.csv": "source_id,title\ns1,Old\ns2,Two\n",
        INDEX: "{{ table('lake_list') }}",
    }
    after = {**files, "datasets/s.csv": "source_id,title\ns1,New\ns2,Two\n"}
    listed = pages(compared(project, run, after, files))
    assert listed == ["~ data/sources/", "~ figures/lake-areas/", "~ /"]


def test_a_value_that_readers_see_rounded_is_told_in_full(project: Lay, run: Run) -> None:
    after, before = (changed(LAKES_CSV, "12.5", number) for number in ("12.504", "12.503"))
    out = compared(project, run, after, before)
    assert section(out, "Figures") == ["largest (The area of the largest lake): 12.503 -> 12.504"]


def test_a_new_figure_has_no_value_before(project: Lay, run: Run) -> None:
    query = "-- title: Lakes counted\nselect count(*) as n, max(area) as value from lakes\n"
    out = compared(project, run, {"site_src/queries/some.sql": query})
    assert section(out, "Figures") == [
        "some, n (Lakes counted): (none) -> 2",
        "some (Lakes counted): (none) -> 12.5",
    ]


def test_a_query_is_run_again_when_one_that_it_reads_has_changed(project: Lay, run: Run) -> None:
    path = "site_src/queries/lake_list.sql"
    out = compared(project, run, changed(path, "name, area", "name, area * 2 as area"))
    assert section(out, "Figures") == ["largest (The area of the largest lake): 12.5 -> 25"]


def test_rows_in_another_order_are_said(project: Lay, run: Run) -> None:
    path = "site_src/queries/lake_list.sql"
    out = compared(project, run, changed(path, "order by lake_id", "order by lake_id desc"))
    assert section(out, "Other queries") == [
        "lake_list (Lakes): the rows stand in another order and its code differs"
    ]


@pytest.mark.parametrize("name", ["mkdocs.yml", "site_src/theme/assets/site.css"])
def test_what_every_page_is_made_with_is_said(name: str, project: Lay, run: Run) -> None:
    root = project()
    text = (root / name).read_text(encoding="utf-8")
    out = compared(project, run, {name: f"{text}\n"})
    said = "site_src/theme" if "theme" in name else name
    assert f"  {said} differs: every page may look different.\n" in out


# What cannot be compared


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (LARGEST, "-- title: A\nselect nope from lakes\n", "could not be read. site_src/queries/largest.sql:2  Binder Error"),
        (LEVELS_CSV, "lake_id,day,level\nblue,soon,1\n", "could not be read. datasets/levels/2020.csv  "),
        (INDEX, "---\ntitle: [\n---\n", "could not be read. site_src/pages/index.md:"),
        (CHARTS, "def (:\n", "could not be read. site_src/charts/lakes.py:1  SyntaxError"),
        (LAKE_PAGE, "---\neach: nope\npath: a\n---\n", "Pages are not compared: site_src/pages/lakes/lake.md:1  each: nope"),
    ],
    ids=["query", "cell", "front matter", "chart", "family"],
)  # fmt: skip
@pytest.mark.parametrize("side", ["before", "after"])
def test_when_a_side_cannot_be_read_the_tables_are_compared_all_the_same(
    side: str, path: str, text: str, told: str, project: Lay, run: Run
) -> None:
    wrong, right = {path: text}, changed(LAKES_CSV, "12.5", "13.5")
    files = ({**wrong, **right}, None) if side == "after" else (right, wrong)
    out = compared(project, run, *files)
    assert "lakes: 1 row changed (1 cell)" in out
    assert told in out
    assert "No figure, chart or page differs" not in out


def test_a_description_that_is_wrong_is_told_with_its_side(project: Lay, run: Run) -> None:
    root = project()
    commit(root)
    (root / DESCRIPTOR).write_text("{", encoding="utf-8")
    ran = run(root, "diff", "HEAD", "-q")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith(f"{DESCRIPTOR}:1:2  not JSON")
    ran = run(project(), "diff", str(root), "-q")
    assert ran.out.startswith(f"{root}:{DESCRIPTOR}:1:2  not JSON")


def test_a_chart_of_another_revision_is_never_run(project: Lay, run: Run) -> None:
    code = changed(CHARTS, "import altair as alt", "raise SystemExit(9)")
    assert "2 charts" in compared(project, run, None, code)


# Revisions


def repository(project: Lay) -> Path:
    """Two revisions, `old` and `main`, and a work tree that differs from both."""
    root = project()
    commit(root)
    git(root, "branch", "old")
    (root / LAKES_CSV).write_text(changed(LAKES_CSV, "12.5", "13.5")[LAKES_CSV], encoding="utf-8")
    commit(root)
    (root / LAKES_CSV).write_text(changed(LAKES_CSV, "12.5", "14.5")[LAKES_CSV], encoding="utf-8")
    (root / "site_src/pages/new.md").write_text("# New", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("sides", "heading", "figure"),
    [
        (("old",), r"old \([0-9a-f]{7}\) -> work tree", "12.5 -> 14.5"),
        (("HEAD",), r"HEAD \([0-9a-f]{7}\) -> work tree", "13.5 -> 14.5"),
        (("old", "main"), r"old \([0-9a-f]{7}\) -> main \([0-9a-f]{7}\)", "12.5 -> 13.5"),
        (("main", "old"), r"main \([0-9a-f]{7}\) -> old \([0-9a-f]{7}\)", "13.5 -> 12.5"),
    ],
)
def test_two_revisions_or_one_and_the_work_tree_are_compared(
    sides: tuple[str, ...], heading: str, figure: str, project: Lay, run: Run
) -> None:
    ran = run(repository(project), "diff", *sides)
    assert ran.status == 0
    assert re.fullmatch(heading, ran.out.splitlines()[0])
    assert section(ran.out, "Figures")[0].endswith(figure)
    assert ("+ new/" in ran.out) == (len(sides) == 1)
    assert [line.split()[0] for line in ran.err.splitlines()] == ["read", "tables", "figures", "pages"]  # fmt: skip


def test_nothing_of_the_project_is_touched(project: Lay, run: Run) -> None:
    root = repository(project)
    state = git(root, "status", "--porcelain"), git(root, "log", "--all", "--format=%H"), tree(root)
    assert run(root, "diff", "old", "--quiet").status == 0
    assert (
        git(root, "status", "--porcelain"),
        git(root, "log", "--all", "--format=%H"),
        tree(root),
    ) == state


def test_an_unknown_revision_ends_in_status_1(project: Lay) -> None:
    root = project()
    commit(root)
    ran = front_door("diff", "nope", "--root", str(root))
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("nope  no such folder or revision\n    -> ")


def test_without_git_it_ends_in_status_2(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    monkeypatch.setenv("PATH", "")
    assert run(root, "diff", "HEAD") == Ran(
        2, "", "cannot run: git is not installed; two folders can be compared\n"
    )


# Hostile cells

HOSTILE = [
    "a | b `c` ``` <script>alert(1)</script>",
    "@octocat #12 https://evil.example www.evil.example a@evil.example",
    "![x](https://evil.example/x.png) [y](javascript:x) **z** _q_ ~~s~~",
    "- [ ] item <!-- hidden",
    "two\nlines\n\n# Heading",
    "\x1b[31mred\x1b[0m \x07 \u202etxt.exe \u0085",
    " edges ",
]


def hostile(project: Lay, run: Run, *more: str) -> str:
    cells = [text.replace('"', '""') for text in HOSTILE]
    rows = "".join(f'l{chr(97 + n)},"{cell}",1,\n' for n, cell in enumerate(cells))
    return compared(project, run, {LAKES_CSV: f"lake_id,name,area,opened\n{rows}"}, None, *more)


def test_no_cell_acts_on_a_terminal(project: Lay, run: Run) -> None:
    out = hostile(project, run)
    assert [c for c in out if (ord(c) < 32 and c != "\n") or c in "\x7f\x85\u202e"] == []
    assert "name two⏎lines⏎⏎# Heading; area" in out
    assert "name �[31mred�[0m � �txt.exe �; area" in out
    assert "name ␠edges␠; area" in out


def test_no_cell_acts_in_a_comment(project: Lay, run: Run) -> None:
    out = hostile(project, run, "--format", "markdown")
    # All that is left outside the code is the engine's own words.
    shown = re.sub(r"<code>(?:[A-Za-z0-9 ./,;()=+%?'-]|&#\d+;|[^\x00-\x7f])*</code>", "DATA", out)
    own = re.sub(r"^(### |(  )?- (`[-+~]` )?)", "", shown, flags=re.MULTILINE)
    assert re.fullmatch(r"[A-Za-z0-9 ,.:;()…→\n]*", own)
    assert "<code>&#64;octocat &#35;12 https&#58;//evil.example www&#46;evil.example " in out
    assert "- `+` DATA: DATA DATA; DATA DATA DATA" in shown


def test_a_long_cell_is_cut_where_it_differs(project: Lay, run: Run) -> None:
    same = "word " * 100
    before, after = (
        {LAKES_CSV: f"lake_id,name,area,opened\nblue,{same}{last},1,\n"} for last in ("old", "new")
    )
    line = section(compared(project, run, after, before), "lakes (by")[0]
    assert line == "~ blue: name …word word word word old -> …word word word word new"
    only = section(compared(project, run, after), "lakes (by")[0]
    assert len(only) < 200


def test_markdown_is_for_a_pull_request(project: Lay, run: Run) -> None:
    out = compared(project, run, changed(LEVELS_CSV, "4.25", "4.75"), None, "--format", "markdown")
    assert out.splitlines()[1:8] == [
        "",
        "<code>levels</code>: 1 row changed (1 cell). 1 other query, 1 chart and 3 pages differ.",
        "",
        "### <code>levels</code> (by <code>lake&#95;id</code> and <code>day</code>)",
        "",
        "- `~` <code>blue</code>, <code>2020-02-01</code>: <code>level</code> <code>4.25</code> → <code>4.75</code> <code>m</code>",
        "",
    ]  # fmt: skip
    assert "\n  - `~` <code>lakes/blue/</code>\n" in out


def test_a_comment_is_never_longer_than_github_takes(project: Lay, run: Run) -> None:
    fields = [{"name": f"column_{n}"} for n in range(30)]
    tables = [
        {"name": f"t{n}", "path": f"datasets/t{n}.csv", "schema": {"fields": fields, "primaryKey": "column_0"}}
        for n in range(30)
    ]  # fmt: skip
    head = ",".join(field["name"] for field in fields)
    rows = "\n".join(f"{n}," + ",".join(["<" * 90] * 29) for n in range(60))
    none: dict[str, str] = {f"datasets/t{n}.csv": f"{head}\n" for n in range(30)}
    full = {f"datasets/t{n}.csv": f"{head}\n{rows}\n" for n in range(30)}
    more = described('"resources": [', f'"resources": [{json.dumps(tables)[1:-1]},')
    out = compared(project, run, {**full, **more}, {**none, **more}, "--format", "markdown")
    assert COMMENT // 20 < len(out) <= COMMENT
    assert "; 22 other tables. " in out
    assert re.search(r"^- … \d+ more tables$", out, re.MULTILINE)
    assert re.search(r"^- … \d+ more rows added$", out, re.MULTILINE)
