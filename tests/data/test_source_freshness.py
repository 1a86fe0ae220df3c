"""How fresh a source is: the age of its newest row on the day of the newest change to the tables."""

import datetime
from typing import Any

import duckdb
import pytest

from tests.data.tables import ROOT, add, committed_tables, empty_tables

pytestmark = pytest.mark.xdist_group("data")

QUERIES = ROOT / "site_src/queries"
AS_OF = "2026-11-26"


def freshness(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """What the query says of each source."""
    for name in ("source_days", "source_freshness"):
        sql = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
        connection.execute(f"create view {name} as {sql}")
    result = connection.execute("select * from source_freshness")
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {row["source_id"]: row for row in rows}


def of_one(cadence: str | None, newest: str | None) -> dict[str, Any]:
    """What the query says of a source with one dated row."""
    with empty_tables() as connection:
        add(connection, "changes", change_id="a", changed_on=AS_OF)
        add(connection, "sources", source_id="a", cadence=cadence)
        add(connection, "detainers", source_id="a", period_end=newest)
        return freshness(connection)["a"]


@pytest.mark.parametrize(
    ("cadence", "newest", "state", "age"),
    [
        ("monthly", "2026-11-26", "fresh", "0 days"),
        ("monthly", "2026-11-25", "fresh", "1 day"),
        ("monthly", "2026-10-26", "fresh", "31 days"),
        ("monthly", "2026-10-25", "due", "32 days"),
        ("monthly", "2026-09-26", "due", "2 months"),
        ("monthly", "2026-09-25", "stale", "2 months"),
        ("weekly", "2026-11-19", "fresh", "7 days"),
        ("weekly", "2026-11-18", "due", "8 days"),
        ("quarterly", "2026-08-26", "fresh", "3 months"),
        ("quarterly", "2026-05-25", "stale", "6 months"),
        ("yearly", "2025-11-26", "fresh", "12 months"),
        ("yearly", "2025-11-25", "due", "12 months"),
        ("yearly", "2024-11-27", "due", "23 months"),
        ("yearly", "2024-11-25", "stale", "2 years"),
        ("yearly", None, "undated", None),
        ("irregular", "2015-12-31", "no promise", "10 years"),
        ("irregular", None, "no promise", None),
        (None, "2015-12-31", "no promise", "10 years"),
        ("closed", "2015-12-31", "complete", "10 years"),
    ],
)
def test_a_source_is_due_after_one_cadence_and_stale_after_two(
    cadence: str | None, newest: str | None, state: str, age: str | None
) -> None:
    said = of_one(cadence, newest)
    assert (said["state"], said["age"]) == (state, age)


def test_a_year_counts_to_its_last_day_and_the_newest_row_of_all_tables_counts() -> None:
    with empty_tables() as connection:
        add(connection, "changes", change_id="a", changed_on="2026-11-24")
        add(connection, "changes", change_id="b", changed_on=AS_OF)
        add(connection, "sources", source_id="a", cadence="yearly")
        add(connection, "policy_events", source_id="a", date="2023-05-01")
        add(connection, "population", source_id="a", year=2024)
        add(connection, "population", source_id="a", year=2019)
        said = freshness(connection)["a"]
    assert said["newest"] == datetime.date(2024, 12, 31)
    assert said["table_name"] == "population"
    assert said["rows"] == 3
    assert said["due_after"] == datetime.date(2025, 12, 31)
    assert said["stale_after"] == datetime.date(2026, 12, 31)
    assert said["as_of"] == datetime.date(2026, 11, 26)


def test_every_table_that_names_sources_is_looked_at() -> None:
    with committed_tables() as connection:
        pointing = connection.execute(
            """select table_name from duckdb_columns()
            where column_name = 'source_id' and table_name <> 'sources' and not internal"""
        ).fetchall()
        said = freshness(connection)
        looked = connection.execute("select distinct table_name from source_days").fetchall()
        named = connection.execute("select count(*) from sources").fetchall()[0][0]
    assert sorted(looked) == sorted(pointing)
    assert len(said) == named
    assert said["ice-287g-lists"]["newest"] == datetime.date(2026, 5, 18)
    assert said["ice-287g-lists"]["state"] == "stale"
    assert said["npr-foia-detainers-by-month"]["state"] == "complete"
