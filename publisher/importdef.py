"""What the content says of the files that it can import, and what a user says of the columns.

In: `site_src/imports/<name>/import.yml` with its SQL, and perhaps a mapping. Out: a `Definition`.
Never: opens the file that is to be imported.

    title: What is read, in plain words
    formats: [parquet, xlsx, csv]
    table: levels                     # the table that gets the rows
    file: datasets/levels/{source_id}.csv
    reads: [lakes]                    # tables that the SQL reads
    missing: ["NA"]                   # texts that are no value, besides the empty one
    columns:                          # what is read of the file; nothing else is
      when: {names: [Date, date_of_visit], type: month, required: true}
    steps: [placed]                   # placed.sql becomes a table; here, or in the folder above
    period: [day, day]                # fields of the first and the last day of a row; or none
    source: {table: sources, row: {source_id: club, title: "{rows} rows; {ways}"}}  # or none
    mapping: true                     # the user's mapping.yml names columns, values and source

Besides the steps there are `rows.sql` (the rows to write), `ways.sql` (what became of the rows that
were read, in columns `way` and `rows`, whose sum is compared), and where they are wanted
`refuse.sql` (`found`, `expected`, `mend`: what makes the file unfit) and `report-….sql` (a text and
a number, to show). They see the tables of `reads`, `given` (the columns named above, with
`given_rows`, how many rows were alike) and `source` (the row of the source).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from publisher.bounds import CONTENT, is_safe
from publisher.form import misshapen
from publisher.package import Package
from publisher.problem import InputError, Problem, shown, text_of
from publisher.sqlfile import SqlFile, read_sql_files
from publisher.suggest import closest
from publisher.words import list_of
from publisher.yamltext import read_yaml

FOLDER = "site_src/imports"
TYPES = ("text", "month", "number", "flag")
FORMATS = ("parquet", "xlsx", "csv")
COLUMN = {"names": [str], "type": str, "required": bool}
FORM = {
    "title": str, "formats": [str], "table": str, "file": str, "reads": [str], "missing": [str],
    "columns": dict, "steps": [str], "mapping": bool, "period": [str],
    "source": {"table": str, "row": dict},
}  # fmt: skip
MAPPING = {"columns": dict, "values": dict, "rename": dict, "source": dict}
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Column:
    """A column that the SQL sees: its names in files, or one value for all rows."""

    name: str
    type: str
    names: tuple[str, ...]
    required: bool = False
    value: str | None = None
    rename: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Definition:
    """How one kind of file becomes rows of a table."""

    name: str
    title: str
    formats: tuple[str, ...]
    table: str
    file: str
    reads: tuple[str, ...]
    missing: tuple[str, ...]
    columns: tuple[Column, ...]
    steps: tuple[str, ...]
    period: tuple[str, ...]
    source_table: str
    source: dict[str, str]
    sql: dict[str, SqlFile]

    @property
    def path(self) -> str:
        """Where the definition stands, from the root."""
        return f"{FOLDER}/{self.name}/import.yml"


def known_imports(root: Path) -> list[str]:
    """The names of the definitions of a project."""
    return sorted(file.parent.name for file in (root / FOLDER).glob("*/import.yml"))


def read_definition(package: Package, name: str, mapping: Path | None = None) -> Definition:
    """The definition of that name, with the names and values of a mapping in it.

    Raises InputError for a name, a definition or a mapping that cannot be used.
    """
    root, known = package.root, known_imports(package.root)
    if name not in known:
        meant = closest(name, known)
        expected = f"one of {list_of(known, 'or')}" if known else f"a definition in {FOLDER}/"
        mend = f"Did you mean {meant}?" if meant else ""
        raise _wrong(FOLDER, f"no import is called {shown(name)}", expected, mend)
    path = f"{FOLDER}/{name}/import.yml"
    raw = _yaml(path, text_of(root, path, "import"), FORM)
    if missing := sorted({"title", "table", "file", "columns"} - raw.keys()):
        raise _wrong(path, f"no {list_of(missing)}", "all parts of a definition")
    columns = {n: _column(path, n, value) for n, value in raw["columns"].items()}
    source = {n: str(value) for n, value in raw.get("source", {}).get("row", {}).items()}
    if mapping is not None and not raw.get("mapping"):
        raise _wrong(path, f"a mapping for {name}", "none: this import knows its columns")
    if raw.get("mapping"):
        columns, given = _mapped(name, columns, mapping)
        source |= given
    sql = read_sql_files(root, FOLDER, {"title", "description"}, {"title"}, "import")
    sql |= read_sql_files(root, f"{FOLDER}/{name}", {"title", "description"}, {"title"}, "import")
    steps, period = tuple(raw.get("steps", [])), tuple(raw.get("period", []))
    found = Definition(
        name, raw["title"], tuple(raw.get("formats", FORMATS)), raw["table"],
        raw["file"], tuple(raw.get("reads", [])), tuple(raw.get("missing", [])),
        tuple(columns.values()), steps, period, raw.get("source", {}).get("table", ""), source, sql,
    )  # fmt: skip
    _check(package, found)
    return found


def _check(package: Package, found: Definition) -> None:
    """Raises InputError for a table or a step that does not exist, or a source without a key."""
    for table in filter(None, (found.table, found.source_table, *found.reads)):
        if table not in package.tables:
            raise _wrong(found.path, f"a table {shown(table)}", "tables of datapackage.json")
    if not is_safe(package.root, found.file) or not found.file.startswith(f"{CONTENT[0]}/"):
        raise _wrong(found.path, f"file: {shown(found.file)}", f"a path below {CONTENT[0]}/")
    for step in (*found.steps, "rows", "ways"):
        if step not in found.sql:
            raise _wrong(found.path, f"no {step}.sql", f"{step}.sql beside it")
    dates = [field.name for field in package.tables[found.table].fields if field.type == "date"]
    if found.period and (len(found.period) != 2 or not {*found.period} <= {*dates}):
        listed = list_of(found.period)
        expected = f"two fields of the type date in {found.table}: of a first and of a last day"
        raise _wrong(found.path, f"period: {listed}", expected)
    if not found.source_table:
        return
    key = package.tables[found.source_table].primary_key[0]
    if not KEY.fullmatch(found.source.get(key, "")):
        expected = f"a {key} of small letters, digits and hyphens"
        raise _wrong(found.path, f"the source has the {key} {found.source.get(key)!r}", expected)


def _column(path: str, name: str, raw: Any) -> Column:
    if problem := next(misshapen(raw, COLUMN, f"columns.{name}"), None):
        raise _wrong(path, f"{problem[0]} is {shown(problem[1])}", problem[2])
    if not name.isidentifier():
        raise _wrong(path, f"a column {shown(name)}", "a name of letters, digits and _")
    if raw.get("type", "text") not in TYPES:
        raise _wrong(path, f"columns.{name} has the type {raw['type']}", list_of(TYPES, "or"))
    names = tuple(raw.get("names", []))
    return Column(name, raw.get("type", "text"), names, raw.get("required", False))


def _mapped(
    name: str, columns: dict[str, Column], mapping: Path | None
) -> tuple[dict[str, Column], dict[str, str]]:
    """The columns with the names and values of a user's mapping, and its source."""
    if mapping is None:
        mend = f"There is an example in {FOLDER}/{name}/README.md."
        raise _wrong(name, "no mapping", "--map FILE, which names the columns", mend)
    raw = _yaml(mapping.name, text_of(mapping.parent, mapping.name, "import"), MAPPING)
    if extra := sorted(raw.keys() - MAPPING.keys()):
        raise _wrong(mapping.name, f"a part {shown(extra[0])}", list_of(MAPPING, "or"))
    for part in ("columns", "values", "rename"):
        for own in raw.get(part, {}):
            if own not in columns:
                expected = f"one of {list_of(columns, 'or')}"
                raise _wrong(mapping.name, f"{part}: {shown(own)}", expected)
    mapped = {}
    for own, column in columns.items():
        header, value = raw.get("columns", {}).get(own), raw.get("values", {}).get(own)
        if column.required and header is None and value is None:
            mend = f"Write under columns: {own}: and the name that the column has in your file."
            raise _wrong(mapping.name, f"no column {own}", "the columns that are needed", mend)
        renamed = raw.get("rename", {}).get(own, {})
        if not isinstance(renamed, dict):
            raise _wrong(mapping.name, f"rename: {own}", "was: is, a line for each text")
        rename = {str(was): str(now) for was, now in renamed.items()}
        names = () if header is None else (str(header),)
        constant = None if value is None else str(value)
        mapped[own] = Column(own, column.type, names, header is not None, constant, rename)
    return mapped, {key: str(value) for key, value in raw.get("source", {}).items()}


def _yaml(path: str, text: str, form: dict[str, Any]) -> dict[str, Any]:
    try:
        raw, _ = read_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = f"not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"
        line = mark.line + 1 if mark else 0
        raise InputError(Problem(path, line, 0, "import", found, "name: value")) from None
    if not isinstance(raw, dict):
        raise _wrong(path, "no names", "name: value")
    if problem := next(misshapen(raw, form), None):
        raise _wrong(path, f"{problem[0]} is {shown(problem[1])}", problem[2])
    return raw


def _wrong(path: str, found: str, expected: str, mend: str = "") -> InputError:
    return InputError(Problem(path, 0, 0, "import", found, expected, mend))
