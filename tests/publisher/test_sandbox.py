"""SQL of the content reads the tables and ends: no file, no network, no setting, no clock."""

from pathlib import Path

import pytest

from publisher.package import load_package
from publisher.problem import InputError
from publisher.query import read_queries, run_queries
from publisher.warehouse import load, reading
from tests.publisher.lakes import Lay, Run

X = "site_src/queries/x.sql"
HEAD = "-- title: X\n"
NOT_HERE = "file system operations are disabled"


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select * from read_csv('/etc/passwd')", NOT_HERE),
        ("select content from read_text('/etc/hostname')", NOT_HERE),
        ("select * from read_parquet('https://a.example/x.parquet')", NOT_HERE),
        ("select * from glob('/*')", NOT_HERE),
        ("select * from '/etc/passwd'", "/etc/passwd does not exist"),
        ("select getenv('HOME')", "getenv, which does not read the tables"),
        ("select current_setting('temp_directory') as x", "current_setting, which does not"),
        ("select path from duckdb_databases()", "duckdb_databases, which does not"),
        ("select * from duckdb_secrets()", "duckdb_secrets, which does not"),
        ("from (select * from pragma_database_list()) select file", "pragma_database_list"),
        ("select 1 as x; copy lakes to '/tmp/x.csv'", "2 statements"),
        ("select 1 as x; drop table lakes", "2 statements"),
        ("copy lakes to '/tmp/x.csv'", "a statement of the kind COPY"),
        ("attach '/tmp/x.duckdb'", "a statement of the kind ATTACH"),
        ("install httpfs", "a statement of the kind LOAD"),
        ("set memory_limit = '10GB'", "a statement of the kind SET"),
        ("create temp table y as select 1", "a statement of the kind CREATE"),
        ("delete from lakes", "a statement of the kind DELETE"),
        ("select now() as x", "now, which gives something else each time"),
        ("select current_date as x", "current_date, which gives"),
        ("select lake_id from lakes order by random()", "random, which gives"),
        ("with a as (select UUID() as x) select x from a", "uuid, which gives"),
    ],
)
def test_what_does_not_read_the_tables_is_refused(
    sql: str, found: str, project: Lay, run: Run
) -> None:
    ran = run(project({X: HEAD + sql}), "build", "-q")
    assert ran.status == 1
    assert ran.out.startswith(X)
    assert found in ran.out
    assert "Traceback" not in ran.out + ran.err


def test_words_in_texts_comments_and_names_are_no_functions(project: Lay) -> None:
    sql = (
        "select 'now(); drop table x' as random, name as today -- uuid()\nfrom lakes order by 1, 2"
    )
    assert len(queried(project({X: HEAD + sql}), 60)) == 2


def queried(root: Path, seconds: float) -> list[tuple[object, ...]]:
    """What the query x returns when it may take so many seconds."""
    package = load_package(root)
    load(package, root / "build/w.duckdb")
    with reading(root / "build/w.duckdb") as connection:
        files = read_queries(root)
        return run_queries(package, files, connection, seconds=seconds)[1]["x"].records


def test_a_query_that_does_not_end_is_stopped(project: Lay) -> None:
    endless = (
        "select count(*) as n from range(10000000) a, range(10000000) b where a.range * b.range = 7"
    )
    with pytest.raises(InputError, match=r"^site_src/queries/x\.sql  not done after 0\.3 seconds"):
        queried(project({X: HEAD + endless}), 0.3)


def test_a_query_that_takes_too_much_memory_is_stopped(project: Lay) -> None:
    large = "select list(repeat(x::varchar, 100000)) as n from range(1000000) t(x)"
    with pytest.raises(InputError, match=r"^site_src/queries/x\.sql  more than 2GB of memory"):
        queried(project({X: HEAD + large}), 60)


def test_a_rule_may_ask_for_the_day_but_not_for_files(project: Lay, run: Run) -> None:
    head = "-- title: Days\n-- expected: no day to come\n-- table: levels\n-- field: day\n"
    body = "select _file, _line, day::varchar as found from levels where day > "
    rule = "datasets/rules/x.sql"
    assert run(project({rule: f"{head}{body}current_date"}), "check", "-q").status == 0
    for wrong in ("(select max(column0) from read_csv('/etc/passwd'))", "now()", "random()"):
        assert run(project({rule: f"{head}{body}{wrong}"}), "check", "-q").status == 1
