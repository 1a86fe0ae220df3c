"""What pages may speak of: sources, lists of tables, figures and packages."""

import json
from pathlib import Path
from typing import Any

import pytest

from publisher.macros import Macros
from publisher.pages import UnknownError
from publisher.site import Source, slug
from tests.publisher.lakes import DESCRIPTOR, LAKES, LAKES_CSV, Lay, site_of

pytestmark = pytest.mark.xdist_group("lakes")


def with_sources(rows: list[str], query: str) -> dict[str, str | bytes | None]:
    """The lakes with a table of sources, whose ids are written in the rows of the query `x`."""
    descriptor: dict[str, Any] = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    fields = [{"name": n, "type": "string"} for n in ("source_id", "publisher", "title", "page")]
    table = {
        "name": "sources",
        "path": "datasets/sources/sources.csv",
        "schema": {"fields": fields},
    }
    descriptor["resources"].append(table)
    return {
        DESCRIPTOR: json.dumps(descriptor),
        "datasets/sources/sources.csv": "\n".join(["source_id,publisher,title,page", *rows, ""]),
        "site_src/queries/x.sql": f"-- title: X\n{query}\n",
    }


@pytest.mark.parametrize(
    ("name", "address"), [("us_by_month", "us-by-month"), ("Lakes", "lakes"), ("a-b", "a-b")]
)
def test_a_name_in_an_address(name: str, address: str) -> None:
    assert slug(name) == address


def test_rows_without_a_source_have_those_of_their_tables(project: Lay) -> None:
    site = site_of(project(built=True))
    levels = site.results["lake_levels"]
    assert site.sources_of("lake_levels", levels) == [
        Source("Invented for tests", "https://example.org/levels")
    ]


def test_rows_that_name_their_sources_have_those_once_each_in_order(project: Lay) -> None:
    rows = ["a,Office,Report,https://a.example/", "b,,Letter,", "c,Press,News,"]
    named = "(1, 'b'), (2, 'a'), (3, null), (4, 'b'), (5, 'unknown')"
    query = f"select s as source_id from (values {named}) as t(n, s) order by n"
    site = site_of(project(with_sources(rows, query), built=True))
    assert site.sources_of("x", site.results["x"]) == [
        Source("Letter", "", "b", ""),
        Source("Office: Report", "https://a.example/", "a", "Office"),
    ]


def test_a_source_without_a_title_is_its_id(project: Lay) -> None:
    query = "select source_id from sources order by 1"
    site = site_of(project(with_sources(["a,,,"], query), built=True))
    assert site.sources_of("x", site.results["x"]) == [Source("a", "", "a", "")]


def test_tables_are_listed_with_their_dictionary(project: Lay) -> None:
    lakes, levels = site_of(project(built=True)).lists["tables"]
    assert (lakes["name"], lakes["rows"], levels["rows"]) == ("lakes", 2, 5)
    assert levels["fields"][0] == {
        "name": "lake_id",
        "title": "Lake",
        "type": "string",
        "unit": "",
        "description": "",
        "asked": "text",
        "format": "",
        "constraints": {"required": True},
        "example": "",
        "bad": {"value": "", "why": ""},
        "free_text": False,
        "required": True,
        "key": True,
        "points_to": "lakes.lake_id",
    }


def described(**more: object) -> dict[str, str]:
    """The lakes with more said of the field `lake_id` of the table of levels."""
    descriptor = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"][1]["schema"]["fields"][0] |= more
    return {DESCRIPTOR: json.dumps(descriptor)}


def examples_of(root: Path) -> tuple[str, ...]:
    macros = Macros(site_of(root), "", "", "", {})
    return macros.example("lakes"), macros.example("levels")


def test_the_example_row_of_a_table_is_its_first_as_the_file_has_it(project: Lay) -> None:
    row = 'green,"A, ""b""",7.50,'
    lakes, levels = examples_of(project({LAKES_CSV: f"lake_id,name,area,opened\n{row}\n"}))
    assert lakes == f"lake_id,name,area,opened\n{row}"
    assert levels == "lake_id,day,level\nblue,2020-01-01,4.5"


def test_the_example_row_is_the_one_that_the_examples_of_the_key_name(project: Lay) -> None:
    descriptor = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    lake, day, _ = descriptor["resources"][1]["schema"]["fields"]
    lake["example"], day["example"] = "blue", "2021-01-01"
    _, levels = examples_of(project({DESCRIPTOR: json.dumps(descriptor)}))
    assert levels == "lake_id,day,level\nblue,2021-01-01,5"


def test_there_is_no_example_of_a_table_that_is_not_there(project: Lay) -> None:
    with pytest.raises(UnknownError, match="the table 'seas'"):
        Macros(site_of(project(built=True)), "", "", "", {}).example("seas")


def test_a_field_says_what_a_cell_of_it_is_not_like(project: Lay) -> None:
    bad = {"value": "Blue", "why": "In small letters."}
    files = described(example=False, badExample=bad, freeText=True)
    field = site_of(project(files)).lists["tables"][1]["fields"][0]
    assert (field["example"], field["bad"], field["free_text"]) == ("false", bad, True)


def test_what_the_check_looks_for_in_free_text_is_listed_for_forms(project: Lay) -> None:
    found = {one["what"]: one for one in site_of(project(built=True)).personal}
    assert [*found][:1] + [*found][-1:] == ["an e-mail address", "a name"]
    assert found["a name"]["level"] == "warning" and not found["a name"]["any_case"]
    assert (
        found["a telephone number"]["level"] == "error" and found["a telephone number"]["any_case"]
    )


def test_figures_are_charts_and_the_queries_that_no_chart_shows(project: Lay) -> None:
    figures = site_of(project(built=True)).lists["figures"]
    told = [(f["name"], f["query"], f["chart"], f["family"], f["rows"]) for f in figures]
    assert told == [
        ("lake_areas", "lake_list", True, False, 2),
        ("lake_levels", "lake_levels", True, True, 4),
        ("largest", "largest", False, False, 1),
    ]


def test_a_member_without_rows_has_the_columns_of_the_others(project: Lay) -> None:
    site = site_of(project(built=True))
    assert site.rows("lake_levels", "green").records[0][1] == 1.0
    none = site.rows("lake_levels", "red")
    assert (none.columns, len(none)) == (("day", "level"), 0)


def test_columns_have_the_title_of_their_field(project: Lay) -> None:
    titles = site_of(project(built=True)).title_of_column
    assert titles["lake_id"] == "Lake"
    assert titles["level"] == "Level"
    assert "depth" not in titles
