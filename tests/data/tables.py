"""The tables of the project in DuckDB, typed by datapackage.json; no code of the engine is used."""

import json
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).parents[2]
DESCRIPTOR: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
SCHEMAS: dict[str, dict[str, str]] = {
    resource["name"]: {
        field["name"]: TYPES[field["type"]] for field in resource["schema"]["fields"]
    }
    for resource in DESCRIPTOR["resources"]
    if "schema" in resource
}
PATHS: dict[str, list[str]] = {
    resource["name"]: (
        [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
    )
    for resource in DESCRIPTOR["resources"]
    if "schema" in resource
}
KEYS: dict[str, list[str]] = {
    resource["name"]: resource["schema"]["primaryKey"]
    for resource in DESCRIPTOR["resources"]
    if "schema" in resource
}


def empty_tables() -> duckdb.DuckDBPyConnection:
    """Every table without a row, with `_file` and `_line` as the engine adds them."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for name, columns in SCHEMAS.items():
        fields = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f'CREATE TABLE "{name}" ({fields}, _file VARCHAR, _line INTEGER)')
    return connection


def add(connection: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    """One row; columns left out are empty."""
    line = connection.execute(f'SELECT count(*) + 2 FROM "{table}"').fetchall()[0][0]
    row = {**row, "_file": f"{table}.csv", "_line": line}
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" for _ in row)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))


def committed_tables() -> duckdb.DuckDBPyConnection:
    """Every table with its committed rows."""
    connection = empty_tables()
    for name, columns in SCHEMAS.items():
        kinds = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        for path in PATHS[name]:
            connection.execute(
                f'INSERT INTO "{name}" SELECT *, ?, row_number() OVER () + 1 FROM read_csv(?, '
                f"columns = {{{kinds}}}, header = true, auto_detect = false, delim = ',', "
                "quote = '\"', escape = '\"', nullstr = '', parallel = false)",
                [path, str(ROOT / path)],
            )
    return connection
