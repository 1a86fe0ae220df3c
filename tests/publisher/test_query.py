"""Named queries are run once each; what they return can be written as JSON or is refused."""

import datetime
import json
from decimal import Decimal
from pathlib import Path

import pytest

from publisher.package import load_package
from publisher.problem import InputError
from publisher.query import Query, Rows, plain, read_queries, run_queries, to_json
from publisher.warehouse import load, reading
from tests.publisher.lakes import Lay

ROWS = Rows("levels", ("lake", "day", "level"), [("a", 1, 5), ("b", 1, 6), ("a", 2, None)])
X = "site_src/queries/x.sql"


def ran(root: Path) -> tuple[dict[str, Query], dict[str, Rows]]:
    """The queries of a project and what they return."""
    package = load_package(root)
    load(package, root / "build/w.duckdb")
    with reading(root / "build/w.duckdb") as connection:
        return run_queries(package, read_queries(root), connection)


def test_the_queries_of_the_lakes_return_their_rows(project: Lay) -> None:
    queries, results = ran(project())
    assert results["largest"].records == [(12.5,)]
    assert results["lake_levels"].columns == ("lake_id", "day", "level")
    assert list(results["lake_levels"])[1] == {
        "lake_id": "blue",
        "day": datetime.date(2020, 2, 1),
        "level": 4.25,
    }
    assert queries["lake_levels"].key == "lake_id"
    assert queries["lake_levels"].title == "Water level"


def test_a_query_may_read_another_that_comes_later(project: Lay) -> None:
    files = {
        "site_src/queries/a.sql": "-- title: A\nselect b + 1 as a from b\n",
        "site_src/queries/b.sql": "-- title: B\nselect c + 1 as b from c\n",
        "site_src/queries/c.sql": "-- title: C\nselect 1 as c\n",
    }
    assert ran(project(files))[1]["a"].records == [(3,)]


def test_a_query_knows_the_tables_it_reads_through_others(project: Lay) -> None:
    both = "-- title: X\nselect count(*) as n from lake_list JOIN levels using (lake_id)\n"
    queries, _ = ran(project({X: both}))
    assert queries["x"].tables == ("lakes", "levels")
    assert queries["largest"].tables == ("lakes",)


def test_the_statement_is_the_sql_below_the_header(project: Lay) -> None:
    queries, _ = ran(project({X: "-- title: X\n-- row: one\n\nselect 1 as x -- one\n"}))
    assert queries["x"].statement == "select 1 as x -- one"


# A query that cannot be used, and what is told of it.
WRONG = [
    (
        "select\n  depth from lakes",
        ':3  Binder Error: Referenced column "depth" not found in FROM clause!'
        " -> SQL that runs. Correct the query.",
    ),
    ("selec 1", ':2  Parser Error: syntax error at or near "selec" -> SQL that runs. Correct the query.'),
    ("select 1 as n from nowhere", ":2  Catalog Error: Table with name nowhere does not exist! -> SQL that runs. Correct the query."),
    ("select cast(name as integer) as n from lakes order by 1", ":2  Conversion Error: Could not convert string 'Blue Lake' to INT32 when casting from source column name -> SQL that runs. Correct the query."),
    ("select 1/0 as n", "  infinity or no number in n -> numbers that JSON has. Divide by nullif(…, 0)."),
    ("select -1/0 as n", "  infinity or no number in n -> numbers that JSON has. Divide by nullif(…, 0)."),
    ("select 'nan'::double as n", "  infinity or no number in n -> numbers that JSON has. Divide by nullif(…, 0)."),
    ("select name from lakes", "  no ORDER BY -> rows in one order. End the query with ORDER BY."),
    ("-- key: lake_id\nselect 1 as n", "  no column lake_id -> the key as a column. Select it, or change key."),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "told"), WRONG)
def test_a_query_that_cannot_be_used_is_told(sql: str, told: str, project: Lay) -> None:
    with pytest.raises(InputError) as caught:
        ran(project({X: f"-- title: X\n{sql}\n"}))
    assert str(caught.value) == f"{X}{told}"


def test_every_query_that_fails_is_told(project: Lay) -> None:
    files = {
        X: "-- title: X\nselect 1/0 as n\n",
        X.replace("x.", "y."): "-- title: Y\nselect 1/0 as m\n",
    }
    with pytest.raises(InputError) as caught:
        ran(project(files))
    assert [problem.file for problem in caught.value.problems] == [X, X.replace("x.", "y.")]


def test_queries_that_read_each_other_are_told(project: Lay) -> None:
    files = {
        X: "-- title: X\nselect * from y\n",
        X.replace("x.", "y."): "-- title: Y\nselect * from x\n",
    }
    with pytest.raises(InputError) as caught:
        ran(project(files))
    assert [problem.found for problem in caught.value.problems] == [
        "Catalog Error: Table with name y does not exist!",
        "Catalog Error: Table with name x does not exist!",
    ]


# What SQL can return, and how JSON has it; None where it has to be refused.
VALUES: list[tuple[str, str | None]] = [
    ("null", "null"),
    ("true", "true"),
    ("12", "12"),
    ("1.50::double", "1.5"),
    ("'é \"x\"'", '"é \\"x\\""'),
    ("date '2020-01-31'", '"2020-01-31"'),
    ("timestamp '2020-01-31 01:02:03'", '"2020-01-31T01:02:03"'),
    ("time '01:02:03'", '"01:02:03"'),
    ("1.50::decimal(9, 2)", "1.5"),
    ("170141183460469231731687303715884105727::hugeint", "170141183460469231731687303715884105727"),
    ("[1, 2]", "[1,2]"),
    ("{'a': 'b'}", '{"a":"b"}'),
    ("[date '2020-01-31']", '["2020-01-31"]'),
    ("[1 / 0]", None),
    ("{'a': 1 / 0}", None),
]


@pytest.mark.parametrize(("sql", "expected"), VALUES)
def test_values_are_json_or_refused(sql: str, expected: str | None, project: Lay) -> None:
    root = project({X: f"-- title: X\nselect {sql} as v\n"})
    if expected is None:
        with pytest.raises(InputError, match="infinity or no number in v"):
            ran(root)
    else:
        assert to_json(ran(root)[1]["x"]) == f'[{{"v":{expected}}}]'


@pytest.mark.parametrize("sql", ["interval 1 day", "uuid()", "'a'::blob"])
def test_a_value_of_a_type_that_json_lacks_is_text_or_refused(sql: str, project: Lay) -> None:
    root = project({X: f"-- title: X\nselect {sql} as v\n"})
    try:
        rows = ran(root)[1]["x"]
    except InputError as error:
        assert str(error).startswith(X)
    else:
        assert isinstance(json.loads(to_json(rows))[0]["v"], str)


def test_a_key_without_a_value_is_told(project: Lay) -> None:
    sql = "-- title: X\n-- key: k\nselect unnest([null, 'a']) as k order by k\n"
    with pytest.raises(InputError, match=rf"^{X}"):
        ran(project({X: sql}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime.date(2020, 1, 31), "2020-01-31"),
        (datetime.datetime(2020, 1, 31, 1, 2, 3), "2020-01-31T01:02:03"),
        (datetime.time(1, 2, 3), "01:02:03"),
        (Decimal("1.50"), 1.5),
        (True, True),
        (None, None),
        ("a", "a"),
    ],
)
def test_a_value_is_made_plain(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_rows_are_read_by_column_name() -> None:
    assert len(ROWS) == 3
    assert ROWS.first == {"lake": "a", "day": 1, "level": 5}
    assert ROWS.last == {"lake": "a", "day": 2, "level": None}
    assert ROWS.column("level") == [5, 6, None]
    with pytest.raises(KeyError, match="levels has no column depth"):
        ROWS.column("depth")


def test_rows_are_split_over_the_members_of_a_family() -> None:
    split = ROWS.by("lake")
    assert list(split) == ["a", "b"]
    assert split["a"] == Rows("levels", ("day", "level"), [(1, 5), (2, None)])
    assert ROWS.none_of("lake") == Rows("levels", ("day", "level"), [])


def test_no_rows_have_neither_first_nor_last() -> None:
    empty = ROWS.none_of("lake")
    assert (len(empty), empty.first, empty.last, list(empty)) == (0, {}, {}, [])


def test_altair_sees_the_name_of_the_rows_and_not_one_of_them() -> None:
    assert ROWS.data.to_dict() == {"name": "levels"}
