"""`build.py import` reads what a definition names, checks, and writes whole files or nothing."""

import io
import json
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.importing import put_in_place
from publisher.intake import opened
from tests.publisher.lakes import DESCRIPTOR, LEVELS_CSV, Lay, Run, tree

FOLDER = "site_src/imports/club"
CLUB = "datasets/levels/club.csv"
IMPORT = """
title: Visits of a club
formats: [parquet, xlsx, csv]
table: levels
file: datasets/levels/club.csv
reads: [lakes]
missing: ["NA"]
columns:
  lake: {names: [Lake, lake_name], required: true}
  month: {names: [Visited], type: month, required: true}
  level: {names: [Level], type: number}
steps: [placed]
"""
DEFINITION = {
    f"{FOLDER}/import.yml": IMPORT,
    f"{FOLDER}/placed.sql": """-- title: Visits with their lake
        select g.*, lake_id from given g left join lakes on lower(lake_id) = lower(lake)""",
    f"{FOLDER}/rows.sql": """-- title: Mean levels
        select lake_id, month as day, avg(level) as level from placed
        where lake_id is not null and month is not null group by all""",
    f"{FOLDER}/ways.sql": """-- title: What became of the rows
        select case when lake_id is null then 'no lake' when month is null then 'no month'
          else 'placed' end as way, sum(given_rows) as rows from placed group by 1 order by 1""",
}
VISITS = """Lake,Visited,Level,Visitor
green,2021-03-05,2,Person One
Green,Mar 2021,4,Person Two
blue,2021-04-01,NA,Person Three
,2021-04-01,1,Person Four
blue,soon,1,Person Five
"""
ROWS = "lake_id,day,level\nblue,2021-04-01,\ngreen,2021-03-01,3\n"


@pytest.fixture
def club(project: Lay) -> Path:
    return project(DEFINITION)


def put(root: Path, name: str, content: str | bytes) -> str:
    """A file that lies outside of the project; its path."""
    file = root.parent / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(file)


def sheet(text: str) -> bytes:
    """The rows of a CSV text as a spreadsheet."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(out)
    return out.getvalue()


def parquet(folder: Path, text: str) -> bytes:
    """The rows of a CSV text as a Parquet file."""
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM read_csv('{folder}/rows.csv', all_varchar = true, header = true)) "
            f"TO '{folder}/rows.parquet'"
        )
    return (folder / "rows.parquet").read_bytes()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_file_becomes_rows_of_a_table(kind: str, club: Path, run: Run) -> None:
    made = {"csv": VISITS.encode(), "xlsx": sheet(VISITS), "parquet": parquet(club.parent, VISITS)}
    ran = run(club, "import", "club", put(club, f"visits.{kind}", made[kind]))
    assert ran.status == 0, ran.out
    assert (club / CLUB).read_text(encoding="utf-8") == ROWS
    for line in ("Visits of a club: 5 rows read", "1  no lake", "1  no month", "3  placed"):
        assert line in ran.out
    assert "columns read: Lake, Visited, Level; columns not read: 1" in ran.out
    resources = json.loads((club / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    assert resources[1]["path"] == [LEVELS_CSV, "datasets/levels/2021.csv", CLUB]
    assert run(club, "check").status == 0


def test_a_second_import_changes_no_byte(club: Path, run: Run) -> None:
    file = put(club, "visits.csv", VISITS)
    run(club, "import", "club", file)
    before = tree(club / "datasets"), (club / DESCRIPTOR).read_bytes()
    assert "(as it was)" in run(club, "import", "club", file).out
    assert (tree(club / "datasets"), (club / DESCRIPTOR).read_bytes()) == before


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ('{"start": "2021-04", "end": "2021"}', "2021-03", "2021"),
        ('{"start": "2020", "end": "2020-12-31"}', "2020", "2021-04-01"),
        ('{"start": "2019-01"}', "2019-01", None),
        ("{}", None, None),
    ],
)
def test_the_period_of_a_table_holds_the_new_rows(
    period: str, start: str | None, end: str | None, project: Lay, run: Run
) -> None:
    files = {**DEFINITION, f"{FOLDER}/import.yml": IMPORT + "period: [day, day]\n"}
    club = project(files)
    text = (club / DESCRIPTOR).read_text(encoding="utf-8")
    name = '"name": "levels", '
    text = text.replace(name, f'{name}"temporal": {period}, ')
    (club / DESCRIPTOR).write_text(text, encoding="utf-8")
    file = put(club, "visits.csv", VISITS)
    assert run(club, "import", "club", file).status == 0
    descriptor = (club / DESCRIPTOR).read_bytes()
    resource = json.loads(descriptor)["resources"][1]
    assert (resource["temporal"].get("start"), resource["temporal"].get("end")) == (start, end)
    assert "(as it was)" in run(club, "import", "club", file).out
    assert (club / DESCRIPTOR).read_bytes() == descriptor


def test_a_period_of_what_is_no_day_is_told(project: Lay, run: Run) -> None:
    rows = DEFINITION[f"{FOLDER}/rows.sql"].replace("month as day", "'soon' as day")
    period = {f"{FOLDER}/import.yml": IMPORT + "period: [day, day]\n", f"{FOLDER}/rows.sql": rows}
    club = project({**DEFINITION, **period})
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert f"{FOLDER}/rows.sql" in ran.out and "Conversion Error" in ran.out


def test_a_dry_run_tells_and_writes_nothing(club: Path, run: Run) -> None:
    before = tree(club)
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS), "--dry-run")
    assert ran.status == 0
    assert "3  placed" in ran.out and "Nothing was written" in ran.out and CLUB in ran.out
    assert tree(club) == before


def test_nothing_that_was_not_asked_for_is_anywhere_below_the_project(club: Path, run: Run) -> None:
    for kind, content in (("csv", VISITS.encode()), ("xlsx", sheet(VISITS))):
        assert run(club, "import", "club", put(club, f"visits.{kind}", content)).status == 0
    found = [f for f in club.rglob("*") if f.is_file() and b"Person" in f.read_bytes()]
    assert found == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "an empty file"),
        ("header.csv", b"Lake,Visited\n", "a header and no rows"),
        ("blank.csv", b"\n\n", "no names of columns in the first row"),
        ("none.csv", b"Pond,Visited\nblue,2021-01-01\n", "no column -> Lake or lake_name, beside 'Pond' and 'Visited'"),
        ("twice.csv", b"Lake,Lake,Visited\nblue,blue,2021-01-01\n", "the column 'Lake' twice"),
        ("latin.csv", b"Lake,Visited\n\xe9,2021-01-01\n", "bytes that are not UTF-8"),
        ("quote.csv", b'Lake,Visited\n"blue,2021-01-01\n', "quotes or a cell that cannot be read"),
        ("notes.pdf", b"%PDF-1.7 ...", "neither Parquet nor a spreadsheet"),
        ("old.xls", b"\xd0\xcf\x11\xe0\x00", "neither Parquet nor a spreadsheet"),
        ("cut.parquet", b"PAR1 and no more", "damaged or cut short"),
        ("cut.xlsx", sheet(VISITS)[:900], "damaged or cut short"),
        ("lfs.parquet", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a pointer of Git LFS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_cannot_be_used_gets_one_message(
    name: str, content: bytes, told: str, club: Path, run: Run
) -> None:
    before = tree(club)
    ran = run(club, "import", "club", put(club, name, content))
    assert ran.status == 1
    assert told in ran.out.replace("\n", " ").replace("    ", "") or told in " ".join(
        ran.out.split()
    )
    assert name in ran.out and "1 problem" in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert tree(club) == before


def test_a_very_long_text_is_cut(club: Path, run: Run) -> None:
    long = f"{VISITS}blue,2021-04-01,2,Someone\n{'b' * 300_000},2021-04-01,2,Someone\n"
    ran = run(club, "import", "club", put(club, "visits.csv", long))
    assert ran.status == 0 and "2  no lake" in ran.out


def test_a_truncated_parquet_file_gets_one_message(club: Path, run: Run) -> None:
    whole = parquet(club.parent, VISITS)
    for end in (len(whole) - 1, len(whole) // 2):
        ran = run(club, "import", "club", put(club, "cut.parquet", whole[:end]))
        assert ran.status == 1 and "damaged or cut short" in ran.out


def test_a_zip_that_is_no_spreadsheet_gets_one_message(club: Path, run: Run) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "not a sheet")
    ran = run(club, "import", "club", put(club, "a.xlsx", out.getvalue()))
    assert ran.status == 1 and "damaged or cut short" in ran.out


def test_sql_of_an_import_that_does_not_end_is_stopped(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publisher.importing.SECONDS", 0.3)
    endless = "-- title: x\nselect count(*) from range(10000000) a, range(10000000) b"
    club = project({**DEFINITION, f"{FOLDER}/rows.sql": f"{endless} where a.range * b.range = 7"})
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1 and "not done after 0.3 seconds" in ran.out


@pytest.mark.parametrize(
    ("part", "size"), [("xl/styles.xml", 60_000_000), ("xl/worksheets/sheet1.xml", 200_000_000)]
)
def test_a_spreadsheet_that_unpacks_to_far_more_is_refused(
    part: str, size: int, club: Path, run: Run
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../outside.xml", "x")  # nothing is unpacked into a folder
        with archive.open(part, "w") as file:
            for _ in range(size // 1_000_000):
                file.write(b" " * 1_000_000)
    ran = run(club, "import", "club", put(club, "bomb.xlsx", out.getvalue()))
    assert ran.status == 1 and f"a part of {size:,} bytes, packed into" in ran.out
    assert not (club.parent / "outside.xml").exists()


def test_a_small_parquet_file_of_many_rows_is_read_in_little_memory(club: Path, run: Run) -> None:
    file = club.parent / "bomb.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'blue' AS Lake, '2021-04-01' AS Visited, 1 AS Level FROM range(20000000))"
            f" TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
        )
    assert file.stat().st_size < 1_000_000
    ran = run(club, "import", "club", str(file), "--dry-run")
    assert ran.status == 0 and "20,000,000 rows read" in ran.out


def test_signs_that_nobody_sees_are_not_imported(club: Path, run: Run) -> None:
    turned = VISITS.replace("green,2021-03-05", "gre\u202een,2021-03-05")
    ran = run(club, "import", "club", put(club, "visits.csv", turned))
    assert ran.status == 0
    assert (club / CLUB).read_text(encoding="utf-8") == ROWS


def test_other_files_are_not_read_for_a_name_with_stars(club: Path, run: Run) -> None:
    put(club, "visits2.parquet", parquet(club.parent, VISITS))
    ran = run(club, "import", "club", put(club, "visits*.parquet", parquet(club.parent, VISITS)))
    assert ran.status == 0 and "5 rows read" in ran.out


def test_rows_that_the_check_refuses_are_not_written(project: Lay, run: Run) -> None:
    rows = DEFINITION[f"{FOLDER}/rows.sql"].replace("lake_id, month", "'red' as lake_id, month")
    club = project({**DEFINITION, f"{FOLDER}/rows.sql": rows})
    before = tree(club / "datasets")
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert "red" in ran.out and CLUB in ran.out
    assert tree(club / "datasets") == before


@pytest.mark.parametrize("commands", [[], ["check"]], ids=["at first", "after a check"])
def test_rules_see_the_new_rows_beside_all_tables(
    commands: list[str], project: Lay, run: Run
) -> None:
    rule = """-- title: No high level in a small lake
        -- table: levels
        -- field: level
        -- expected: a level below 3
        select l._file, l._line, name as found from levels l join lakes using (lake_id)
        where level >= 3 and day >= date '2021-03-01'"""
    rule = "\n".join(line.strip() for line in rule.splitlines())
    club = project({**DEFINITION, "datasets/rules/low.sql": rule})
    for command in commands:
        assert run(club, command).status == 0
    before = tree(club / "datasets"), tree(club / "build")
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert f"{CLUB}:3:3" in ran.out and "a level below 3 (rule low)" in ran.out
    assert (tree(club / "datasets"), tree(club / "build")) == before


def test_a_definition_that_loses_rows_is_refused(project: Lay, run: Run) -> None:
    ways = DEFINITION[f"{FOLDER}/ways.sql"].replace(
        "group by", "where lake_id is not null group by"
    )
    club = project({**DEFINITION, f"{FOLDER}/ways.sql": ways})
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert "4 rows in all its ways" in ran.out and "the 5 that were read" in ran.out


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("import.yml", "title: [", "not YAML"),
        ("import.yml", "title: x", "no columns, file and table"),
        ("import.yml", IMPORT.replace("table: levels", "table: ponds"), "a table 'ponds'"),
        ("import.yml", IMPORT.replace("type: number", "type: colour"), "the type colour"),
        ("import.yml", IMPORT.replace("[placed]", "[moved]"), "no moved.sql"),
        ("import.yml", IMPORT + "period: [day, level]\n", "period: day and level"),
        ("import.yml", IMPORT + "period: [day]\n", "two fields of the type date in levels"),
        (
            "import.yml",
            IMPORT.replace("datasets/levels/club", "../../../club"),
            "'../../../club.csv'",
        ),
        ("import.yml", IMPORT.replace("datasets/levels/club", "/tmp/club"), "'/tmp/club.csv'"),
        ("import.yml", IMPORT.replace("datasets/levels/club", "site_src/charts/x"), "file: "),
        ("import.yml", "a: &a [*a]", "an alias of what it stands in"),
        ("placed.sql", "-- title: x\nselect getenv('HOME')", "getenv, which does not read"),
        ("placed.sql", "-- title: x\nselect random()", "random, which gives something else"),
        ("placed.sql", "-- title: x\nfrom duckdb_settings()", "duckdb_settings, which does not"),
        ("rows.sql", "-- title: x\ncopy lakes to '/tmp/x.csv'", "a statement of the kind COPY"),
        ("rows.sql", "-- title: x\nselect nothing", "Binder Error"),
        ("rows.sql", "-- title: x\nselect 1 as depth", "the columns depth"),
        ("placed.sql", "-- title: x\nfrom read_csv('/etc/hostname')", "Permission Error"),
        (
            "placed.sql",
            "-- title: x\nfrom given; set enable_external_access = true",
            "2 statements",
        ),
    ],
)
def test_a_wrong_definition_is_told(
    path: str, content: str, told: str, project: Lay, run: Run
) -> None:
    club = project({**DEFINITION, f"{FOLDER}/{path}": content})
    ran = run(club, "import", "club", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert told in ran.out and f"{FOLDER}/{path}" in ran.out.replace("rows.sql", path)


def test_an_unknown_import_is_told_with_those_that_are_known(club: Path, run: Run) -> None:
    ran = run(club, "import", "clubs", put(club, "visits.csv", VISITS))
    assert ran.status == 1
    assert "no import is called 'clubs'" in ran.out and "Did you mean club?" in ran.out


def test_files_are_as_before_when_writing_is_interrupted(
    club: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(club)
    files = {LEVELS_CSV: b"new\n", CLUB: b"new\n", DESCRIPTOR: b"{}\n"}

    def stops(path: Path, content: bytes) -> None:
        if path.name == DESCRIPTOR and content == b"{}\n":
            raise KeyboardInterrupt
        path.write_bytes(content)

    monkeypatch.setattr("publisher.importing.write_whole", stops)
    with pytest.raises(KeyboardInterrupt):
        put_in_place(club, files)
    assert tree(club) == before


def test_the_database_has_a_limit_and_no_place_to_spill() -> None:
    with opened() as connection:
        settings = connection.execute(
            "SELECT current_setting('temp_directory'), current_setting('memory_limit')"
        ).fetchall()
    assert settings == [("", "2.6 GiB")]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20))
def test_any_cells_are_counted(
    rows: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from publisher.importdef import Column, Definition
    from publisher.intake import take
    from publisher.progress import QUIET, Progress

    file = tmp_path_factory.mktemp("cells") / "a.parquet"
    with duckdb.connect() as connection:
        columns = [list(cells) for cells in zip(*rows, strict=True)]
        connection.execute(
            "CREATE TABLE t AS SELECT unnest(?) a, unnest(?) b, unnest(?) c", columns
        )
        connection.execute(f"COPY t TO '{file}' (FORMAT parquet)")
    names = (
        Column("a", "text", ("a",)),
        Column("b", "month", ("b",)),
        Column("c", "number", ("c",)),
    )
    definition = Definition(
        "x", "x", ("parquet",), "t", "t.csv", (), (), names, (), (), "", {}, {}
    )  # fmt: skip
    with opened() as connection:
        taken = take(connection, file, definition, Progress(QUIET))
        assert taken.rows == len(rows)
        for (text,) in connection.execute("SELECT a FROM given WHERE a IS NOT NULL").fetchall():
            assert text.isprintable() or not any(ord(sign) < 32 for sign in text)
