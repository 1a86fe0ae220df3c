"""datapackage.json is read once, and every mistake in it is told with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.package import Field, ForeignKey, load_package
from publisher.problem import InputError
from tests.publisher.lakes import DESCRIPTOR, Lay

FIELDS = [{"name": "a", "type": "string"}, {"name": "b", "type": "number"}]


def described(folder: Path, *resources: Any, **more: Any) -> Path:
    """A folder whose datapackage.json has these resources."""
    descriptor = {"resources": list(resources), **more}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def table(name: str = "t", path: object = "d/g/t.csv", **schema: object) -> dict[str, object]:
    return {"name": name, "path": path, "schema": {"fields": FIELDS, **schema}}


def test_the_lakes_are_read_as_two_tables(project: Lay) -> None:
    package = load_package(project())
    assert list(package.tables) == ["lakes", "levels"]
    levels = package.tables["levels"]
    assert levels.title == "Water levels"
    assert levels.paths == ("datasets/levels/2020.csv", "datasets/levels/2021.csv")
    assert [(f.name, f.type, f.title, f.unit) for f in levels.fields] == [
        ("lake_id", "string", "Lake", ""),
        ("day", "date", "Day", ""),
        ("level", "number", "Level", "m"),
    ]
    assert levels.primary_key == ("lake_id", "day")
    assert levels.foreign_keys == (ForeignKey(("lake_id",), "lakes", ("lake_id",)),)
    assert levels.position("day") == 2
    assert levels.position("depth") == 0


def test_what_is_not_said_has_a_plain_default(tmp_path: Path) -> None:
    resource = load_package(described(tmp_path, table())).resources[0]
    assert (resource.title, resource.description, resource.missing_values) == ("t", "", ("",))
    assert resource.field("a") == Field("a", "string", {"name": "a", "type": "string"})
    assert (resource.field("b").title, resource.field("b").constraints) == ("b", {})
    with pytest.raises(KeyError):
        resource.field("c")


def test_tables_are_published_in_the_package_of_their_folder(tmp_path: Path) -> None:
    one, two, three = table("a", "d/x/a.csv"), table("b", "d/y/b.csv"), table("c", "d/x/c.csv")
    title = {"name": "x", "title": "Xs", "description": "All of them."}
    package = load_package(described(tmp_path, one, two, three, packages=[title]))
    groups = {group: [r.name for r in resources] for group, resources in package.groups.items()}
    assert groups == {"x": ["a", "c"], "y": ["b"]}
    assert package.group_descriptor("x") == title
    assert package.group_descriptor("y") == {"name": "y", "title": "y", "description": ""}


def test_a_topology_is_no_table(tmp_path: Path) -> None:
    shapes = {"name": "map", "path": "d/g/map.json", "format": "topojson"}
    package = load_package(described(tmp_path, table(), shapes))
    assert list(package.tables) == ["t"]
    assert list(package.topologies) == ["map"]


# What is described, and the one problem that is told.
WRONG: list[tuple[list[Any], str]] = [
    ([], "no resources -> a list of resources, one for each table."),
    ([{"path": "d/t.csv"}], "resource 1 is named None -> a name of letters, digits, - and _."),
    ([table("a b")], "resource 1 is named 'a b' -> a name of letters, digits, - and _."),
    ([{"name": "t"}], "resource t has no path -> the path of its file, as in datasets/a/b.csv."),
    ([table(), table()], "two resources have one name -> a name of its own for each resource."),
    (
        [{"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a", "type": "text"}]}}],
        "field a of t has the type 'text' -> one of boolean, date, datetime, integer, number, "
        "string, time, year, yearmonth.",
    ),
    ([table(primaryKey="c")], "the primary key of t names 'c' -> a field of it."),
    (
        [table(foreignKeys=[{"fields": "c", "reference": {"resource": "t", "fields": "a"}}])],
        "a foreign key of t names 'c' -> a field of it.",
    ),
    (
        [table(foreignKeys=[{"fields": "a", "reference": {"resource": "u", "fields": "a"}}])],
        "a foreign key of t points to u.a -> a field that exists.",
    ),
]


@pytest.mark.parametrize(("resources", "told"), WRONG)
def test_a_wrong_description_is_told(resources: list[Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_package(described(tmp_path, *resources))
    assert str(caught.value) == f"datapackage.json  {told}"


def test_all_mistakes_of_a_description_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_package(described(tmp_path, table("a b"), table(primaryKey="c"), {"name": "u"}))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    "path",
    [
        "../t.csv",
        "d/../../t.csv",
        "/etc/hostname",
        "https://example.org/t.csv",
        "d\\t.csv",
        "",
        ["d/t.csv", "../t.csv"],
        ["d/t.csv", 5],
    ],
)
def test_a_path_never_leaves_the_project(path: object, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"resource t has (the path|no path)"):
        load_package(described(tmp_path, table(path=path)))


def test_a_link_never_leads_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("a,b\n")
    root = tmp_path / "root"
    root.mkdir()
    (root / "t.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(InputError, match="a path inside the project"):
        load_package(described(root, table(path="t.csv")))


# The bytes of datapackage.json, and what is told of them.
NOT_JSON = [
    (b'{\n  "a": 1,,\n}', "datapackage.json:2:10  not JSON: Expecting property name"),
    (b"", "datapackage.json:1:1  not JSON: Expecting value"),
    (b"[]", "datapackage.json:1:1  JSON, but not an object"),
    (b'{"a": "\xfc"}', "datapackage.json  byte 8 is not UTF-8"),
]


@pytest.mark.parametrize(("content", "told"), NOT_JSON)
def test_a_description_that_is_not_json_is_told_with_its_place(
    content: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / DESCRIPTOR).write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_package(tmp_path)
    assert str(caught.value).startswith(told)


def test_a_folder_without_a_description_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"datapackage.json  no such file"):
        load_package(tmp_path)


# Parts of the description that have the wrong form.
FORMS: list[tuple[str, dict[str, Any]]] = [
    ("resources is a number", {"resources": 5}),
    ("a resource is a text", {"resources": ["t.csv"]}),
    ("path is a number", {"resources": [{"name": "t", "path": 5}]}),
    (
        "schema is the name of a file",
        {"resources": [{"name": "t", "path": "t", "schema": "s.json"}]},
    ),
    ("fields are texts", {"resources": [{"name": "t", "path": "t", "schema": {"fields": ["a"]}}]}),
    ("a foreign key is a text", {"resources": [table(foreignKeys=["a"])]}),
    (
        "a foreign key points to no table",
        {"resources": [table(foreignKeys=[{"fields": [], "reference": {"resource": "u"}}])]},
    ),
]


@pytest.mark.parametrize("descriptor", [d for _, d in FORMS], ids=[name for name, _ in FORMS])
def test_a_part_of_the_wrong_form_is_told(descriptor: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(InputError, match=r"^datapackage\.json"):
        load_package(tmp_path)
