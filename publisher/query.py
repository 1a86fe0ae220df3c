"""Runs the named queries, each once for the whole site.

In: the warehouse and `site_src/queries/*.sql`. Out: `Rows` by query name.
Never: runs a query for one page; a family's rows are split by key afterwards.

Every query is also a view, so that one query may read from another by its name.
"""

import datetime
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import duckdb

from publisher.package import Package
from publisher.personal import has_free_text
from publisher.problem import InputError, Problem
from publisher.sandbox import SECONDS, limited, refused, told_by, too_much
from publisher.sqlfile import SqlFile, read_sql_files
from publisher.warehouse import quoted

# `show <column>` is a template over a row: how a table words one or several of its cells.
# `columns` are those that a table has when a page does not name any. `says` and `partial` name
# columns for the text that stands for a chart: see `alt_text`.
_TEXTS = {"title", "headline", "description", "row", "note", "unit", "show"}
HEADER = _TEXTS | {"key", "columns", "says", "partial"}

# Types whose values JSON always has.
PLAIN = {"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "HUGEINT", "DATE", "TIMESTAMP", "TIME"}
# The name after FROM or JOIN: a table, another query, or a name of the query's own (WITH).
READS = re.compile(r"\b(?:from|join)\s+(\w+)", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A named query. `key` names the column that splits its rows over a page family."""

    name: str
    path: str
    title: str
    description: str
    key: str
    header: dict[str, str]
    sql: str
    tables: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()  # the other queries, directly or through one of them

    @property
    def shown(self) -> dict[str, str]:
        """The templates that word a column in tables, by the column's name."""
        return {k.split()[1]: v for k, v in self.header.items() if k.startswith("show ")}

    @property
    def columns(self) -> list[str]:
        """The columns of its table; none named: all."""
        return self.header.get("columns", "").replace(",", " ").split()

    @property
    def statement(self) -> str:
        """The SQL without the leading comment lines."""
        lines = self.sql.splitlines()
        while lines and (lines[0].startswith("--") or not lines[0].strip()):
            lines.pop(0)
        return "\n".join(lines)


@dataclass(frozen=True)
class Rows:
    """What a query returned: column names, and records as tuples in the query's order."""

    name: str
    columns: tuple[str, ...]
    records: list[tuple[Any, ...]]
    _split: dict[str, dict[Any, "Rows"]] = field(default_factory=dict, compare=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_split": {}}  # another process splits only what it needs

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, record, strict=True)) for record in self.records)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return dict(zip(self.columns, self.records[index], strict=True))

    @property
    def first(self) -> dict[str, Any]:
        return self[0] if self.records else {}

    @property
    def last(self) -> dict[str, Any]:
        return self[-1] if self.records else {}

    def column(self, name: str) -> list[Any]:
        """All values of a column, in order. Raises KeyError when there is no such column."""
        if name not in self.columns:
            raise KeyError(f"{self.name} has no column {name}")
        index = self.columns.index(name)
        return [record[index] for record in self.records]

    def has_any(self, name: str) -> bool:
        """Whether a column has a value in any row."""
        index = self.columns.index(name)
        return any(record[index] is not None for record in self.records)

    def none_of(self, key: str) -> "Rows":
        """No rows, with the columns that `by(key)` gives."""
        return Rows(self.name, tuple(name for name in self.columns if name != key), [])

    def of(self, key: str, value: str) -> "Rows":
        """The rows of one value of `key` (as text), without that column."""
        texts = f"{key} as text"
        if texts not in self._split:
            self._split[texts] = {str(own): rows for own, rows in self.by(key).items()}
        return self._split[texts].get(value) or self.none_of(key)

    def by(self, key: str) -> dict[Any, "Rows"]:
        """The rows of each value of `key`, without that column; split once."""
        if key not in self._split:
            self._split[key] = self._by(key)
        return self._split[key]

    def _by(self, key: str) -> dict[Any, "Rows"]:
        index = self.columns.index(key)
        split: dict[Any, list[tuple[Any, ...]]] = {}
        for record in self.records:
            split.setdefault(record[index], []).append(record[:index] + record[index + 1 :])
        columns = self.columns[:index] + self.columns[index + 1 :]
        return {value: Rows(self.name, columns, records) for value, records in split.items()}

    @property
    def data(self) -> Any:
        """The rows as Altair refers to them: by name, so that it need not see a single one."""
        import altair

        return altair.NamedData(self.name)

    @cached_property
    def plain(self) -> list[dict[str, Any]]:
        """The rows as JSON can hold them: dates as ISO text."""
        return [{name: plain(value) for name, value in row.items()} for row in self]


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def read_queries(root: Path, folder: str = "site_src/queries") -> dict[str, SqlFile]:
    """The query files of a project, by name. Raises InputError for a wrong header."""
    return read_sql_files(root, folder, HEADER, {"title"}, "query")


def run_queries(
    package: Package,
    files: dict[str, SqlFile],
    connection: duckdb.DuckDBPyConnection,
    known: dict[str, Rows] | None = None,
    seconds: float = SECONDS,
) -> tuple[dict[str, Query], dict[str, Rows]]:
    """All queries with the tables each one reads, and the rows of each.

    Those whose rows are `known` are not run. Raises InputError for every query that fails, takes
    longer than so many seconds, has no order, or holds a number JSON has not.
    """
    reasons = [(file, refused(file.sql, connection)) for file in files.values()]
    if any(why for _, why in reasons):
        raise InputError(_closed(file, why) for file, why in reasons if why)
    _make_views(files, connection)
    is_open = not any(map(has_free_text, package.tables.values()))
    queries, results, problems = {}, {}, []
    for file in files.values():
        query = _query(package, file, files)
        if known and file.name in known:
            queries[query.name], results[query.name] = query, known[query.name]
            continue
        try:
            with limited(connection, seconds):
                result = connection.execute(file.sql)
                columns = tuple(column[0] for column in result.description or [])
                types = [str(column[1]) for column in result.description or []]
                rows = Rows(query.name, columns, result.fetchall())
        except duckdb.Error as error:
            problems.append(_failed(file, error, seconds, is_open))
            continue
        problems += _problems(query, rows, types)
        queries[query.name], results[query.name] = query, rows
    if problems:
        raise InputError(problems)
    return queries, results


def unchanged(
    files: dict[str, SqlFile], before: dict[str, str], changed: Iterable[str]
) -> set[str]:
    """The queries whose text is as `before`, and that of all they may read too.

    `changed` are tables whose rows may differ. To be read, a table or another query has to be
    named in the text.
    """
    texts = {name: file.sql.lower() for name, file in files.items()}
    same = {name for name, file in files.items() if before.get(name) == file.sql}
    unlike = (files.keys() - same) | (before.keys() - files.keys()) | set(changed)
    while unlike:
        names = "|".join(re.escape(name.lower()) for name in unlike)
        reads = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
        unlike = {name for name in same if reads.search(texts[name])}
        same -= unlike
    return same


def _make_views(files: dict[str, SqlFile], connection: duckdb.DuckDBPyConnection) -> None:
    """Makes each query a view. A query that reads another has to wait for it, so: rounds."""
    waiting = dict(files)
    while waiting:
        failed: dict[str, duckdb.Error] = {}
        for name, file in waiting.items():
            try:
                connection.execute(f"CREATE TEMP VIEW {quoted(name)} AS {file.sql}")
            except duckdb.Error as error:
                failed[name] = error
        if len(failed) == len(waiting):
            raise InputError(_failed(files[name], error) for name, error in failed.items())
        waiting = {name: files[name] for name in failed}


def _closed(file: SqlFile, why: str) -> Problem:
    expected, mend = "one SELECT over the tables", "Select from tables and queries alone."
    return Problem(file.path, 0, 0, "query", why, expected, mend)


def _failed(
    file: SqlFile, error: duckdb.Error, seconds: float = 0, is_open: bool = True
) -> Problem:
    """DuckDB's message with the line it points at, which it prints as `LINE 3: …`."""
    if found := too_much(error, seconds):
        expected, mend = "a query that needs less", "Select fewer rows, or join on a key."
        return Problem(file.path, 0, 0, "query", found, expected, mend)
    lines = str(error).strip().splitlines()
    pointed = [line for line in lines if line.startswith("LINE ")]
    line = int(pointed[0].split()[1].rstrip(":")) if pointed else 0
    return Problem(
        file.path, line, 0, "query", told_by(error, is_open), "SQL that runs", "Correct the query."
    )


def _query(package: Package, file: SqlFile, files: dict[str, SqlFile]) -> Query:
    header = file.header
    seen, todo = set(), {file.name}
    tables: set[str] = set()
    while todo:  # the tables it reads itself, and those of the queries it reads
        name = todo.pop()
        seen.add(name)
        for read in READS.findall(files[name].sql):
            if read in files and read not in seen:
                todo.add(read)
            elif read in package.tables:
                tables.add(read)
    ordered = tuple(name for name in package.tables if name in tables)
    title, text, key = header["title"], header.get("description", ""), header.get("key", "")
    reads = tuple(sorted(seen - {file.name}))
    return Query(file.name, file.path, title, text, key, header, file.sql, ordered, reads)


def _problems(query: Query, rows: Rows, types: list[str]) -> list[Problem]:
    def wrong(found: str, expected: str, mend: str) -> Problem:
        return Problem(query.path, 0, 0, "query", found, expected, mend)

    if query.key and query.key not in rows.columns:
        return [wrong(f"no column {query.key}", "the key as a column", "Select it, or change key.")]
    if query.key and None in rows.column(query.key):
        found = f"a row without {query.key}"
        return [wrong(found, "the key in every row", "Leave such rows out.")]
    for part in ("says", "partial"):
        if (column := query.header.get(part, "")) and column not in rows.columns:
            mend = f"Select it, or change {part}."
            return [wrong(f"no column {column}", f"the column that {part} names", mend)]
    if len(rows) > 1 and "order by" not in query.sql.lower():
        return [wrong("no ORDER BY", "rows in one order", "End the query with ORDER BY.")]
    for index, (name, kind) in enumerate(zip(rows.columns, types, strict=True)):
        # Most columns hold no such value: their type says so, without a look at each cell.
        if kind not in PLAIN and not all(_is_finite(record[index]) for record in rows.records):
            mend = "Divide by nullif(…, 0)."
            return [wrong(f"infinity or no number in {name}", "numbers that JSON has", mend)]
    return []


def _is_finite(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list | tuple | dict):
        return all(map(_is_finite, value.values() if isinstance(value, dict) else value))
    return True


def to_json(rows: Rows) -> str:
    """The rows as compact JSON text."""
    dump = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), default=plain)
    try:  # json looks at values faster than `plain` does, but not at the names in a structure
        return dump([dict(zip(rows.columns, record, strict=True)) for record in rows.records])
    except TypeError:
        return dump(rows.plain)
