"""What is published loads in the programs that others use, with every row as it was."""

import csv
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import others
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, changed, front_door, lay

pytestmark = pytest.mark.xdist_group("others")

# What programs stumble over: codes with a zero at the start, an empty cell with a pattern, a
# number as an example, a file that is no table.
LAKES_ROWS = "lake_id,name,area,opened,code\nblue,Blue Lake,12.5,1999-05-01,007\ngreen,NA,,,\n"
CODE = (
    '{"name": "code", "type": "string", "example": "007", "constraints": {"pattern": "[0-9]{3}"}}'
)
MAP = '{"name": "map", "path": "datasets/lakes/map.json", "format": "topojson"},'
SHORE = '{"type": "LineString", "id": "a", "arcs": [0]}'
TOPOLOGY = (
    '{"type": "Topology", "arcs": [[[0, 0], [1, 0], [0, 0]]], "objects": '
    f'{{"shores": {{"type": "GeometryCollection", "geometries": [{SHORE}]}}}}}}'
)

CHECK = """
import json, sys
import check_datapackage as checker
found = checker.check(json.load(open(sys.argv[1])), config=checker.Config(strict=sys.argv[2] == "strict"))
print(json.dumps(sorted([issue.jsonpath, issue.type] for issue in found)))
"""
OLD_CLIENT = """
import json, sys
import datapackage
package = datapackage.Package(sys.argv[1])
limit = int(sys.argv[2]) or None
tables = {r.name: r.read(keyed=True, limit=limit) for r in package.resources if r.tabular}
print(json.dumps({"errors": [str(e) for e in package.errors], "tables": tables}, default=str))
"""
CROISSANT = """
import json, logging, sys
import mlcroissant
dataset = mlcroissant.Dataset(sys.argv[1])
text = lambda value: value.decode() if isinstance(value, bytes) else str(value)
wanted = sys.argv[2:] or [one.uuid for one in dataset.metadata.record_sets]
found = {
    name: [{k.split("/")[1]: None if v is None else text(v) for k, v in record.items()} for record in dataset.records(name)]
    for name in wanted
}
print(json.dumps({"warnings": sorted(dataset.metadata.ctx.issues.warnings), "records": found}))
"""


def check(file: Path, mode: str = "") -> list[list[str]]:
    """Place and kind of each problem that check-datapackage finds in a description."""
    found: list[list[str]] = json.loads(
        others.run("check-datapackage", str(file), mode or "plain", script=CHECK)
    )
    return found


def old_client(file: Path, limit: int = 0) -> dict[str, Any]:
    """The rows (the first, with a limit) as the client before Frictionless reads them, and its errors."""
    found: dict[str, Any] = json.loads(
        others.run("datapackage", str(file), str(limit), script=OLD_CLIENT)
    )
    return found


def datasette(file: Path, folder: Path) -> sqlite3.Connection:
    """The database that datapackage-to-datasette makes of a description."""
    database, about = folder / "out.db", folder / "about.json"
    others.run("datasette", "datapackage-to-datasette", str(database), str(file), str(about))
    assert "databases" in json.loads(about.read_text(encoding="utf-8"))
    return sqlite3.connect(database)


def croissant(file: Path, *names: str) -> dict[str, Any]:
    """The records of sets (of all for no name) as mlcroissant reads them, and its warnings."""
    found: dict[str, Any] = json.loads(
        others.run("croissant", str(file), *names, script=CROISSANT).splitlines()[-1]
    )
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with what programs stumble over."""
    opened = '{"name": "opened", "type": "date", "title": "Opened"}'
    files = changed(DESCRIPTOR, opened, f"{opened}, {CODE}")
    files[DESCRIPTOR] = files[DESCRIPTOR].replace('"resources": [', f'"resources": [{MAP}')
    area = '"title": "Area",'
    files[DESCRIPTOR] = files[DESCRIPTOR].replace(area, f'{area} "example": 12.5,')
    files |= {LAKES_CSV: LAKES_ROWS, "datasets/lakes/map.json": TOPOLOGY}
    root = lay(tmp_path_factory.mktemp("others") / "lakes", files)
    assert front_door("build", "-q", "--root", str(root)) == (0, "", "")
    return root / "site"


@pytest.fixture(scope="module", params=["whole", "lakes", "levels"])
def description(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The description of all tables, and the one in each archive."""
    latest = site / "data/latest"
    name = str(request.param)
    if name == "whole":
        return latest / "datapackage.json"
    folder = tmp_path_factory.mktemp("archive")
    with zipfile.ZipFile(latest / f"{name}.zip") as archive:
        archive.extractall(folder)
    return folder / name / "datapackage.json"


def rows_beside(description: Path) -> dict[str, list[dict[str, str]]]:
    """The cells of each table, as they stand in the files beside a description."""
    tables = {}
    for resource in json.loads(description.read_text(encoding="utf-8"))["resources"]:
        if resource["path"].endswith(".csv"):
            with (description.parent / resource["path"]).open(encoding="utf-8", newline="") as file:
                tables[resource["name"]] = list(csv.DictReader(file))
    assert tables
    return tables


def test_frictionless_finds_no_problem(description: Path) -> None:
    from frictionless import Package

    assert Package(str(description)).validate().flatten() == []


def test_check_datapackage_finds_no_problem(description: Path) -> None:
    assert check(description) == []


def test_a_strict_check_misses_only_what_a_project_may_choose(description: Path) -> None:
    assert {place for place, _ in check(description, "strict")} <= {"$.id", "$.version"}


def test_check_datapackage_would_find_one(description: Path, tmp_path: Path) -> None:
    whole = json.loads(description.read_text(encoding="utf-8"))
    whole["resources"][-1]["schema"]["fields"][0]["example"] = 1
    (tmp_path / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    assert [kind for _, kind in check(tmp_path / "datapackage.json")] == ["type"]


def test_the_client_before_frictionless_reads_every_row(description: Path) -> None:
    found = old_client(description)
    assert found["errors"] == []
    expected = rows_beside(description)
    assert {name: len(rows) for name, rows in found["tables"].items()} == {
        name: len(rows) for name, rows in expected.items()
    }
    if "lakes" in expected:
        assert [row["code"] for row in found["tables"]["lakes"]] == ["007", None]
        assert [row["name"] for row in found["tables"]["lakes"]] == ["Blue Lake", "NA"]


def test_datasette_gets_every_row_and_codes_stay_text(description: Path, tmp_path: Path) -> None:
    database = datasette(description, tmp_path)
    expected = rows_beside(description)
    for name, rows in expected.items():
        assert database.execute(f"select count(*) from {name}").fetchall() == [(len(rows),)]
    if "lakes" in expected:
        found = database.execute("select lake_id, name, area, opened, code from lakes").fetchall()
        assert found == [
            ("blue", "Blue Lake", 12.5, "1999-05-01", "007"),
            ("green", "NA", None, None, None),
        ]


def test_mlcroissant_reads_every_record_beside_the_description(site: Path) -> None:
    found = croissant(site / "data/latest/croissant.json")
    assert found["warnings"] == []
    assert found["records"]["lakes"] == [
        {
            "lake_id": "blue",
            "name": "Blue Lake",
            "area": "12.5",
            "opened": "1999-05-01 00:00:00",
            "code": "007",
        },
        {"lake_id": "green", "name": "NA", "area": None, "opened": None, "code": None},
    ]
    assert [row["lake_id"] for row in found["records"]["levels"]] == ["blue"] * 3 + ["green"] * 2


def test_mlcroissant_refuses_a_file_that_is_another(site: Path, tmp_path: Path) -> None:
    for file in (site / "data/latest").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "lakes.parquet").write_bytes((tmp_path / "levels.parquet").read_bytes())
    with pytest.raises(AssertionError, match="An error occur"):
        croissant(tmp_path / "croissant.json", "lakes")


def test_croissant_lists_every_file_with_its_hash_keys_and_references(site: Path) -> None:
    latest = site / "data/latest"
    whole = json.loads((latest / "croissant.json").read_text(encoding="utf-8"))
    sums = (latest / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    expected = {name: sha256 for sha256, name in (line.split("  ") for line in sums)}
    del expected["croissant.json"]
    assert {file["contentUrl"]: file["sha256"] for file in whole["distribution"]} == expected
    lakes, levels = whole["recordSet"]
    assert lakes["key"] == [{"@id": "lakes/lake_id"}]
    assert levels["key"] == [{"@id": "levels/lake_id"}, {"@id": "levels/day"}]
    assert [field["references"] for field in levels["field"] if "references" in field] == [
        {"fileObject": {"@id": "lakes.parquet"}, "extract": {"column": "lake_id"}}
    ]
    assert [field["dataType"] for field in lakes["field"]] == [
        "sc:Text",
        "sc:Text",
        "sc:Float",
        "sc:Date",
        "sc:Text",
    ]


def test_every_part_of_an_example_and_a_pattern_is_kept(description: Path) -> None:
    whole = json.loads(description.read_text(encoding="utf-8"))
    fields = {
        field["name"]: field
        for resource in whole["resources"]
        if resource["name"] == "lakes"
        for field in resource["schema"]["fields"]
    }
    if fields:
        assert fields["area"]["example"] == "12.5"
        assert fields["area"]["constraints"] == {"minimum": 0}
        assert fields["code"]["pattern"] == "[0-9]{3}"
        assert "constraints" not in fields["code"]
        assert fields["lake_id"]["constraints"] == {"required": True, "pattern": "[a-z]+"}
