"""A table in a page: columns with titles and kinds, cells that HTML cannot act on."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from publisher.cache import Cache
from publisher.package import load_package
from publisher.query import Rows
from publisher.release import Release
from publisher.site import Site, Source, Tables
from publisher.tables import Column, body_of, columns_of
from publisher.theme import Theme
from tests.publisher.lakes import LAKES

SITE = Site(
    load_package(LAKES),
    {},
    {},
    {},
    Theme("Sans", {}, ()),
    Cache(LAKES),
    Tables({"a": Source("Office: Report", "https://a.example/", "a", "Office")}, {}, {}),
    Release(load_package(LAKES), LAKES / "none.duckdb", Cache(LAKES)),
)


def rows(*records: tuple[Any, ...], columns: tuple[str, ...] = ("name", "area")) -> Rows:
    return Rows("x", columns, list(records))


def records(table: Rows, limit: int = 9, **links: str) -> list[str]:
    columns = columns_of(SITE, table, table.columns)
    body = str(body_of(SITE, "../", table, columns, limit, links))
    return body.removeprefix("<tr>").removesuffix("</tr>").split("</tr><tr>")


def test_a_row_is_a_line_whose_first_cell_is_its_head() -> None:
    assert records(rows(("Blue", 12.5), ("Green", None))) == [
        '<th scope="row">Blue</th><td class="number">12.5</td>',
        '<th scope="row">Green</th><td class="number">–</td>',
    ]


def test_no_more_rows_than_asked_for_are_shown() -> None:
    assert len(records(rows(("a", 1), ("b", 2), ("c", 3)), limit=2)) == 2


def test_a_cell_is_text_and_never_html() -> None:
    (record,) = records(rows(("<b>x</b>", '"&')))
    assert record == '<th scope="row">&lt;b&gt;x&lt;/b&gt;</th><td>&quot;&amp;</td>'


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, [datetime.date(2020, 1, 31)]])
def test_a_list_in_a_cell_can_be_shown(value: object) -> None:
    (record,) = records(rows(("Blue", value)))
    assert record.startswith('<th scope="row">Blue</th><td>')


def test_a_cell_may_lead_to_a_page() -> None:
    table = rows(("Blue", "lakes/blue/"), ("Green", None), columns=("name", "path"))
    columns = columns_of(SITE, table, ["name"])
    assert body_of(SITE, "../", table, columns, 9, {"name": "path"}) == "".join(
        [
            '<tr><th scope="row"><a href="../lakes/blue/">Blue</a></th></tr>',
            '<tr><th scope="row">Green</th></tr>',
        ]
    )


def test_a_source_is_shown_by_its_publisher_and_leads_to_its_entry() -> None:
    table = rows(("Blue", "a"), ("Green", "b"), columns=("name", "source_id"))
    assert records(table) == [
        '<th scope="row">Blue</th><td><a href="../sources/#a">Office</a></td>',
        '<th scope="row">Green</th><td>b</td>',
    ]


# A column's name, its values, its title and its kind.
COLUMNS: list[tuple[str, list[Any], str, str]] = [
    ("area", [1, 2.5, None], "Area", "number"),
    ("level_now", [1], "Level now", "number"),
    ("lake_id", ["1", "2"], "Lake", ""),
    ("open", [True, False], "Open", ""),
    ("none", [None], "None", ""),
    ("mixed", [1, "x"], "Mixed", ""),
    ("note", ["x" * 41], "Note", "long"),
    ("note", ["x" * 40], "Note", ""),
    ("page", ["https://a.example/" + "x" * 41], "Page", ""),
    ("source_id", ["x" * 41], "Source", ""),
]


@pytest.mark.parametrize(("name", "values", "title", "kind"), COLUMNS)
def test_a_column_has_a_title_and_a_kind(
    name: str, values: list[Any], title: str, kind: str
) -> None:
    table = rows(*((value,) for value in values), columns=(name,))
    assert columns_of(SITE, table, [name]) == [Column(name, title, kind)]


def test_links_start_at_the_page() -> None:
    table = rows(("a",), columns=("source_id",))
    site = replace(SITE)
    body = body_of(site, "../../", table, columns_of(site, table, ["source_id"]), 9, {})
    assert 'href="../../sources/#a"' in body
