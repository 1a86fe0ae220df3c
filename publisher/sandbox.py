"""What the SQL of a project may do: read the tables, and end.

In: SQL that a contributor wrote, and a connection. Out: why it is refused, or a limit on its run.
Never: runs SQL itself.

The connection is closed to files, the network and extensions (see `warehouse.reading`). The rest is
refused here: a second statement, functions that tell of the machine, and functions whose result is
another one each time, because a site has to come out the same from the same tables.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

MEMORY = "2GB"  # of one connection, and nothing goes to disk
SECONDS = 120.0  # of one statement; the slowest of a large project takes a few
# What DuckDB lists in duckdb_functions() as other than CONSISTENT, as far as it gives a new value
# in a new run; the words that need no brackets are among them.
DAY = frozenset({"current_date", "today"})
CHANGING = DAY | frozenset(
    {
        *("now", "current_time", "current_timestamp", "localtime", "localtimestamp", "age"),
        *("current_localtime", "current_localtimestamp", "get_current_time"),
        *("get_current_timestamp", "transaction_timestamp", "random", "setseed", "uuid"),
        *("gen_random_uuid", "uuidv4", "uuidv7", "nextval", "currval", "setval", "txid_current"),
        *("current_connection_id", "current_query_id", "current_transaction_id"),
    }
)
TELLING = frozenset(
    {
        *("current_setting", "current_query", "current_database", "current_schemas", "version"),
        *("in_search_path", "getenv", "getvariable", "write_log", "sleep_ms", "stats"),
        *("vector_type", "which_secret"),
    }
)
TELLING_OF = ("duckdb_", "pragma_")  # functions of these names list settings, files, secrets


def refused(sql: str, connection: duckdb.DuckDBPyConnection, day: bool = False) -> str:
    """Why a text is not run, as found; empty for one `SELECT` that reads tables alone.

    The connection parses it. What is no SQL at all is not refused: DuckDB says better what is
    wrong with it. With `day` it may ask what day it is.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error:
        return ""
    if len(statements) != 1:
        return f"{len(statements)} statements"
    if statements[0].type != duckdb.StatementType.SELECT:
        return f"a statement of the kind {statements[0].type.name}"
    for name in sorted(_called(sql, connection)):
        if name in CHANGING and not (day and name in DAY):
            return f"{name}, which gives something else each time"
        if name in TELLING or name.startswith(TELLING_OF):
            return f"{name}, which does not read the tables"
    return ""


def _called(sql: str, connection: duckdb.DuckDBPyConnection) -> set[str]:
    """The functions that a `SELECT` names, and what it names as columns: some are functions."""
    parsed = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()[0][0]
    found, todo = set(), [json.loads(parsed)]
    while todo:
        node: Any = todo.pop()
        if isinstance(node, dict):
            if isinstance(name := node.get("function_name"), str):
                found.add(name.lower())
            if len(names := list(node.get("column_names") or [])) == 1:
                found |= CHANGING & {str(names[0]).lower()}
            todo += node.values()
        elif isinstance(node, list):
            todo += node
    return found


@contextmanager
def limited(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Stops what the connection runs when it takes longer: duckdb.InterruptException."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


# Errors that quote names and SQL; others may quote a cell.
_OF_SQL = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)


def told_by(error: duckdb.Error, is_open: bool = False) -> str:
    """The first line of what DuckDB says, up to a cell that it quotes; all of it with `is_open`."""
    said = str(error).strip().splitlines()[0]
    if is_open or isinstance(error, _OF_SQL):
        return said
    start = re.search(r"""(?<!\w)['"]""", said)
    return f"{said[: start.start()].rstrip()} …" if start else said


def too_much(error: duckdb.Error, seconds: float) -> str:
    """A limit that a statement went beyond, in words; empty for another error."""
    if isinstance(error, duckdb.InterruptException):
        return f"not done after {seconds:g} seconds"
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"more than {MEMORY} of memory"
    return ""
