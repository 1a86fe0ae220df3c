"""Which row of another table a cell was probably meant to point to."""

import json
from pathlib import Path

import pytest

from publisher.check import check_file
from publisher.package import load_package
from publisher.refer import named_rows
from tests.publisher.lakes import DESCRIPTOR

REGIONS = "region,short,name\n01,AA,Aaland\n37,NN,Nordland\n"
PLACES = (
    "place,region,place_name\n"
    "01001,01,Oak County\n01003,01,Elm County\n37001,37,Oak County\n37003,37,Ash County\n"
    "37005,37,Lime County\n"
)


def field(name: str) -> dict[str, object]:
    return {"name": name, "type": "string"}


def points(column: str, table: str) -> dict[str, object]:
    return {"fields": [column], "reference": {"resource": table, "fields": [column]}}


DESCRIBED = {
    "resources": [
        {
            "name": "regions",
            "path": "regions.csv",
            "label": "short",
            "schema": {"fields": [field("region"), field("short"), field("name")]},
        },
        {
            "name": "places",
            "path": "places.csv",
            "label": ["place_name", "region"],
            "schema": {
                "fields": [field("place"), field("region"), field("place_name")],
                "primaryKey": ["place"],
                "foreignKeys": [points("region", "regions")],
            },
        },
        {
            "name": "events",
            "path": "events.csv",
            "schema": {
                "fields": [field("region"), field("place"), field("office")],
                "foreignKeys": [points("place", "places")],
            },
        },
    ]
}


def lay(folder: Path, row: str) -> Path:
    (folder / DESCRIPTOR).write_text(json.dumps(DESCRIBED), encoding="utf-8")
    (folder / "regions.csv").write_text(REGIONS, encoding="utf-8")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    (folder / "events.csv").write_text(f"region,place,office\n{row}\n", encoding="utf-8")
    return folder


# A row of events, what is said of its place, and the key to write.
CASES: list[tuple[str, str, str, str]] = [
    ("the row names it", "37,37002,Oak County mayor", "Oak County, NN is 37001.", "37001"),
    ("the row names it, elsewhere", "01,99999,Oak County mayor", "Oak County, AA is 01001.", "01001"),
    ("the longest name counts", "37,37009,Lime County", "Lime County, NN is 37005.", "37005"),
    ("a lost zero", "01,1001,mayor", "The zero at its start is lost: write '01001'. Oak County, AA is 01001.", "01001"),
    ("a blank", "37,37001 ,mayor", "There is a blank before or after it: write '37001'. Oak County, NN is 37001.", "37001"),
    ("decimals", "37,37001.0,mayor", "A code or a whole number has no decimals: write '37001'. Oak County, NN is 37001.", "37001"),
    ("the name for the key", "37,Ash County,mayor", "The cell takes the key, not the name: Ash County, NN is 37003.", "37003"),
    ("near keys of the region", "37,37004,mayor", "Near it: Ash County, NN is 37003; Lime County, NN is 37005.", ""),
    ("nothing near", "37,xyz,mayor", "", ""),
    ("an address names nothing", "37,99999,https://oak-county.example/Oak County", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said", "instead"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_a_key_was_probably_meant_to_be(
    row: str, said: str, instead: str, tmp_path: Path
) -> None:
    package = load_package(lay(tmp_path, row))
    (problem,) = check_file(package, package.tables["events"], "events.csv")
    assert (problem.line, problem.column, problem.letter, problem.field) == (2, 2, "B", "place")
    assert problem.cell == row.split(",")[1]
    assert problem.expected == "a place that is in the table places"
    assert (problem.suggestion, problem.instead) == (said, instead)


def test_a_table_that_cannot_be_read_names_no_rows(tmp_path: Path) -> None:
    package = load_package(lay(tmp_path, "37,37001,mayor"))
    (tmp_path / "places.csv").unlink()
    assert named_rows(package, "places", "place") == []


def test_a_row_is_named_by_its_first_name_or_title_where_the_table_does_not_say(
    tmp_path: Path,
) -> None:
    package = load_package(lay(tmp_path, "37,37001,mayor"))
    assert package.tables["places"].label == ("place_name", "region")
    assert package.tables["events"].label == ()
    described = json.loads(json.dumps(DESCRIBED))
    del described["resources"][0]["label"]
    (tmp_path / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")
    assert load_package(tmp_path).tables["regions"].label == ("name",)
