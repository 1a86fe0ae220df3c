"""All tables as one Excel workbook, a sheet a table, with a front sheet that describes them.

In: the warehouse, open for reading, and a package. Out: the bytes of an .xlsx file.
Never: lets a text become a formula, a number, markup or a link; holds a date of making.

XlsxWriter makes the workbook. The rows are put into its sheets here: through it a cell takes five
times as long, and a text that begins with `<r>` becomes markup.

What a sheet is not able to hold, and what stands there instead:

- Days before 1 March 1900, which Excel counts wrongly or not at all, are ISO text; so are times
  finer than a millisecond.
- Integers of more than 15 digits, which Excel rounds, and numbers outside its range or of more
  than 16 digits are text.
- A text of more than 32,767 characters is cut, and says so.
- A table of more than 1,048,575 rows goes on in a further sheet.
"""

import datetime
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain, islice
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from publisher.archive import entry
from publisher.described import credits_of
from publisher.formats import CUT, Tables
from publisher.formulas import guarded
from publisher.package import Package, Resource

# Excel, Specifications and limits.
ROWS, NAME, CELL = 1_048_576, 31, 32_767
EXACT = 10**15
SMALLEST, LARGEST = 2.2250738585073e-308, 9.99999999999999e307
FIRST_DAY = datetime.date(1900, 3, 1)
ZERO = datetime.datetime(1899, 12, 30)  # from which days after FIRST_DAY are counted
DAY = datetime.timedelta(days=1)
MADE = datetime.datetime(1980, 1, 1)  # as in the zips: the same bytes on any day
KEPT = 50_000  # values of a column whose cells are remembered, for most come again
# What is escaped in a text: XML's own signs aside, control characters, which XML cannot hold, and
# what would be taken for such an escape (ECMA-376, part 1, section 22.9.2.19).
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
# Text is text ("@") when it is edited too, so that 01 does not become 1.
STYLES: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    # What begins like a formula stays a text where it is edited or copied too.
    "sign": {"num_format": "@", "quote_prefix": True},
    "head": {"num_format": "@", "bold": True},
    "title": {"num_format": "@", "bold": True, "font_size": 16},
    "long": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "time": {"num_format": "hh:mm:ss"},
}
Styles = dict[str, str]  # the number of a style in the file, by its name
Cell = Callable[[Any, Styles], str]  # what stands in the element of a cell after its place


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the widths of its columns, and its rows once the styles are known."""

    name: str
    widths: list[int]
    rows: Callable[[Styles], Iterator[str]]
    height: int  # the number of rows, the first included
    is_table: bool = True


def xlsx_file(tables: Tables, package: Package) -> bytes:
    """All tables as an Excel workbook."""
    names = sheet_names(package.tables.values())
    sheets = [front_sheet(tables, package, names)]
    for resource in package.tables.values():
        sheets += table_sheets(tables, resource, names[resource.name])
    return workbook(sheets, package.descriptor, tables.scratch)


def sheet_names(resources: Iterable[Resource]) -> dict[str, str]:
    """A name of at most 31 characters for the sheet of each table, each different."""
    names: dict[str, str] = {}
    used = {"history"}  # Excel keeps it for itself
    for resource in resources:
        name, number = resource.name[:NAME], 1
        while name.lower() in used:
            number += 1
            name = f"{resource.name[: NAME - len(str(number)) - 1]}_{number}"
        used.add(name.lower())
        names[resource.name] = name
    return names


def workbook(sheets: list[Sheet], about: dict[str, Any], scratch: Path) -> bytes:
    """The sheets as an .xlsx file: an empty workbook, into which the rows are put."""
    out = io.BytesIO()
    with zipfile.ZipFile(_empty(sheets, about)) as empty, zipfile.ZipFile(out, "w") as book:
        parts = {f"xl/worksheets/sheet{number}.xml": s for number, s in enumerate(sheets, start=1)}
        for name in empty.namelist():
            part, path = entry(name), scratch / "sheet.xml"
            if name not in parts:
                book.writestr(part, empty.read(name))
                continue
            _fill(path, empty.read(name).decode(), parts[name])
            part.file_size = path.stat().st_size  # or a part of more than 2 GB is refused
            with path.open("rb") as source, book.open(part, "w") as copy:
                shutil.copyfileobj(source, copy)
    return out.getvalue()


def _empty(sheets: list[Sheet], about: dict[str, Any]) -> io.BytesIO:
    """A workbook whose sheets have one row: an empty cell in each style."""
    out = io.BytesIO()
    with Workbook(out) as book:
        title, comments = (str(about.get(part, "")) for part in ("title", "description"))
        book.set_properties({"title": title, "comments": comments, "created": MADE})
        styles = [book.add_format(style) for style in STYLES.values()]
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for place, width in enumerate(sheet.widths):
                page.set_column(place, place, width)
            if sheet.is_table:
                page.freeze_panes(1, 0)
                # Or Excel marks each code in green as a number that is stored as text.
                page.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
            for place, style in enumerate(styles):
                page.write_blank(0, place, None, style)
    out.seek(0)
    return out


def _fill(path: Path, empty: str, sheet: Sheet) -> None:
    """Writes the XML of a sheet with its rows in place of the one with a cell in each style."""
    before, _, rest = empty.partition("<sheetData>")
    sample, _, after = rest.partition("</sheetData>")
    styles = dict(zip(STYLES, re.findall(r' s="(\d+)"', sample), strict=True))
    size = f"A1:{xl_col_to_name(len(sheet.widths) - 1)}{sheet.height}"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(re.sub('<dimension ref="[^"]*"', f'<dimension ref="{size}"', before, count=1))
        file.write("<sheetData>")
        file.writelines(sheet.rows(styles))
        file.write(f"</sheetData>{after}")


def table_sheets(
    tables: Tables, resource: Resource, name: str, most: int = ROWS - 1
) -> Iterator[Sheet]:
    """The sheet of a table; further ones when it has more than `most` rows."""
    records = chain.from_iterable(tables.batches(resource))
    count = tables.count(resource)
    names = [field.name for field in resource.fields]
    widths = [max(12, min(len(name) + 2, 40)) for name in names]
    columns = [CELLS.get(field.type, text_cell) for field in resource.fields]

    def rows(held: int, styles: Styles) -> Iterator[str]:
        yield row(1, [text_cell(name, styles, "head") for name in names])
        ends = [_Ends(column, styles) for column in columns]
        for number, record in enumerate(islice(records, held), start=2):
            yield row(number, [end[value] for end, value in zip(ends, record, strict=True)])

    for part in range(max(1, -(-count // most))):
        held = min(most, count - part * most)
        yield Sheet(
            f"{name[: NAME - 5]} ({part + 1})" if part else name,
            widths,
            lambda styles, held=held: rows(held, styles),  # type: ignore[misc]
            held + 1,
        )


class _Ends(dict[Any, str]):
    """The cells of a column by their value, each made once."""

    def __init__(self, cell: Cell, styles: Styles) -> None:
        self.cell, self.styles = cell, styles

    def __missing__(self, value: Any) -> str:
        if len(self) >= KEPT:
            self.clear()
        self[value] = end = "" if value is None else self.cell(value, self.styles)
        return end


def row(number: int, ends: list[str]) -> str:
    """A row of a sheet; an empty end is no cell."""
    cells = [f'<c r="{name}{number}"{end}' for name, end in zip(COLUMNS, ends) if end]  # noqa: B905
    return f'<row r="{number}">{"".join(cells)}</row>'


COLUMNS = [xl_col_to_name(place) for place in range(16_384)]


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


def boolean_cell(value: bool, styles: Styles) -> str:  # noqa: ARG001
    """TRUE or FALSE, as Excel words them."""
    return f' t="b"><v>{int(value)}</v></c>'


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
    "boolean": boolean_cell,
    "date": date_cell,
    "time": time_cell,
    "datetime": datetime_cell,
}


def front_sheet(tables: Tables, package: Package, names: dict[str, str]) -> Sheet:
    """What the file is, then every table, then every field."""
    lines = list(_front_lines(tables, package, names))

    def rows(styles: Styles) -> Iterator[str]:
        for number, (style, values) in enumerate(lines, start=1):
            yield row(number, [_front_cell(value, style, styles) for value in values])

    return Sheet("About this file", [24, 30, 14, 24, 90], rows, len(lines), is_table=False)


def _front_cell(value: str | int, style: str, styles: Styles) -> str:
    if isinstance(value, int):
        return number_cell(value, styles)
    return text_cell(value, styles, style) if value else ""


def _front_lines(
    tables: Tables, package: Package, names: dict[str, str]
) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """The style and the cells of each row of the front sheet."""
    about = package.descriptor
    yield "title", (about.get("title", ""),)
    yield "text", (about.get("description", ""),)
    if "version" in about:
        yield "text", (f"Version {about['version']}",)
    for line in credits_of(about, "licenses"):
        yield "text", (f"Licence of what the project compiled: {line}",)
    yield "text", ("Codes are text, so that 01 stays 01. Days before March 1900 and integers of",)
    yield "text", ("more than 15 digits are text too, because Excel cannot hold them.",)
    yield "text", ()
    yield "head", ("Sheet", "Title", "Rows", "Licence", "What it holds")
    for table in package.tables.values():
        licence = "; ".join(credits_of(table.descriptor, "licenses"))
        held = "\n".join([table.description, *credits_of(table.descriptor, "sources")])
        yield "long", (names[table.name], table.title, tables.count(table), licence, held)
    yield "text", ()
    yield "head", ("Sheet", "Field", "Type", "Unit", "What it holds")
    for table in package.tables.values():
        for field in table.fields:
            held = f"{field.title}. {field.description}".strip()
            yield "long", (names[table.name], field.name, field.type, field.unit, held)
