"""Rules that go beyond one cell: keys across files, and the content's own rules in SQL.

In: the warehouse and `datasets/rules/*.sql`. Out: a `Report` with a problem for each row found.
Never: changes a row.

A rule is a query that returns the rows that break it, with the columns `_file`, `_line` and
`found` (what is there); `{column}` in its header is replaced by the row's own value. With a header
`nearest: table.column` the message proposes a row of that table that was probably meant.
"""

import re
from pathlib import Path

import duckdb

from publisher.cells import rows_of
from publisher.hidden import hide_in
from publisher.package import Package, Resource
from publisher.personal import has_free_text, screen, titled_in
from publisher.problem import ERROR, WARNING, InputError, Problem, Report
from publisher.refer import Named, reference_hint
from publisher.sandbox import SECONDS, limited, refused, told_by, too_much
from publisher.sqlfile import SqlFile, read_sql_files
from publisher.warehouse import quoted
from publisher.wording import rows_to_point_to
from publisher.words import list_of

HEADER = {"title", "description", "table", "field", "expected", "mend", "level", "nearest"}
LIMIT = 1000  # rows reported per rule


def read_rules(root: Path, folder: str = "datasets/rules") -> dict[str, SqlFile]:
    """The rules of a project, by name."""
    return read_sql_files(root, folder, HEADER, {"title", "table", "field", "expected"}, "rule")


def apply_rules(
    package: Package, rules: dict[str, SqlFile], connection: duckdb.DuckDBPyConnection
) -> Report:
    """What keys and rules find. Raises InputError when a rule itself cannot be run."""
    problems: list[Problem] = []
    for resource in package.tables.values():
        if resource.primary_key and len(resource.paths) > 1:
            problems += _key_problems(package, resource, connection)
    for rule in rules.values():
        problems += _rule_problems(package, rule, connection)
    return Report().plus(Report(tuple(problems), {"rules": len(rules)}))


def _key_problems(
    package: Package, resource: Resource, connection: duckdb.DuckDBPyConnection
) -> list[Problem]:
    """Rows of a table in several files whose key another file has used already."""
    table, names = quoted(resource.name), [quoted(name) for name in resource.primary_key]
    key = ", ".join(names)
    # Keys that are there twice are few: only their rows are put in order.
    again = f"(SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1) AS again"
    same = " AND ".join(f"{table}.{name} IS NOT DISTINCT FROM again.{name}" for name in names)
    rows = connection.execute(
        f"""SELECT _file, _line, first(_file || ':' || _line) OVER same AS before, {key}
        FROM {table} SEMI JOIN {again} ON {same}
        WINDOW same AS (PARTITION BY {key} ORDER BY _file, _line)
        QUALIFY row_number() OVER same > 1 AND first(_file) OVER same <> _file
        ORDER BY 1, 2 LIMIT {LIMIT}"""
    ).fetchall()
    column = resource.position(resource.primary_key[0])
    own = screen(package, resource)

    def shown(values: list[object]) -> list[str]:
        return [own.cell(n, str(v)) for n, v in zip(resource.primary_key, values, strict=True)]

    return [
        Problem(
            file,
            line,
            column,
            "key",
            f"{list_of(resource.primary_key)} {list_of(shown(values))} again",
            f"one row for each key (also in {before})",
            "Remove or correct one row.",
            field=resource.primary_key[0],
            cell="" if own.what(resource.primary_key[0], str(values[0])) else str(values[0]),
            cause=f"{resource.name}: key again in another file",
        )
        for file, line, before, *values in rows
    ]


def _rule_problems(
    package: Package, rule: SqlFile, connection: duckdb.DuckDBPyConnection
) -> list[Problem]:
    header = rule.header
    table = package.tables.get(header["table"])
    if table is None or not table.position(header["field"]):
        found = f"the rule blames {header['table']}.{header['field']}"
        raise InputError(Problem(rule.path, 1, 1, "rule", found, "a field of a table"))
    is_open = not any(map(has_free_text, package.tables.values()))
    if found := refused(rule.sql, connection, day=True):
        raise InputError(Problem(rule.path, 0, 0, "rule", found, "one SELECT over the tables"))
    try:
        with limited(connection, SECONDS):
            result = connection.execute(rule.sql)
            columns = [column[0] for column in result.description or []]
            rows = [dict(zip(columns, row, strict=True)) for row in result.fetchmany(LIMIT)]
    except duckdb.Error as error:
        found = too_much(error, SECONDS) or told_by(error, is_open)
        raise InputError(Problem(rule.path, 0, 0, "rule", found, "SQL that runs")) from None
    if missing := {"_file", "_line", "found"} - set(columns):
        found = f"no column {list_of(sorted(missing))}"
        raise InputError(Problem(rule.path, 0, 0, "rule", found, "_file, _line and found"))
    if any(row["_file"] is None or row["_line"] is None for row in rows):
        found = "a row without _file or _line"
        raise InputError(Problem(rule.path, 0, 0, "rule", found, "the place of each row"))
    cells = {
        (path, line): cells
        for path in sorted({str(row["_file"]) for row in rows})
        for line, cells in rows_of(package.root, path)
    }
    targets = _nearest(package, rule, needed=bool(rows))
    screens = {p: screen(package, own) for own in package.tables.values() for p in own.paths}
    titled = None if is_open else titled_in(package)
    problems = []
    for row in rows:
        place = str(row["_file"]), int(row["_line"])
        name = header["field"]
        cell = cells.get(place, {}).get(name, "")
        meant = reference_hint(cell, cells[place], name, targets) if cell and targets else None
        # A row that tells who a person is gives no text, of whichever column, to a message.
        own = screens.get(place[0], screens[table.paths[0]])
        what = own.row(list(cells.get(place, {}).values()))
        words = row | {"found": hide_in(str(row["found"]), titled)}
        if what:
            words = dict.fromkeys(row, "…") | {"found": f"its row is not shown: it holds {what}"}
            cell, meant = "", None
        problems.append(
            Problem(
                *place,
                table.position(name),
                "rule",
                str(words["found"]),
                f"{_filled(header['expected'], words)} (rule {rule.name})",
                _filled(header.get("mend", ""), words),
                WARNING if header.get("level") == WARNING else ERROR,
                field=name,
                cell=cell,
                suggestion=meant.words if meant else "",
                instead=meant.instead if meant else "",
                cause=f"rule {rule.name}",
            )
        )
    return problems


def _nearest(package: Package, rule: SqlFile, needed: bool) -> list[Named]:
    """The rows that a cell may have meant, of the column that the rule's header names."""
    if not (named := rule.header.get("nearest")):
        return []
    table, _, column = named.partition(".")
    if table not in package.tables or not package.tables[table].position(column):
        raise InputError(Problem(rule.path, 1, 1, "rule", f"nearest: {named}", "table.field"))
    return rows_to_point_to(package)(table, column) if needed else []


def _filled(text: str, row: dict[str, object]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str(row.get(match[1], match[0])), text)
