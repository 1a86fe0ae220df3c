"""What databases, workbooks and statistics files have besides the values."""

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import duckdb
import pandas
import pyreadstat
import pytest
from python_calamine import CalamineWorkbook

from publisher.cache import Cache
from publisher.formats import opened
from publisher.package import load_package
from publisher.release import Release
from publisher.statfiles import short_names
from publisher.warehouse import load
from publisher.workbook import table_sheets, workbook, xlsx_file
from tests.publisher.lakes import DESCRIPTOR, Lay, changed

BLUE = ("blue", "2020-01-01", 4.5, "Blue Lake")


@pytest.fixture
def latest(built: Path) -> Path:
    return built / "site/data/latest"


def of_one_table(root: Path, fields: list[dict[str, object]], rows: str, **more: object) -> Release:
    """The release of a package with one table, `things`."""
    (root / "data/things").mkdir(parents=True)
    schema = {"fields": fields, **more}
    resource = {
        "name": "things",
        "title": "Things",
        "path": "data/things/things.csv",
        "schema": schema,
    }
    (root / DESCRIPTOR).write_text(json.dumps({"name": "things", "resources": [resource]}))
    (root / "data/things/things.csv").write_text(rows, encoding="utf-8")
    package = load_package(root)
    load(package, root / "warehouse.duckdb")
    return Release(package, root / "warehouse.duckdb", Cache(root / "cache"))


def test_sqlite_refuses_what_the_description_refuses(latest: Path, tmp_path: Path) -> None:
    copy = tmp_path / "lakes.sqlite"
    copy.write_bytes((latest / "lakes.sqlite").read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        for wrong, told in {
            "INSERT INTO lakes VALUES ('blue', 'Again', 1, NULL)": "UNIQUE",
            "INSERT INTO lakes VALUES ('new', NULL, 1, NULL)": "NOT NULL",
            "INSERT INTO lakes VALUES ('new', 'New', -1, NULL)": "CHECK",
            "INSERT INTO levels VALUES ('none', '2020-01-01', 1)": "FOREIGN KEY",
        }.items():
            with pytest.raises(sqlite3.IntegrityError, match=told):
                database.execute(wrong)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_foreign_key_has_an_index_unless_the_primary_key_begins_with_it(tmp_path: Path) -> None:
    fields: list[dict[str, object]] = [{"name": n, "type": "string"} for n in ("id", "within")]
    keys = [{"fields": "within", "reference": {"resource": "", "fields": "id"}}]
    release = of_one_table(
        tmp_path, fields, "id,within\na,\nb,a\n", primaryKey="id", foreignKeys=keys
    )
    with closing(sqlite3.connect(release.files["things.sqlite"].path)) as database:
        plan = "EXPLAIN QUERY PLAN SELECT * FROM things WHERE within = 'a'"
        assert "USING INDEX things_within" in str(database.execute(plan).fetchall())


def test_a_view_names_the_rows_that_a_table_points_to(latest: Path) -> None:
    sql = "SELECT * FROM levels_named LIMIT 1"
    with closing(sqlite3.connect(latest / "lakes.sqlite")) as database:
        found = database.execute(sql)
        assert [column[0] for column in found.description] == [
            "lake_id",
            "day",
            "level",
            "lake_id_name",
        ]
        assert found.fetchall() == [BLUE]
    with duckdb.connect(str(latest / "lakes.duckdb"), read_only=True) as connection:
        assert connection.execute(
            sql.replace("*", "lake_id, day::text, level, lake_id_name")
        ).fetchall() == [BLUE]


def test_databases_describe_their_tables_and_fields(latest: Path) -> None:
    with closing(sqlite3.connect(latest / "lakes.sqlite")) as database:
        rows = database.execute("SELECT table_name, rows, sources FROM _tables").fetchall()
        assert rows[1] == ("levels", 5, "Invented for tests https://example.org/levels")
        units = database.execute("SELECT field_name, unit FROM _fields WHERE unit <> ''").fetchall()
        assert units == [("area", "km²"), ("level", "m")]
    with duckdb.connect(str(latest / "lakes.duckdb"), read_only=True) as connection:
        said = "SELECT comment FROM duckdb_columns() WHERE column_name = 'area'"
        assert connection.execute(said).fetchall() == [("Area (km²).",)]
        keys = (
            "SELECT constraint_text FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'"
        )
        assert connection.execute(keys).fetchall() == [
            ("PRIMARY KEY(lake_id)",),
            ('PRIMARY KEY(lake_id, "day")',),
        ]


def test_the_same_tables_are_the_same_bytes(project: Lay, latest: Path) -> None:
    """The hashes of the built project are those of a copy that is made anew, at another time."""
    root = project()
    package = load_package(root)
    load(package, root / "build/warehouse.duckdb")
    release = Release(package, root / "build/warehouse.duckdb", Cache(root / ".cache"))
    published = {file.name: file.read_bytes() for file in latest.iterdir()}
    assert {n: f.path.read_bytes() for n, f in release.files.items()} == published


def test_only_what_depends_on_a_changed_table_is_made_again(project: Lay) -> None:
    root = project()
    package = load_package(root)
    load(package, root / "build/warehouse.duckdb")
    before = Release(package, root / "build/warehouse.duckdb", Cache(root / ".cache")).files
    level = root / "datasets/levels/2021.csv"
    level.write_text(level.read_text() + "green,2021-02-01,7\n")
    load(package, root / "build/warehouse.duckdb")
    after = Release(package, root / "build/warehouse.duckdb", Cache(root / ".cache")).files
    same = {name for name, file in after.items() if before[name].path == file.path}
    assert same == {
        *("lakes.csv", "lakes.parquet", "lakes.dta", "lakes.sav", "lakes.zip"),
        "CITATION.cff",
    }


def test_a_stata_file_is_of_the_version_that_stata_14_and_later_read(latest: Path) -> None:
    assert (latest / "lakes.dta").read_bytes().startswith(b"<stata_dta><header><release>118<")


def test_no_header_has_the_time_of_making(latest: Path) -> None:
    assert b"<timestamp>\x1101 Jan 1980 00:00</timestamp>" in (latest / "lakes.dta").read_bytes()
    assert (latest / "lakes.sav").read_bytes()[92:109] == b"01 Jan 8000:00:00"
    assert (latest / "lakes.sqlite").read_bytes()[96:100] == bytes(4)


def test_a_statistics_file_has_the_titles_units_and_lists_of_the_description(
    tmp_path: Path,
) -> None:
    fields: list[dict[str, object]] = [
        {"name": "code", "type": "string", "constraints": {"enum": ["01", "02"]}},
        {
            "name": "kind",
            "type": "string",
            "title": "Kind",
            "constraints": {"enum": ["small", "large"]},
        },
        {"name": "wet", "type": "boolean", "title": "Wet"},
        {"name": "depth", "type": "number", "title": "Depth", "unit": "m"},
    ]
    rows = "code,kind,wet,depth\n01,large,true,2.25\n02,,,\n"
    files = of_one_table(tmp_path, fields, rows, primaryKey="code").files
    lists = {"kind": {1: "small", 2: "large"}, "wet": {0: "false", 1: "true"}}
    for frame, meta in (
        pyreadstat.read_dta(files["things.dta"].path),
        pyreadstat.read_sav(files["things.sav"].path),
    ):
        # A key stays text, whatever its list.
        assert frame["code"].tolist() == ["01", "02"]
        assert frame["kind"].tolist()[0] == 2
        assert meta.variable_value_labels == lists
        assert meta.column_labels == ["code", "Kind", "Wet", "Depth (m)"]
        assert meta.file_label == "Things"
    assert meta.original_variable_types["depth"] == "F16.2"
    assert [meta.variable_measure[n] for n in ("code", "kind", "depth")] == [
        "nominal",
        "nominal",
        "scale",
    ]


def test_a_column_that_a_program_cannot_hold_is_text_as_a_whole(tmp_path: Path) -> None:
    fields: list[dict[str, object]] = [
        {"name": "large", "type": "integer"},
        {"name": "old", "type": "date"},
    ]
    rows = "large,old\n1,1500-01-01\n9007199254740993,2020-01-01\n"
    files = of_one_table(tmp_path, fields, rows).files
    stata = pandas.read_stata(files["things.dta"].path)
    assert stata["large"].tolist() == ["1", "9007199254740993"]
    assert [str(day)[:10] for day in stata["old"]] == ["1500-01-01", "2020-01-01"]
    spss, _ = pyreadstat.read_sav(files["things.sav"].path)
    assert spss["old"].tolist() == ["1500-01-01", "2020-01-01"]


NAMES = {
    "county": "county",
    "2020 total": "v2020_total",
    "if": "if_2",
    "If": "If_3",
    "str20": "str20_2",
    "_n": "v_n",
    "größe": "gr__e",
    "a" * 33: "a" * 32,
    "a" * 34: "a" * 30 + "_2",
}


def test_names_that_both_programs_take_each_different(tmp_path: Path) -> None:
    fields: list[dict[str, object]] = [
        {"name": name, "type": "string"} for name in NAMES if name != "If"
    ]
    release = of_one_table(tmp_path, fields, ",".join(n for n in NAMES if n != "If") + "\n")
    wanted = {name: short for name, short in NAMES.items() if name != "If"}
    assert short_names(release.package.tables["things"].fields) == list(wanted.values())
    for frame, meta in (
        pyreadstat.read_dta(release.files["things.dta"].path),
        pyreadstat.read_sav(release.files["things.sav"].path),
    ):
        assert list(frame.columns) == list(wanted.values())
        # The name in the description is not lost.
        assert meta.column_names_to_labels["v2020_total"] == "2020 total: 2020 total"


@pytest.mark.parametrize(
    ("text", "sav", "xlsx"),
    [
        ("x" * 32_767, 32_767, 32_767),
        ("x" * 40_000, 32_767, 32_767),
        ("é" * 40_000, 16_405, 32_767),
        ("🙂" * 40_000, 8_224, 16_405),
    ],
)
def test_a_text_that_is_too_long_is_cut_and_says_so(
    text: str, sav: int, xlsx: int, tmp_path: Path
) -> None:
    files = of_one_table(tmp_path, [{"name": "text", "type": "string"}], f"text\n{text}\n").files
    spss, _ = pyreadstat.read_sav(files["things.sav"].path)
    book = CalamineWorkbook.from_path(str(files["things.xlsx"].path))
    found = {
        sav: spss["text"].tolist()[0],
        xlsx: book.get_sheet_by_name("things").to_python()[1][0],
    }
    for length, cell in found.items():
        assert len(cell) == length
        assert cell == text or cell.endswith("[cut here: the CSV file has the whole text]")
    assert pandas.read_stata(files["things.dta"].path)["text"].tolist() == [text]


def test_a_workbook_begins_with_what_it_holds(latest: Path) -> None:
    book = CalamineWorkbook.from_path(str(latest / "lakes.xlsx"))
    assert book.sheet_names == ["About this file", "lakes", "levels"]
    front = book.get_sheet_by_name("About this file").to_python()
    assert front[0][0] == "Invented lakes"
    lines = [row for row in front if row[0] == "levels"]
    assert lines[0][1:4] == ["Water levels", 5, ""]
    assert ["levels", "level", "number", "m", "Level."] in lines


def test_a_text_in_a_workbook_stays_text(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@sum", "01", "https://example.org/", "<r>a</r>", "<r>&</r>"]
    rows = "\n".join(["text", *texts, ""])
    release = of_one_table(tmp_path, [{"name": "text", "type": "string"}], rows)
    path = release.files["things.xlsx"].path
    found = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("things").to_python()
    assert found == [["text"], *([text] for text in texts)]
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    # Styles whose format is "text" (@), so that a cell that is edited stays text. What begins like
    # a formula has the one with the mark that Excel sets for an apostrophe.
    formats = re.findall("<xf [^>]*>", styles.partition("<cellXfs")[2].partition("</cellXfs")[0])
    used = [formats[int(number)] for number in re.findall(' s="([0-9]+)" t="inlineStr"', sheet)]
    assert ["quotePrefix" in style for style in used[1:]] == [True] * 4 + [False] * 4
    assert all('numFmtId="164"' in style for style in used)


def test_a_table_that_is_too_long_for_a_sheet_goes_on_in_another(
    built: Path, tmp_path: Path
) -> None:
    package = load_package(built)
    path = tmp_path / "book.xlsx"
    with opened(built / "build/warehouse.duckdb") as tables:
        parts = list(table_sheets(tables, package.tables["levels"], "levels", most=2))
        path.write_bytes(workbook(parts, {}, tmp_path))
    read = CalamineWorkbook.from_path(str(path))
    sheets = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
    assert [(name, len(rows)) for name, rows in sheets.items()] == [
        ("levels", 3), ("levels (2)", 3), ("levels (3)", 2)
    ]  # fmt: skip
    assert {tuple(rows[0]) for rows in sheets.values()} == {("lake_id", "day", "level")}


def test_a_wide_table_with_texts_of_every_kind_is_whole_in_its_sheet(tmp_path: Path) -> None:
    texts = ["plain", "R & D", "=1+1", "_x0041_", "", "ñ", "place"]
    names = ["place", *(f"c{number}" for number in range(400))]
    cells = [[texts[(row + number) % 7] for number in range(len(names))] for row in range(8)]
    of_one_table(
        tmp_path,
        [{"name": name, "type": "string"} for name in names],
        "".join(",".join(line) + "\n" for line in [names, *cells]),
    )
    with opened(tmp_path / "warehouse.duckdb") as tables:
        (tmp_path / "book.xlsx").write_bytes(xlsx_file(tables, load_package(tmp_path)))
    read = CalamineWorkbook.from_path(str(tmp_path / "book.xlsx"))
    assert read.get_sheet_by_name("things").to_python() == [names, *cells]


def test_two_tables_whose_names_begin_alike_have_sheets_of_their_own(project: Lay) -> None:
    long = "lakes-and-ponds-of-the-whole-north"
    text = changed(
        DESCRIPTOR, '"name": "lakes", "title": "Lakes"', f'"name": "{long}", "title": "L"'
    )[DESCRIPTOR]
    text = text.replace('"name": "levels", "title"', f'"name": "{long}-again", "title"')
    root = project({DESCRIPTOR: text.replace('"resource": "lakes"', f'"resource": "{long}"')})
    package = load_package(root)
    load(package, root / "build/warehouse.duckdb")
    with opened(root / "build/warehouse.duckdb") as tables:
        (root / "book.xlsx").write_bytes(xlsx_file(tables, package))
    names = CalamineWorkbook.from_path(str(root / "book.xlsx")).sheet_names
    assert names[1:] == ["lakes-and-ponds-of-the-whole-no", "lakes-and-ponds-of-the-whole-_2"]
