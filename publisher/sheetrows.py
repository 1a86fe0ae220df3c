"""The rows of a table as the XML of a sheet (SpreadsheetML: ECMA-376, part 1, section 18.3.1).

In: the warehouse, open for reading, and a resource; or values. Out: the elements of rows.
Never: lets a text become a formula, a number, markup or a link.

Of millions of cells most are plain (`_is_plain`): those DuckDB writes, and leaves a sign for each
value that needs care, whose cell is put in here.

What a sheet is not able to hold, and what stands there instead:

- Days before 1 March 1900, which Excel counts wrongly or not at all, are ISO text; so are times
  finer than a millisecond.
- Integers of more than 15 digits, which Excel rounds, and numbers outside its range or of more
  than 16 digits are text.
- A text of more than 32,767 characters is cut, and says so.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from publisher.formats import BATCH, CUT, Tables, key_sql
from publisher.formulas import guarded
from publisher.package import Field, Resource
from publisher.warehouse import quoted, text_literal

# Excel, Specifications and limits.
CELL = 32_767
EXACT = 10**15
SMALLEST, LARGEST = 2.2250738585073e-308, 9.99999999999999e307
FIRST_DAY = datetime.date(1900, 3, 1)
ZERO = datetime.datetime(1899, 12, 30)  # from which days after FIRST_DAY are counted
DAY = datetime.timedelta(days=1)
# What is escaped in a text: XML's own signs aside, control characters, which XML cannot hold, and
# what would be taken for such an escape (ECMA-376, part 1, section 22.9.2.19).
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
# A text in which nothing is to be escaped, that no program takes for a formula, and that begins and
# ends with what is seen. In RE2, thus for DuckDB, \w is a letter of English, a digit or _.
PLAIN = r"\w([\w .,:;/()?=#'%+@-]*[\w.,:;/()?%])?"
ODD = "\x01"  # stands for the cell of a value that needs care; no plain cell has it
KEPT = 50_000  # cells of a column that are remembered
Styles = dict[str, str]  # the number of a style in the file, by its name
Cell = Callable[[Any, Styles], str]  # what stands in the element of a cell after its place


def table_rows(
    tables: Tables, resource: Resource, first: int, last: int, styles: Styles
) -> Iterator[str]:
    """The rows `first` to `last` of a table, from 1, in the order of its key, below its header."""
    yield row(1, [text_cell(field.name, styles, "head") for field in resource.fields])
    # Names of our own, so that that of the place is no field's too.
    fields = [replace(field, name=f"c{n}") for n, field in enumerate(resource.fields)]
    pairs = zip(resource.fields, fields, strict=True)
    columns = ", ".join(f"{quoted(old.name)} AS {new.name}" for old, new in pairs)
    place = f"row_number() OVER (ORDER BY {key_sql(resource)}) - {first} + 2"
    table = f"SELECT {columns}, {place} AS place FROM warehouse.{quoted(resource.name)} AS t"
    with tables.connection.cursor() as cursor:
        tests = ", ".join(f"bool_or(NOT ({_is_plain(field)}))" for field in fields)
        cursor.execute(f"SELECT {tests} FROM ({table})")
        odd = [field for field, is_odd in zip(fields, cursor.fetchall()[0], strict=True) if is_odd]
        cells = []
        for number, field in enumerate(fields):
            cell = _plain_cell(field, styles)
            if field in odd:
                cell = f"CASE WHEN {_is_plain(field)} THEN {cell} ELSE chr({ord(ODD)}) END"
            # Without a value there is no cell: NULL, which `concat` leaves out.
            begin = text_literal(f'<c r="{xl_col_to_name(number)}')
            cells.append(f"if({field.name} IS NULL, NULL, {begin} || place || '\"' || {cell})")
        values = [f"CASE WHEN NOT ({_is_plain(f)}) THEN {f.name} END" for f in odd]
        xml = f"concat('<row r=\"', place, '\">', {', '.join(cells)}, '</row>')"
        cursor.execute(
            f"SELECT {', '.join([xml, *values])} FROM ({table}) "
            f"WHERE place BETWEEN 2 AND {last - first + 2} ORDER BY place"
        )
        makers = [_maker(field, styles) for field in odd]
        while rows := cursor.fetchmany(BATCH):
            yield from (_whole(row_xml, makers, values) for row_xml, *values in rows)


def _maker(field: Field, styles: Styles) -> Callable[[Any], str]:
    """What makes the cell of a value, each once, for most come again."""
    cell = CELLS.get(field.type, text_cell)
    return lru_cache(KEPT)(lambda value: cell(value, styles))


def _whole(xml: str, makers: list[Callable[[Any], str]], values: list[Any]) -> str:
    """A row with the cells of its odd values, those that are there, in their places."""
    if ODD not in xml:
        return xml
    pairs = zip(makers, values, strict=True)
    cells = [make(value) for make, value in pairs if value is not None]
    before, *others = xml.split(ODD)
    return before + "".join(cell + other for cell, other in zip(cells, others, strict=True))


def _is_plain(field: Field) -> str:
    """SQL for whether the cell of a value needs no care; NULL for no value."""
    value = field.name
    exact = f"{value} > -{EXACT} AND {value} < {EXACT}"
    match field.type:
        case "integer" | "year":
            return exact
        case "number":
            return f"{value} = trunc({value}) AND {exact}"
        case "boolean":
            return f"{value} IN (true, false)"
        case "date":
            return f"{value} >= '{FIRST_DAY}'"
        case "datetime" | "time":
            return f"{value} <> {value}"
        case _:
            return (
                f"regexp_full_match({value}, {text_literal(PLAIN)}) "
                f"AND NOT contains({value}, '_x') AND strlen({value}) <= {CELL}"
            )


def _plain_cell(field: Field, styles: Styles) -> str:
    """SQL for the cell of a value that needs no care."""
    column, before, after = field.name, "><v>", "</v></c>"
    match field.type:
        case "integer" | "year":
            pass
        case "number":
            column = f"TRY_CAST({column} AS BIGINT)"
        case "boolean":
            before, column = f' t="b"{before}', f"CAST({column} AS INTEGER)"
        case "date":
            before, column = f' s="{styles["date"]}"{before}', f"({column} - DATE '{ZERO.date()}')"
        case "datetime" | "time":
            return "''"  # there is none
        case _:
            before, after = f' s="{styles["text"]}" t="inlineStr"><is><t>', "</t></is></c>"
    return f"{text_literal(before)} || {column} || {text_literal(after)}"


def row(number: int, ends: list[str]) -> str:
    """A row of a sheet; an empty end is no cell."""
    cells = [f'<c r="{xl_col_to_name(n)}{number}"{end}' for n, end in enumerate(ends) if end]
    return f'<row r="{number}">{"".join(cells)}</row>'


def text_cell(text: str, styles: Styles, style: str = "text") -> str:
    """A text, whatever it begins with."""
    # Excel counts as UTF-16 does: an emoji is two.
    if len(text) * 2 > CELL and len(text.encode("utf-16-le")) > CELL * 2:
        room = (CELL - len(CUT)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT
    if style == "text" and guarded(text) != text:
        style = "sign"
    text = CONTROL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", ESCAPE.sub("_x005F_", text))
    space = ' xml:space="preserve"' if text != text.strip() else ""
    text = escape(text, quote=False)
    return f' s="{styles[style]}" t="inlineStr"><is><t{space}>{text}</t></is></c>'


def number_cell(value: float, styles: Styles) -> str:
    """A number with all its digits; a text when Excel, or the file, would round it."""
    if isinstance(value, int):
        fits = abs(value) < EXACT
    else:
        fits = SMALLEST < abs(value) < LARGEST and float(f"{value:.16G}") == value
    return _number(value) if fits or value == 0 else text_cell(repr(value), styles)


def _number(value: float, style: str = "") -> str:
    return f"{style}><v>{value:.16G}</v></c>"


def date_cell(value: datetime.date, styles: Styles) -> str:
    """A day as Excel counts them, or its ISO text."""
    if value < FIRST_DAY:
        return text_cell(value.isoformat(), styles)
    return _number((value - ZERO.date()).days, f' s="{styles["date"]}"')


def time_cell(value: datetime.time, styles: Styles) -> str:
    """A time as a part of a day, or its ISO text."""
    if value.microsecond % 1000:
        return text_cell(value.isoformat(), styles)
    return _number((datetime.datetime.combine(ZERO, value) - ZERO) / DAY, f' s="{styles["time"]}"')


def datetime_cell(value: datetime.datetime, styles: Styles) -> str:
    """A day with a part of a day, or its ISO text."""
    if value.date() < FIRST_DAY or value.microsecond % 1000:
        return text_cell(value.isoformat(), styles)
    return _number((value - ZERO) / DAY, f' s="{styles["datetime"]}"')


CELLS: dict[str, Cell] = {
    "integer": number_cell,
    "year": number_cell,
    "number": number_cell,
    "date": date_cell,
    "time": time_cell,
    "datetime": datetime_cell,
}
