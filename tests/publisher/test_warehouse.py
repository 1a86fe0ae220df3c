"""Tables are loaded with the types of their description, whatever their cells look like."""

import datetime
import json
import struct
from pathlib import Path
from typing import Any

import duckdb
import pytest

from publisher import warehouse
from publisher.package import Package, Resource, load_package
from publisher.problem import InputError
from publisher.warehouse import load, reading
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, Lay


def loaded(folder: Path, types: dict[str, str], text: str, **more: object) -> Path:
    """The warehouse of one table `t` with fields of these types (by name) and this CSV."""
    schema = {"fields": [{"name": n, "type": kind} for n, kind in types.items()], **more}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (folder / "t.csv").write_text(text, encoding="utf-8", newline="")
    load(load_package(folder), folder / "w.duckdb")
    return folder / "w.duckdb"


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with reading(warehouse) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    "codes",
    [
        ["48001", "48003", "48507"],  # all of one state: nothing shows that these are codes
        ["01001", "01003", "48001"],
        ["1e5", "0x10", "007"],
        ["2020-01-01", "true", "NULL"],
    ],
)
def test_text_stays_text_whatever_it_looks_like(codes: list[str], tmp_path: Path) -> None:
    warehouse = loaded(tmp_path, {"code": "string"}, "\n".join(["code", *codes, ""]))
    assert rows(warehouse, "select code from t order by _line") == [(code,) for code in codes]
    assert rows(warehouse, "select distinct typeof(code) from t") == [("VARCHAR",)]


# A type of the description, a cell, and the value of it.
CELLS = [
    ("string", "a", "VARCHAR", "a"),
    ("integer", "12", "BIGINT", 12),
    ("number", "12", "DOUBLE", 12.0),
    ("number", "1.5", "DOUBLE", 1.5),
    ("boolean", "true", "BOOLEAN", True),
    ("boolean", "0", "BOOLEAN", False),
    ("date", "2020-02-29", "DATE", datetime.date(2020, 2, 29)),
    ("datetime", "2020-02-29T23:30:00", "TIMESTAMP", datetime.datetime(2020, 2, 29, 23, 30)),
    ("time", "23:30:00", "TIME", datetime.time(23, 30)),
    ("year", "2020", "INTEGER", 2020),
    ("yearmonth", "2020-02", "VARCHAR", "2020-02"),
]


@pytest.mark.parametrize(("kind", "cell", "duck", "value"), CELLS)
def test_each_type_has_its_own_in_the_warehouse(
    kind: str, cell: str, duck: str, value: object, tmp_path: Path
) -> None:
    warehouse = loaded(tmp_path, {"a": kind, "b": "string"}, f"a,b\n{cell},x\n,y\n")
    assert rows(warehouse, "select a, typeof(a) from t order by b") == [(value, duck), (None, duck)]


def test_words_for_nothing_and_for_truth_are_those_described(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "boolean", "trueValues": ["Y"], "falseValues": ["N"]}]
    text = "a\nY\nN\n-\n"
    warehouse = loaded(tmp_path, {}, text, fields=fields, missingValues=["", "-"])
    assert rows(warehouse, "select a from t order by _line") == [(True,), (False,), (None,)]


def test_cells_keep_commas_quotes_line_ends_and_letters(tmp_path: Path) -> None:
    text = 'a,b\n"x, ""y""","one\ntwo"\nÅé,\n'
    warehouse = loaded(tmp_path, {"a": "string", "b": "string"}, text)
    assert rows(warehouse, "select a, b from t order by _line") == [
        ('x, "y"', "one\ntwo"),
        ("Åé", None),
    ]


def test_a_row_knows_its_file_and_line(tmp_path: Path) -> None:
    text = 'a,b\n1,"one\ntwo"\n2,"\n\n"\n3,x\n'
    warehouse = loaded(tmp_path, {"a": "integer", "b": "string"}, text)
    assert rows(warehouse, "select a, _file, _line from t order by a") == [
        (1, "t.csv", 2),
        (2, "t.csv", 4),
        (3, "t.csv", 7),
    ]


def test_a_table_of_several_files_has_the_rows_of_all(project: Lay) -> None:
    root = project()
    load(load_package(root), root / "w.duckdb")
    assert rows(root / "w.duckdb", "select _file, count(*) from levels group by 1 order by 1") == [
        ("datasets/levels/2020.csv", 3),
        ("datasets/levels/2021.csv", 2),
    ]


def test_the_file_can_be_read_by_older_versions_of_duckdb(tmp_path: Path) -> None:
    warehouse = loaded(tmp_path, {"a": "string"}, "a\nx\n")
    head = warehouse.read_bytes()[:20]
    # After a checksum of eight bytes: the name, and the number of the storage version.
    # 65 is that of DuckDB 1.2; a later number shuts those out who have not updated.
    assert head[8:12] == b"DUCK"
    assert struct.unpack("<Q", head[12:20]) == (65,)


def test_tables_are_loaded_again_only_when_they_change(project: Lay) -> None:
    root = project()
    warehouse = root / "w.duckdb"

    def again() -> list[str]:
        return load(load_package(root), warehouse)

    assert again() == ["lakes", "levels"]
    assert again() == []
    with (root / LAKES_CSV).open("a", encoding="utf-8") as file:
        file.write("red,Red Lake,1,\n")
    assert again() == ["lakes"]
    assert rows(warehouse, "select count(*) from lakes") == [(3,)]
    assert not again()
    warehouse.unlink()
    assert again()


def test_only_the_tables_that_changed_are_loaded_again(
    project: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    load(load_package(root), root / "w.duckdb")
    seen: list[str] = []
    loading = warehouse.load_table

    def spy(connection: duckdb.DuckDBPyConnection, folder: Path, resource: Resource) -> None:
        seen.append(resource.name)
        loading(connection, folder, resource)

    monkeypatch.setattr(warehouse, "load_table", spy)
    with (root / LAKES_CSV).open("a", encoding="utf-8") as file:
        file.write("red,Red Lake,1,\n")
    assert load(load_package(root), root / "w.duckdb")
    assert seen == ["lakes"]
    assert rows(root / "w.duckdb", "select count(*) from lakes") == [(3,)]
    assert rows(root / "w.duckdb", "select count(*) from levels") == [(5,)]


def test_a_table_that_is_no_longer_described_is_gone(project: Lay) -> None:
    root = project()
    load(load_package(root), root / "w.duckdb")
    descriptor = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "levels"]
    (root / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    load(load_package(root), root / "w.duckdb")
    tables = "select table_name from information_schema.tables order by 1"
    assert ("levels",) not in rows(root / "w.duckdb", tables)


def test_a_cell_that_duckdb_cannot_take_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^t\.csv.*cells of the described types"):
        loaded(tmp_path, {"a": "date"}, "a\n31/01/2020\n")


def test_a_failed_load_is_not_taken_for_a_good_one(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        loaded(tmp_path, {"a": "date"}, "a\nsoon\n")
    with pytest.raises(InputError):
        load(load_package(tmp_path), tmp_path / "w.duckdb")


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{root}/t.csv')",
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('https://example.org/a.csv')",
        "attach '{root}/other.duckdb'",
        "copy t to '{root}/out.csv'",
        "insert into t values ('y', 't.csv', 3)",
        "drop table t",
        "set enable_external_access = true",
        "install httpfs",
        "load spatial",
    ],
)
def test_a_query_can_read_the_tables_and_nothing_else(sql: str, tmp_path: Path) -> None:
    warehouse = loaded(tmp_path, {"a": "string"}, "a\nx\n")
    with reading(warehouse) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql.format(root=tmp_path))
    assert rows(warehouse, "select a from t") == [("x",)]


def test_times_are_utc_whatever_the_machine_thinks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/Chicago")
    warehouse = loaded(tmp_path, {"a": "string"}, "a\nx\n")
    sql = "select current_setting('TimeZone'), (timestamptz '2020-01-01 00:00:00+00')::date"
    assert rows(warehouse, sql) == [("UTC", datetime.date(2020, 1, 1))]


def mapped(folder: Path, topology: object) -> Package:
    """A package of one TopoJSON resource `map`."""
    resource = {"name": "map", "path": "map.json", "format": "topojson"}
    (folder / DESCRIPTOR).write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    (folder / "map.json").write_text(json.dumps(topology), encoding="utf-8")
    return load_package(folder)


def square(identity: str, *arcs: int) -> dict[str, object]:
    return {"type": "Polygon", "id": identity, "properties": {"n": identity}, "arcs": [list(arcs)]}


def test_a_topology_becomes_a_table_of_shapes_and_one_of_borders(tmp_path: Path) -> None:
    shores = {"geometries": [square("a", 0, 1), square("b", ~1, 2)]}
    topology = {"type": "Topology", "arcs": [[], [], []], "objects": {"shores": shores}}
    load(mapped(tmp_path, topology), tmp_path / "w.duckdb")
    shapes = "select layer, id, properties->>'n' from map_shapes order by id"
    assert rows(tmp_path / "w.duckdb", shapes) == [("shores", "a", "a"), ("shores", "b", "b")]
    borders = "select * from map_borders order by id"
    assert rows(tmp_path / "w.duckdb", borders) == [("shores", "a", "b"), ("shores", "b", "a")]


def test_an_island_has_no_borders(tmp_path: Path) -> None:
    topology = {"arcs": [[]], "objects": {"shores": {"geometries": [square("a", 0)]}}}
    load(mapped(tmp_path, topology), tmp_path / "w.duckdb")
    assert rows(tmp_path / "w.duckdb", "select id from map_shapes") == [("a",)]
    assert rows(tmp_path / "w.duckdb", "select id from map_borders") == []


@pytest.mark.parametrize("topology", [{}, [], {"objects": {"shores": {}}}, {"objects": []}, 5])
def test_what_is_no_topology_is_told(topology: object, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^map\.json  not TopoJSON"):
        load(mapped(tmp_path, topology), tmp_path / "w.duckdb")
