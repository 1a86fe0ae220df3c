"""Readers download the tables as they were checked, with their description and checksums."""

import csv
import datetime
import hashlib
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.described import Published, published_descriptor
from publisher.formats import typed_csv
from publisher.formulas import bare
from publisher.package import load_package
from tests.publisher.lakes import DESCRIPTOR, LAKES, Lay, Run, changed

pytestmark = pytest.mark.xdist_group("lakes")

GREEN = "Green <b>*Lake*</b> {{ 7*7 }}"
LAKES_TEXT = f"lake_id,name,area,opened\nblue,Blue Lake,12.5,1999-05-01\ngreen,{GREEN},3,\n"
LEVELS_TEXT = (
    "lake_id,day,level\nblue,2020-01-01,4.5\nblue,2020-02-01,4.25\nblue,2021-01-01,5\n"
    "green,2020-01-01,1\ngreen,2021-01-01,\n"
)


FIGURE = (LAKES / "site_src/pages/figures/figure.md").read_text(encoding="utf-8")


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def latest(built: Path) -> Path:
    return built / "site/data/latest"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(st.tuples(*[TEXTS | st.sampled_from('",\n\r ')] * width), max_size=4)
    )
)
def test_what_is_written_as_csv_is_read_back(records: list[tuple[str, ...]]) -> None:
    columns = tuple("abc"[: len(records[0])]) if records else ("a",)
    text = typed_csv(columns, records)
    rows = [[bare(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    assert rows == [list(columns), *(list(record) for record in records)]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3.0, "3"),
        (12.5, "12.5"),
        (0.1, "0.1"),
        (-0.25, "-0.25"),
        (1e300, "1e+300"),
        (12345678901234567890, "12345678901234567890"),
        (Decimal("1.50"), "1.5"),
        (datetime.date(2020, 1, 31), "2020-01-31"),
        (datetime.datetime(2020, 1, 31, 1, 2), "2020-01-31T01:02:00"),
        ("01001", "01001"),
        ('a "b", c', '"a ""b"", c"'),
        ("one\ntwo", '"one\ntwo"'),
        ("one\rtwo", '"one\rtwo"'),
    ],
)
def test_a_value_as_a_cell(value: object, cell: str) -> None:
    assert typed_csv(("a", "b"), [(value, "x")]) == f"a,b\n{cell},x\n"


def test_a_row_of_one_empty_cell_is_no_blank_line() -> None:
    assert typed_csv(("a",), [(None,), ("",)]) == 'a\n""\n""\n'


def test_a_table_is_published_in_the_order_of_its_key(latest: Path) -> None:
    assert (latest / "lakes.csv").read_text(encoding="utf-8") == LAKES_TEXT
    assert (latest / "levels.csv").read_text(encoding="utf-8") == LEVELS_TEXT


def test_parquet_has_the_same_rows_with_their_types(latest: Path) -> None:
    day = datetime.date
    with duckdb.connect() as connection:
        found = connection.execute(f"select * from '{latest}/levels.parquet'")
        assert [(c[0], str(c[1])) for c in found.description or []] == [
            ("lake_id", "VARCHAR"),
            ("day", "DATE"),
            ("level", "DOUBLE"),
        ]
        assert found.fetchall() == [
            ("blue", day(2020, 1, 1), 4.5),
            ("blue", day(2020, 2, 1), 4.25),
            ("blue", day(2021, 1, 1), 5.0),
            ("green", day(2020, 1, 1), 1.0),
            ("green", day(2021, 1, 1), None),
        ]


def test_every_file_has_its_checksum(latest: Path) -> None:
    lines = (latest / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    named = {name: sha256 for sha256, name in (line.split("  ", 1) for line in lines)}
    files = {file.name: file for file in latest.iterdir() if file.name != "SHA256SUMS"}
    assert sorted(named) == list(named) == sorted(files)
    assert named == {n: hashlib.sha256(f.read_bytes()).hexdigest() for n, f in files.items()}
    assert {
        "lakes.csv",
        "lakes.parquet",
        "lakes.zip",
        "levels.csv",
        "levels.parquet",
        "levels.zip",
        "datapackage.json",
    } <= files.keys()


def test_a_zip_has_the_table_its_description_a_readme_and_the_licence(latest: Path) -> None:
    with zipfile.ZipFile(latest / "levels.zip") as archive:
        content = {info.filename: archive.read(info).decode() for info in archive.infolist()}
        dates = {info.date_time for info in archive.infolist()}
    assert sorted(content) == [
        "levels/LICENSE.txt",
        "levels/README.md",
        "levels/datapackage.json",
        "levels/levels.csv",
    ]
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert content["levels/levels.csv"] == LEVELS_TEXT
    assert (
        "CC0 1.0 https://creativecommons.org/publicdomain/zero/1.0/"
        in content["levels/LICENSE.txt"]
    )
    assert "## levels: Water levels" in content["levels/README.md"]
    assert "- `day` (date): Day" in content["levels/README.md"]
    assert "Source: Invented for tests https://example.org/levels" in content["levels/README.md"]
    described = json.loads(content["levels/datapackage.json"])
    assert [r["name"] for r in described["resources"]] == ["levels"]
    # The table that it points to is in another zip.
    assert "foreignKeys" not in described["resources"][0]["schema"]


@pytest.mark.parametrize("where", ["datapackage.json", "lakes.zip", "levels.zip"])
def test_a_published_description_fits_the_files_beside_it(
    where: str, latest: Path, tmp_path: Path
) -> None:
    from frictionless import Package

    folder = latest
    if where.endswith(".zip"):
        with zipfile.ZipFile(latest / where) as archive:
            archive.extractall(tmp_path)
        folder = tmp_path / where.removesuffix(".zip")
    assert Package(str(folder / "datapackage.json")).validate().flatten() == []
    for resource in json.loads((folder / "datapackage.json").read_text())["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_the_description_is_that_of_the_project_but_for_paths_sizes_and_hashes() -> None:
    package = load_package(LAKES)
    sizes = {"lakes.csv": 1, "levels.csv": 2}
    files = {n: Published(n, "csv", n, Path(n), size, "ab") for n, size in sizes.items()}
    own: dict[str, Any] = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    published = published_descriptor(package, list(package.resources), files)
    for resource, size in zip(published["resources"], (1, 2), strict=True):
        assert resource.pop("bytes") == size
        assert resource.pop("hash") == "sha256:ab"
        assert resource.pop("path") == f"{resource['name']}.csv"
    for resource in own["resources"]:
        del resource["path"]
    assert published == own


def test_a_topology_is_published_as_it_is(project: Lay, run: Run) -> None:
    text = '{"type": "Topology", "arcs": [[[0, 0], [1, 0], [0, 0]], [[0, 1], [1, 1], [0, 1]]], '
    shapes = '{"type": "LineString", "id": "a", "arcs": [0]}, {"type": "LineString", "id": "b", "arcs": [0]}'
    text += f'"objects": {{"shores": {{"type": "GeometryCollection", "geometries": [{shapes}]}}}}}}'
    resource = '{"name": "map", "path": "datasets/lakes/map.json", "format": "topojson"},'
    files = {
        **changed(DESCRIPTOR, '"resources": [', f'"resources": [{resource}'),
        "datasets/lakes/map.json": text,
    }
    root = project(files, built=True)
    assert run(root, "build", "-q") == (0, "", "")
    assert (root / "site/data/latest/map.json").read_text() == text
    with zipfile.ZipFile(root / "site/data/latest/lakes.zip") as archive:
        assert archive.read("lakes/map.json").decode() == text


def test_a_figure_has_its_rows_query_spec_and_pictures_beside_it(built: Path) -> None:
    folder = built / "site/figures/lake-areas"
    assert (folder / "lake-areas.csv").read_text() == (
        f"lake_id,name,area\nblue,Blue Lake,12.5\ngreen,{GREEN},3\n"
    )
    assert json.loads((folder / "lake-areas.data.json").read_text()) == {
        "lake_list": [
            {"lake_id": "blue", "name": "Blue Lake", "area": 12.5},
            {"lake_id": "green", "name": GREEN, "area": 3.0},
        ]
    }
    assert "from lakes order by lake_id" in (folder / "lake-areas.sql").read_text()
    assert json.loads((folder / "lake-areas.vl.json").read_text())["data"] == {"name": "lake_list"}
    assert (folder / "lake-areas.svg").read_text().startswith("<svg")
    assert (folder / "lake-areas.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_a_figure_says_what_it_is_for_programs(built: Path) -> None:
    folder = built / "site/figures/lake-areas"
    about = json.loads((folder / "lake-areas.json").read_text())
    assert about["title"] == "Lakes"
    assert about["subtitle"] == "A row is a lake."
    assert about["rows"] == 2
    assert about["version"] == "1.0"
    assert about["cite"].startswith("Lakes. In: Invented lakes, version 1.0. ")
    assert [licence["title"] for licence in about["licenses"]] == ["CC0 1.0"]
    assert about["sources"] == [{"title": "Invented for tests", "path": ""}]
    assert about["query"]["name"] == "lake_list"
    assert f"{about['query']['sql']}\n" == (folder / "lake-areas.sql").read_text()
    assert about["query"]["sha256"] == sha256_of(folder / "lake-areas.sql")
    assert about["columns"] == [
        {"name": "lake_id", "title": "Lake", "type": "string"},
        {"name": "name", "title": "Name", "type": "string"},
        {"name": "area", "title": "Area", "type": "number", "unit": "km²"},
    ]
    assert [file["format"] for file in about["files"]] == ["csv", "svg", "png", "zip", "sql"]
    for file in about["files"]:
        assert file["address"] == f"figures/lake-areas/{file['name']}"
        assert file.get("sha256", sha256_of(folder / file["name"])) == sha256_of(
            folder / file["name"]
        )


@pytest.mark.parametrize(
    ("figure", "endings"),
    [
        ("lake-areas", ["csv", "json", "png", "svg"]),
        ("lake-levels", ["csv", "json"]),
        ("largest", ["csv", "json"]),
    ],
)
def test_the_zip_of_a_figure_has_all_that_there_is_of_it(
    figure: str, endings: list[str], built: Path
) -> None:
    folder = built / "site/figures" / figure
    with zipfile.ZipFile(folder / f"{figure}.zip") as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    readme = content.pop(f"{figure}/README.md").decode()
    assert content == {
        f"{figure}/{figure}.{ending}": (folder / f"{figure}.{ending}").read_bytes()
        for ending in endings
    }
    about = json.loads(content[f"{figure}/{figure}.json"])
    assert f"# {about['title']}\n" in readme
    assert about["cite"] in readme
    assert "CC0 1.0 https://creativecommons.org/publicdomain/zero/1.0/" in readme


def test_a_page_says_how_large_the_files_of_a_figure_are(project: Lay, run: Run) -> None:
    listed = '{% for f in figure_downloads(row.name) %}<a class="made" href="{{ f.address }}">{{ f.bytes }}</a>\n{% endfor %}'
    root = project({"site_src/pages/figures/figure.md": FIGURE + listed}, built=True)
    assert run(root, "build", "-q") == (0, "", "")
    folder = root / "site/figures/lake-areas"
    html = (folder / "index.html").read_text(encoding="utf-8")
    for ending in ("csv", "json", "svg", "png", "zip"):
        size = (folder / f"lake-areas.{ending}").stat().st_size
        assert f'href="../../figures/lake-areas/lake-areas.{ending}">{size:,}</a>' in html


def test_a_picture_for_the_dark_scheme_has_the_dark_colours(built: Path) -> None:
    light = (built / "site/figures/lake-areas/lake-areas-wide.svg").read_text()
    dark = (built / "site/figures/lake-areas/lake-areas-wide-dark.svg").read_text()
    assert "#005a9c" in light
    assert "#005a9c" not in dark
    assert "#6db3f2" in dark


def test_a_page_of_a_family_has_its_own_rows_beside_it(built: Path) -> None:
    folder = built / "site/lakes/green"
    assert (folder / "lake-levels.csv").read_text() == "day,level\n2020-01-01,1\n"
    assert json.loads((folder / "data.json").read_text()) == {
        "lake_levels": [{"day": "2020-01-01", "level": 1.0}]
    }


def test_the_site_serves_what_live_charts_need(built: Path) -> None:
    bundle = (built / "site/assets/vega.js").read_text(encoding="utf-8")
    assert "vegaEmbed" in bundle
    assert (built / "site/assets/site.css").read_text() == ".figure { margin: 0; }\n"
    assert "--c-accent:#005a9c" in (built / "site/assets/colors.css").read_text()
