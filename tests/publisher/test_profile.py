"""What is in each field of a table is counted in all of its rows."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.package import load_package
from publisher.profile import FEW, Profile, profile
from publisher.warehouse import load, reading
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, Lay, Run, changed, lay

pytestmark = pytest.mark.xdist_group("lakes")

LAKES_ROWS = "lake_id,name,area,opened\n"
LEVELS_ROWS = "lake_id,day,level\n"
NO_LEVELS = {"datasets/levels/2020.csv": LEVELS_ROWS, "datasets/levels/2021.csv": LEVELS_ROWS}


def profile_of(root: Path, table: str = "lakes") -> Profile:
    package = load_package(root)
    load(package, root / "build/warehouse.duckdb")
    with reading(root / "build/warehouse.duckdb") as connection:
        return profile(package, package.tables[table], connection)


def fields_of(found: Profile) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in found.value()["fields"]}


def test_cells_values_and_range_are_counted(project: Lay) -> None:
    rows = "a,Lake,12.5,1999-05-01\nb,Lake,3,\nc,Pond,,2001-01-31\nd,Pond,3,\n"
    found = profile_of(project({LAKES_CSV: LAKES_ROWS + rows, **NO_LEVELS}))
    assert found.value() == {
        "table": "lakes",
        "rows": 4,
        "fields": [
            {
                "name": "lake_id", "type": "string", "filled": 4, "missing": 0, "missing_share": 0,
                "distinct": 4, "minimum": None, "maximum": None, "values": [],
            },
            {
                "name": "name", "type": "string", "filled": 4, "missing": 0, "missing_share": 0,
                "distinct": 2, "minimum": None, "maximum": None,
                "values": [
                    {"value": "Lake", "label": None, "count": 2},
                    {"value": "Pond", "label": None, "count": 2},
                ],
            },
            {
                "name": "area", "type": "number", "filled": 3, "missing": 1, "missing_share": 0.25,
                "distinct": 2, "minimum": 3, "maximum": 12.5, "values": [],
            },
            {
                "name": "opened", "type": "date", "filled": 2, "missing": 2, "missing_share": 0.5,
                "distinct": 2, "minimum": "1999-05-01", "maximum": "2001-01-31", "values": [],
            },
        ],
    }  # fmt: skip


def test_a_table_without_rows_has_no_share_and_no_range(project: Lay) -> None:
    found = profile_of(project({LAKES_CSV: LAKES_ROWS, **NO_LEVELS}))
    for field in found.value()["fields"]:
        assert (field["filled"], field["distinct"], field["missing_share"]) == (0, 0, None)
        assert (field["minimum"], field["maximum"], field["values"]) == (None, None, [])


def test_a_value_that_points_to_a_row_has_the_name_of_that_row(project: Lay) -> None:
    lakes = LAKES_ROWS + "blue,Blue Lake,1,\ngreen,Green Lake,1,\n"
    levels = "".join(f"blue,2020-01-0{day},{day}\n" for day in (1, 2, 3))
    levels += "green,2020-01-01,1\ngreen,2020-01-02,2\n"
    files = {LAKES_CSV: lakes, **NO_LEVELS, "datasets/levels/2020.csv": LEVELS_ROWS + levels}
    fields = fields_of(profile_of(project(files), "levels"))
    assert fields["lake_id"]["values"] == [
        {"value": "blue", "label": "Blue Lake", "count": 3},
        {"value": "green", "label": "Green Lake", "count": 2},
    ]


def test_values_of_an_order_stand_in_it(project: Lay) -> None:
    rows = "".join(
        f"{name},x,{area},\n" for name, area in zip("abcdef", [10, 9, 10, 9, 10, 100], strict=True)
    )
    rows += "g,x,100,\n"
    found = fields_of(profile_of(project({LAKES_CSV: LAKES_ROWS + rows, **NO_LEVELS})))
    assert [(v["value"], v["count"]) for v in found["area"]["values"]] == [
        (9, 2),
        (10, 3),
        (100, 2),
    ]


@pytest.mark.parametrize(("different", "shown"), [(FEW, FEW), (FEW + 1, 0)])
def test_values_are_counted_where_they_are_few(project: Lay, different: int, shown: int) -> None:
    names = [f"name {n}" for n in range(different)] * 2
    rows = "".join(f"l{'x' * n},{name},,\n" for n, name in enumerate(names))
    found = fields_of(profile_of(project({LAKES_CSV: LAKES_ROWS + rows, **NO_LEVELS})))
    assert found["name"]["distinct"] == different
    assert len(found["name"]["values"]) == shown


@pytest.mark.parametrize("mark", ['"freeText": true', '"format": "uri"'])
def test_sentences_and_addresses_are_not_listed(project: Lay, mark: str) -> None:
    own = '{"name": "name", "type": "string",'
    rows = "a,same,,\nb,same,,\nc,same,,\n"
    files = {
        **changed(DESCRIPTOR, own, f"{own} {mark},"),
        LAKES_CSV: LAKES_ROWS + rows,
        **NO_LEVELS,
    }
    found = fields_of(profile_of(project(files)))
    assert (found["name"]["distinct"], found["name"]["values"]) == (1, [])


CELLS = st.sampled_from(["", "x", "y", "Ärger", 'a "b", c', "<b>", "1"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(CELLS, max_size=12))
def test_every_count_is_that_of_the_cells(
    cells: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [
            ["lake_id", "name", "area", "opened"],
            *([f"l{n}", cell, "", ""] for n, cell in enumerate(cells)),
        ]
    )
    files = {LAKES_CSV: out.getvalue(), **NO_LEVELS}
    root = lay(tmp_path_factory.mktemp("profile") / "lakes", files)
    name = fields_of(profile_of(root))["name"]
    counts = Counter(cell for cell in cells if cell)
    assert (name["filled"], name["missing"]) == (sum(counts.values()), cells.count(""))
    assert name["distinct"] == len(counts)
    if name["values"]:
        assert {v["value"]: v["count"] for v in name["values"]} == counts


def test_the_profile_stands_beside_the_page_as_files(built: Path) -> None:
    folder = built / "site/data/levels"
    value = json.loads((folder / "profile.json").read_text(encoding="utf-8"))
    assert [field["name"] for field in value["fields"]] == ["lake_id", "day", "level"]
    assert (folder / "profile.csv").read_text(encoding="utf-8") == (
        "field,type,filled,missing,missing_share,distinct,minimum,maximum\n"
        "lake_id,string,5,0,0,2,,\n"
        "day,date,5,0,0,3,2020-01-01,2021-01-01\n"
        "level,number,4,1,0.2,4,1,5\n"
    )
    assert (folder / "values.csv").read_text(encoding="utf-8") == (
        "field,value,label,count\n"
        "lake_id,blue,Blue Lake,3\n"
        "lake_id,green,Green <b>*Lake*</b> {{ 7*7 }},2\n"
    )
    assert 'level: a number; <span class="made">4</span> filled' in (
        folder / "index.html"
    ).read_text().replace("<strong>level</strong>", "level")


@pytest.mark.parametrize("call", ["profile('ponds')", "citation('ponds')", "linked_data('ponds')"])
def test_a_page_that_asks_for_a_table_that_is_not_there_says_so(
    call: str, project: Lay, run: Run
) -> None:
    root = project({"site_src/pages/index.md": f"# Lakes\n\n{{{{ {call} }}}}\n"})
    ran = run(root, "build", "-q")
    assert ran.status == 1
    assert "site_src/pages/index.md:3  asks for the table 'ponds'" in ran.out
