"""The rows of a large CSV file in DuckDB, every cell as the text that it is.

In: a file written plainly: a row a line. Out: line numbers of rows that have something in common.
Never: takes a text for a value; that is left to the reader of cells that is given.

The lines are parted at the commas by DuckDB, and those with quotes by Python's own reader, so that
the cells are those that Frictionless sees.
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Collection, Hashable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from publisher.keys import Reader
from publisher.package import Field, Resource
from publisher.warehouse import text_literal

LONGEST = 2_000_000  # bytes of a line
MEMORY = "1GB"  # of DuckDB; what is more goes to disk
BATCH = 20_000  # rows that Python holds at once
# Signs for the end of a cell, for a blank line and for nothing; a plain file has none of them.
PART, BLANK, NEVER = "\x1f", "\x1e", "\x1d"
# A pattern that Python and RE2 take alike: letters of ASCII, classes, groups and repetitions.
ALIKE = re.compile(
    r"(?:[\w ,:/@-]|\[(?:\w-\w|[\w ,:/.-])+\]|\((?!\?)|\(\?:|[)|*+?^$.]|\{\d+(?:,\d*)?\})*",
    re.ASCII,
)
# Numbers of these forms are the same to everyone: 18 digits fit in a BIGINT, 15 in a DOUBLE.
SURELY = {"integer": "-?[0-9]{1,18}", "number": "-?[0-9]{1,9}([.][0-9]{1,6})?"}
OTHER_NUMBERS = {"bareNumber", "decimalChar", "groupChar", "floatNumber"}

Rows = list[tuple[int, list[str]]]


def plain_file(file: Path, resource: Resource, scratch: Path) -> Path | None:
    """A file with a row a line, ended by LF, and the described header; None when it is not.

    It is the file itself, or a copy in `scratch` without a byte order mark, without CR before LF,
    and with a sign on its blank lines, which DuckDB would pass over.
    """
    data = file.read_bytes()
    changed = data.startswith(BOM_UTF8)
    data = data.removeprefix(BOM_UTF8)
    if any(sign.encode() in data for sign in (PART, BLANK, NEVER)):
        return None
    if returns := data.count(b"\r"):
        if not returns == data.count(b"\r\n") == data.count(b"\n"):
            return None
        data, changed = data.replace(b"\r\n", b"\n"), True
    header = data[: data.find(b"\n") + 1].decode()
    if list(csv.reader([header])) != [[field.name for field in resource.fields]]:
        return None
    if b"\n\n" in data:
        blank, changed = f"\n{BLANK}\n".encode(), True
        data = data.replace(b"\n\n", blank).replace(b"\n\n", blank)
    if changed:
        file = scratch / "plain.csv"
        file.write_bytes(data)
    return file


def surely(field: Field, column: str) -> str:
    """SQL that is true only for texts that the field takes; for others a reader must be asked."""
    known = {"required", "unique", "pattern", "minimum", "maximum"}
    if set(field.constraints) - known or OTHER_NUMBERS & set(field.descriptor):
        return "false"
    if is_text(field):
        pattern = str(field.constraints.get("pattern", ".*"))
        if not ALIKE.fullmatch(pattern):
            return "false"
        return f"regexp_matches({column}, {text_literal(f'^(?:^{pattern}$)')})"
    bounds = [field.constraints.get(name) for name in ("minimum", "maximum")]
    if field.type not in SURELY or any(isinstance(b, (str, bool)) for b in bounds):
        return "false"
    # Near a bound a DOUBLE may be rounded to it: what is not well inside is read.
    tests = [f"regexp_full_match({column}, {text_literal(SURELY[field.type])})"]
    tests += [
        f"try_cast({column} AS DOUBLE) {sign} {bound}"
        for sign, bound in zip("><", bounds, strict=True)
        if bound is not None
    ]
    return f"({' AND '.join(tests)})"


def is_text(field: Field) -> bool:
    """Whether the values of a field are its texts."""
    return field.type == "string" and field.descriptor.get("format", "default") == "default"


class TextRows:
    """A file in DuckDB: `lines` as they are written, and `cells` parted, NULL where none is."""

    def __init__(
        self, resource: Resource, connection: duckdb.DuckDBPyConnection, scratch: Path
    ) -> None:
        self.resource = resource
        self.run = connection.execute
        self.scratch = scratch
        self.columns = {f.name: f"c{n}" for n, f in enumerate(resource.fields, start=1)}
        self.missing = ", ".join(map(text_literal, resource.missing_values)) or "NULL"

    def load(self, file: Path) -> bool:
        """Reads the file; False when a cell holds a line end, or its quotes are not right.

        Raises duckdb.Error for a line that is too long.
        """
        lines = _lines(file, header=True)
        self.run(f"CREATE TABLE lines AS SELECT row_number() OVER () + 1 AS n, line FROM {lines}")
        columns = ", ".join(f"l[{n}] AS {c}" for n, c in enumerate(self.columns.values(), start=1))
        parted = "string_split(line, ',') AS l FROM lines WHERE NOT contains(line, '\"')"
        self.run(
            f"""CREATE TABLE cells AS SELECT n, len(l) AS size, {columns}
            FROM (SELECT n, {parted} AND line <> '{BLANK}')"""
        )
        quoted_lines = self.scratch / "quoted.txt"
        if not self._part_quoted(quoted_lines):
            return False
        if quoted_lines.stat().st_size:
            parted = f"string_split(line, '{PART}') AS a FROM {_lines(quoted_lines, header=False)}"
            self.run(
                f"""INSERT INTO cells SELECT n, len(l), {columns}
                FROM (SELECT a[1]::BIGINT AS n, a[2:] AS l FROM (SELECT {parted}))"""
            )
        return True

    def _part_quoted(self, target: Path) -> bool:
        """Writes the cells of lines with quotes; False where a row is not a line."""
        found = self.run("SELECT n, line FROM lines WHERE contains(line, '\"') ORDER BY n")
        with target.open("w", encoding="utf-8", newline="\n") as file:
            while batch := found.fetchmany(BATCH):
                reader = csv.reader((f"{line}\n" for _, line in batch), strict=True)
                try:
                    rows = list(reader)
                except csv.Error:
                    return False
                if len(rows) != len(batch):
                    return False
                for (n, _), row in zip(batch, rows, strict=True):
                    file.write(PART.join([str(n), *row]) + "\n")
        return True

    def misshapen(self, limit: int) -> list[int]:
        """The blank rows, and those with more or fewer cells than there are fields."""
        empty = " AND ".join(f"{c} IN ({self.missing})" for c in self.columns.values())
        return self._numbers(
            f"""SELECT n FROM lines WHERE line = '{BLANK}'
            UNION ALL SELECT n FROM cells WHERE size <> {len(self.columns)} OR ({empty})""",
            limit,
        )

    def texts(self, field: Field, all_of_them: bool = True) -> list[str]:
        """The different texts of a column; or of these the ones that may be wrong."""
        column = self.columns[field.name]
        some = f"{column} IN ({self.missing}) OR NOT {surely(field, column)}"
        different = f"(SELECT DISTINCT {column} FROM cells WHERE {column} IS NOT NULL)"
        found = self.run(f"SELECT * FROM {different} WHERE {all_of_them} OR {some}").fetchall()
        return [text for (text,) in found]

    def having(self, name: str, texts: Sequence[str], limit: int | None = None) -> list[int]:
        """The rows with one of the texts in a column."""
        sql = f"SELECT n FROM cells WHERE {self.columns[name]} IN (SELECT unnest(?::VARCHAR[]))"
        return self._numbers(sql, limit, [texts]) if texts else []

    def repeated(
        self, names: Sequence[str], read: dict[str, Reader], limit: int
    ) -> tuple[list[int], list[int]]:
        """The rows whose values in those columns an earlier row has, and these earlier ones."""
        keys = self._keyed(names, read)
        self.run(
            f"""CREATE OR REPLACE TABLE again AS SELECT {keys}, min(n) AS first FROM keyed
            WHERE coalesce({keys}) IS NOT NULL GROUP BY {keys} HAVING count(*) > 1"""
        )
        same = _same(keys.split(", "), "keyed", "again")
        found = self.run(
            f"""SELECT n, first FROM keyed JOIN again ON {same} WHERE n > first
            ORDER BY n LIMIT {limit}"""
        ).fetchall()
        return [n for n, _ in found], [first for _, first in found]

    def without_key(self, names: Sequence[str], read: dict[str, Reader], limit: int) -> list[int]:
        """The rows that have no value in any of those columns."""
        keys = self._keyed(names, read)
        return self._numbers(f"SELECT n FROM keyed WHERE coalesce({keys}) IS NULL", limit)

    def pointing_nowhere(
        self,
        names: Sequence[str],
        read: dict[str, Reader],
        there: Collection[tuple[Any, ...]],
        limit: int,
    ) -> list[int]:
        """The rows whose values in those columns are not among `there`; none of them is right."""
        columns = [self.columns[name] for name in names]
        nowhere = []
        different = self.run(f"SELECT DISTINCT {', '.join(columns)} FROM cells").fetchall()
        for texts in different:
            values = tuple(
                None if text is None else read[name](text)[0]
                for name, text in zip(names, texts, strict=True)
            )
            if set(values) != {None} and values not in there:
                nowhere.append(texts)
        if not nowhere:
            return []
        lists = [list(column) for column in zip(*nowhere, strict=True)]
        wanted = ", ".join(f"unnest(?::VARCHAR[]) AS {column}" for column in columns)
        self.run(f"CREATE OR REPLACE TABLE nowhere AS SELECT {wanted}", lists)
        same = _same(columns, "cells", "nowhere")
        return self._numbers(f"SELECT n FROM cells JOIN nowhere ON {same}", limit)

    def rows(self, numbers: Sequence[int]) -> Rows:
        """Those rows, each with its line."""
        sql = "SELECT n, line FROM lines WHERE n IN (SELECT unnest(?::BIGINT[])) ORDER BY n"
        found = self.run(sql, [numbers]).fetchall()
        return [(n, [] if line == BLANK else next(csv.reader([line]))) for n, line in found]

    def _keyed(self, names: Sequence[str], read: dict[str, Reader]) -> str:
        """Makes the view `keyed` of what the values of those columns are, NULL for none.

        Equal values have one text there, such as `1` for `1.0`; the names of its columns.
        """
        keys, joins = [], []
        for name in names:
            column, field = self.columns[name], self.resource.field(name)
            if is_text(field):
                keys.append(f"CASE WHEN {column} NOT IN ({self.missing}) THEN {column} END")
                continue
            first: dict[Hashable, str] = {}
            values = [(text, read[name](text)[0]) for text in self.texts(field)]
            said = [(t, first.setdefault(v, t)) for t, v in values if v is not None]
            self.run(
                f"""CREATE OR REPLACE TABLE said_{column} AS
                SELECT unnest(?::VARCHAR[]) AS text, unnest(?::VARCHAR[]) AS value""",
                [[text for text, _ in said], [value for _, value in said]],
            )
            keys.append(f"said_{column}.value")
            joins.append(f"LEFT JOIN said_{column} ON said_{column}.text = {column}")
        named = ", ".join(f"{key} AS k{n}" for n, key in enumerate(keys))
        self.run(f"CREATE OR REPLACE VIEW keyed AS SELECT n, {named} FROM cells {' '.join(joins)}")
        return ", ".join(f"k{n}" for n in range(len(keys)))

    def _numbers(
        self, sql: str, limit: int | None = None, values: list[Any] | None = None
    ) -> list[int]:
        most = f" LIMIT {limit}" if limit else ""
        return [n for (n,) in self.run(f"{sql} ORDER BY n{most}", values or []).fetchall()]


def _lines(file: Path, header: bool) -> str:
    """SQL that reads the lines of a file; they are in order."""
    return f"""read_csv({text_literal(str(file))}, columns = {{'line': 'VARCHAR'}},
        auto_detect = false, header = {header}, delim = '{NEVER}', quote = '', escape = '',
        comment = '', new_line = '\\n', max_line_size = {LONGEST})"""


def _same(columns: Sequence[str], left: str, right: str) -> str:
    return " AND ".join(f"{left}.{c} IS NOT DISTINCT FROM {right}.{c}" for c in columns)
