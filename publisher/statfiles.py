"""A table for statistics programs: Stata (.dta) and SPSS (.sav).

In: the warehouse, open for reading, and a resource. Out: the bytes of one file.
Never: rounds a value; a column with one that a number of the program cannot hold is text.

What such a file is not able to hold, and what stands there instead:

- Names have at most 32 letters, digits and underscores; a field with another name is renamed, and
  its own name stands in the variable's label. Labels have at most 80 characters.
- An empty text and a missing one are the same, as they are in CSV.
- A boolean is 0 or 1. A text field with a fixed list of values (`enum`) that is not part of a key
  is a number, its place in the list. Both have value labels.
- Integers beyond 2^53, numbers beyond 8.9e307 and times finer than a millisecond make their whole
  column text, and so do dates that the program does not know (before the year 100 in Stata, before
  15 October 1582 in SPSS).
- SPSS drops blanks at the end of a text, and takes 32,767 bytes: a longer text is cut, and says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.formats import CUT, Tables, iso_sql, ordered, taken
from publisher.package import Field, Resource
from publisher.warehouse import quoted, text_literal

if TYPE_CHECKING:  # half a second to import, and a build that changes no table needs neither
    import pandas

NAME, LABEL = 32, 80  # characters (Stata, Size limits; SPSS has room for more)
VALUE_LABEL = 120  # bytes (SPSS, Value labels; Stata has room for more)
LONG = 2_147_483_620  # the largest integer of Stata's type long; what is above means missing
EXACT = 2**53  # integers up to here are exact in a floating-point number
LARGEST = 8.9e307  # numbers above mean missing in Stata (help missing)
# Kinds of values, by the names that pandas has. Its own kind of text is read half as fast.
TEXT, SMALL, LARGE = "object", "Int32", "float64"
# Words that are no names in Stata (help reswords) or in SPSS (Variable names).
RESERVED = {
    "byte", "double", "float", "if", "in", "int", "long", "strl", "using", "with",
    "all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to",
}  # fmt: skip


@dataclass(frozen=True)
class Program:
    """What a statistics program counts time from and in, and how it is told to show it."""

    first: str  # the first day it knows
    zero: str  # the day it counts from
    day: int  # of its units in a day, for a date without a time
    second: int  # of its units in a second
    shown: dict[str, str]  # format of a type
    number: str  # format of a number, for so many decimals
    text: int = 0  # the most bytes in a text; 0 for no limit


STATA = Program(
    first="0100-01-01",
    zero="1960-01-01",
    day=1,
    second=1000,
    shown={"date": "%td", "datetime": "%tc", "time": "%tcHH:MM:SS", "integer": "%12.0g"},
    number="%12.0g",
)
SPSS = Program(
    first="1582-10-15",
    zero="1582-10-14",
    day=86_400,
    second=1,
    shown={"date": "SDATE10", "datetime": "YMDHMS23.3", "time": "TIME12.3", "integer": "F12.0"},
    number="F16.{}",
    text=32_767,
)


@dataclass
class Columns:
    """The columns of a file, and what the program is told of them, by the variable's name."""

    values: "pandas.DataFrame"
    labels: dict[str, str | None] = field(default_factory=dict)
    value_labels: dict[str, dict[int | float, str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)


def dta_file(tables: Tables, resource: Resource) -> bytes:
    """A table as a Stata file of version 118, which Stata 14 and later read.

    The time of making in its header is midnight of the first day of 1980, on any day.
    """

    def write(columns: Columns, path: Path) -> None:
        from pyreadstat import write_dta

        write_dta(
            columns.values,
            path,
            file_label=cut(resource.title, LABEL),
            column_labels=columns.labels,
            variable_value_labels=columns.value_labels,
            variable_format=columns.formats,
            version=14,  # format 118; 119 is for Stata MP alone
        )

    content = _written(tables, resource, STATA, write)
    # <timestamp>, the length 17, then the time (help dta, section 5.1.6).
    at = content.index(b"<timestamp>") + len(b"<timestamp>") + 1
    return content[:at] + b"01 Jan 1980 00:00" + content[at + 17 :]


def sav_file(tables: Tables, resource: Resource) -> bytes:
    """A table as an SPSS file in UTF-8, which SPSS 16 and later read.

    The time of making in its header is midnight of the first day of 1980, on any day.
    """

    def write(columns: Columns, path: Path) -> None:
        from pyreadstat import write_sav

        write_sav(
            columns.values,
            path,
            file_label=cut(resource.title, 64, "utf-8"),
            column_labels=columns.labels,
            variable_value_labels=columns.value_labels,
            variable_format=columns.formats,
            variable_measure=columns.measures,
            row_compress=True,
        )

    content = _written(tables, resource, SPSS, write)
    # Bytes 92 to 108 of the header are date and time (PSPP, System File Format, file header).
    return content[:92] + b"01 Jan 8000:00:00" + content[109:]


def short_names(fields: tuple[Field, ...]) -> list[str]:
    """A name for each field that both programs take, each different, whatever the case."""
    names: list[str] = []
    taken_names = set(RESERVED)
    for one in fields:
        base = re.sub(r"\W", "_", one.name, flags=re.ASCII)
        base = (base if base[0].isalpha() else f"v{base}")[:NAME]
        name, number = base, 1
        while name.lower() in taken_names or re.fullmatch(r"str\d+", name, re.IGNORECASE):
            number += 1
            name = f"{base[: NAME - len(str(number)) - 1]}_{number}"
        taken_names.add(name.lower())
        names.append(name)
    return names


def cut(text: str, length: int, encoding: str = "utf-32-le") -> str:
    """A text of at most `length` characters, or bytes of an encoding, with … where it is cut."""
    unit = 4 if encoding == "utf-32-le" else 1
    if len(text.encode(encoding)) <= length * unit:
        return text
    room = length * unit - len("…".encode(encoding))
    return text.encode(encoding)[:room].decode(encoding, "ignore") + "…"


def listed(one: Field, resource: Resource) -> list[str]:
    """The values of a text field that are numbered, in order; none when it stays text.

    A part of a key stays text: tables are joined by it, and a code such as `01` is no number.
    """
    keys = {*resource.primary_key, *(name for key in resource.foreign_keys for name in key.fields)}
    values = one.constraints.get("enum", [])
    if one.type != "string" or one.name in keys:
        return []
    fit = all(
        isinstance(value, str)
        and value.strip() == value != ""
        and len(value.encode()) <= VALUE_LABEL
        for value in values
    )
    return list(values) if fit else []


def _written(
    tables: Tables, resource: Resource, program: Program, write: Callable[[Columns, Path], None]
) -> bytes:
    path = tables.scratch / f"{resource.name}.stat"
    write(_columns(tables, resource, program), path)
    return taken(path)


def _columns(tables: Tables, resource: Resource, program: Program) -> Columns:
    stored = {one.name: _stored(tables, resource, one, program) for one in resource.fields}
    sql = ordered(resource, {name: sql for name, (sql, _) in stored.items()})
    columns = Columns(tables.connection.execute(sql).df())
    names = short_names(resource.fields)
    columns.values.columns = names
    for name, one in zip(names, resource.fields, strict=True):
        said = f"{one.title} ({one.unit})" if one.unit else one.title
        columns.labels[name] = cut(said if name == one.name else f"{one.name}: {said}", LABEL)
        columns.measures[name] = "nominal"
        kind = stored[one.name][1]
        columns.values[name] = columns.values[name].astype(kind)
        if kind == TEXT:
            if program.text and _longest(tables, resource, one) > program.text:
                columns.values[name] = columns.values[name].map(partial(_shortened, program.text))
            continue
        if values := listed(one, resource):
            columns.value_labels[name] = dict(enumerate(values, start=1))
        elif one.type == "boolean":
            columns.value_labels[name] = {0: "false", 1: "true"}
        else:
            columns.measures[name] = "scale"
        columns.formats[name] = program.shown.get(one.type) or program.shown["integer"]
        if one.type == "number":
            columns.formats[name] = program.number.format(_decimals(tables, resource, one))
    return columns


def _stored(tables: Tables, resource: Resource, one: Field, program: Program) -> tuple[str, str]:
    """The SQL of a column as the program has it, and the kind of its values."""
    column = quoted(one.name)

    def all_are(condition: str) -> bool:
        sql = f"SELECT coalesce(bool_and({condition}), true) FROM warehouse.{quoted(resource.name)}"
        return bool(tables.connection.execute(sql).fetchall()[0][0])

    if values := listed(one, resource):
        return f"list_position([{', '.join(map(text_literal, values))}], {column})", SMALL
    if one.type == "boolean":
        return f"CAST({column} AS INTEGER)", SMALL
    microseconds = f"epoch_us({column})"
    since = f"({microseconds} - epoch_us(TIMESTAMP '{program.zero}')) // 1000"
    known = f"{column} >= '{program.first}'"
    sql, fits = {
        "integer": (column, f"{column} BETWEEN -{EXACT} AND {EXACT}"),
        "year": (column, "true"),
        "number": (column, f"{column} BETWEEN -{LARGEST} AND {LARGEST}"),
        "date": (f"({column} - DATE '{program.zero}') * {program.day}", known),
        "datetime": (
            f"({since}) / {1000 // program.second}",
            f"{known} AND {microseconds} % 1000 = 0",
        ),
        "time": (
            f"({microseconds} // 1000) / {1000 // program.second}",
            f"{microseconds} % 1000 = 0",
        ),
    }.get(one.type, ("", "false"))
    if not sql or not all_are(fits):
        return f"coalesce({iso_sql(one)}, '')", TEXT
    whole = one.type in {"integer", "year", "date"}
    return sql, SMALL if whole and all_are(f"{sql} BETWEEN -{LONG} AND {LONG}") else LARGE


def _decimals(tables: Tables, resource: Resource, one: Field) -> int:
    """The most digits after the point that a column needs, up to 6."""
    digits = f"length(rtrim(split_part(CAST({quoted(one.name)} AS VARCHAR), '.', 2), '0'))"
    sql = f"SELECT least(coalesce(max({digits}), 0), 6) FROM warehouse.{quoted(resource.name)}"
    return int(tables.connection.execute(sql).fetchall()[0][0])


def _longest(tables: Tables, resource: Resource, one: Field) -> int:
    """The bytes of the longest text of a column."""
    sql = f"SELECT max(strlen({quoted(one.name)}::VARCHAR)) FROM warehouse.{quoted(resource.name)}"
    return int(tables.connection.execute(sql).fetchall()[0][0] or 0)


def _shortened(most: int, text: str) -> str:
    if len(text) * 4 <= most or len(text.encode()) <= most:
        return text
    return text.encode()[: most - len(CUT)].decode(errors="ignore") + CUT
