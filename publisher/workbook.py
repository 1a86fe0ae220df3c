"""All tables as one Excel workbook, a sheet a table, with a front sheet that describes them.

In: the warehouse, open for reading, and a package. Out: the bytes of an .xlsx file.
Never: lets a text become a formula, a number or a link; holds a date of making.

What a sheet is not able to hold, and what stands there instead:

- Days before 1 March 1900, which Excel counts wrongly or not at all, are ISO text; so are times
  finer than a millisecond.
- Integers of more than 15 digits, which Excel rounds, and numbers outside its range or of more
  than 16 digits are text.
- A text of more than 32,767 characters is cut, and says so.
- A table of more than 1,048,575 rows goes on in a further sheet.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from publisher.described import credits_of
from publisher.formats import CUT, Tables, taken
from publisher.formulas import guarded
from publisher.package import Package, Resource

# Excel, Specifications and limits.
ROWS, NAME, CELL = 1_048_576, 31, 32_767
EXACT = 10**15
SMALLEST, LARGEST = 2.2250738585073e-308, 9.99999999999999e307
FIRST_DAY = datetime.date(1900, 3, 1)
MADE = datetime.datetime(1980, 1, 1)  # as in the zips: the same bytes on any day
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
Styles = dict[str, Format]
Put = Callable[[Worksheet, int, int, Any, Styles], object]


def xlsx_file(tables: Tables, package: Package) -> bytes:
    """All tables as an Excel workbook."""
    path = tables.scratch / "release.xlsx"
    options = {"constant_memory": True, "tmpdir": str(tables.scratch)}
    with Workbook(str(path), options) as book:
        about = package.descriptor
        title, comments = (str(about.get(part, "")) for part in ("title", "description"))
        book.set_properties({"title": title, "comments": comments, "created": MADE})
        styles = {name: book.add_format(style) for name, style in STYLES.items()}
        names = sheet_names(package.tables.values())
        _front(book.add_worksheet("About this file"), styles, tables, package, names)
        for resource in package.tables.values():
            add_table(book, styles, tables, resource, names[resource.name])
    return taken(path)


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


def add_table(
    book: Workbook,
    styles: Styles,
    tables: Tables,
    resource: Resource,
    name: str,
    most: int = ROWS - 1,
) -> None:
    """The sheet of a table; further ones when it has more than `most` rows."""
    puts: list[Put] = [PUT.get(field.type, put_text) for field in resource.fields]
    records = chain.from_iterable(tables.batches(resource))
    for part in range(max(1, -(-tables.count(resource) // most))):
        sheet = book.add_worksheet(f"{name[: NAME - 5]} ({part + 1})" if part else name)
        sheet.freeze_panes(1, 0)
        # Or Excel marks each code in green as a number that is stored as text.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{ROWS}"})
        for place, field in enumerate(resource.fields):
            sheet.set_column(place, place, max(12, min(len(field.name) + 2, 40)))
            put_text(sheet, 0, place, field.name, styles, "head")
        for row, record in enumerate(islice(records, most), start=1):
            for place, (put, value) in enumerate(zip(puts, record, strict=True)):
                if value is not None:
                    put(sheet, row, place, value, styles)


def put_text(
    sheet: Worksheet, row: int, place: int, text: str, styles: Styles, style: str = "text"
) -> None:
    """A text, whatever it begins with."""
    # Excel counts as UTF-16 does: an emoji is two.
    if len(text) * 2 > CELL and len(text.encode("utf-16-le")) > CELL * 2:
        room = (CELL - len(CUT)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT
    if style == "text" and guarded(text) != text:
        style = "sign"
    sheet.write_string(row, place, text, styles[style])


def put_number(sheet: Worksheet, row: int, place: int, value: float, styles: Styles) -> None:
    """A number with all its digits; a text when Excel, or the file, would round it."""
    if isinstance(value, int):
        fits = abs(value) < EXACT
    else:
        fits = SMALLEST < abs(value) < LARGEST and float(f"{value:.16G}") == value
    if fits or value == 0:
        sheet.write_number(row, place, value)
    else:
        put_text(sheet, row, place, repr(value), styles)


def put_boolean(sheet: Worksheet, row: int, place: int, value: bool, styles: Styles) -> None:  # noqa: ARG001
    """TRUE or FALSE, as Excel words them."""
    sheet.write_boolean(row, place, value)


def put_date(sheet: Worksheet, row: int, place: int, value: datetime.date, styles: Styles) -> None:
    """A day as Excel counts them, or its ISO text."""
    _put_moment(sheet, row, place, value, styles, "date", value >= FIRST_DAY)


def put_time(sheet: Worksheet, row: int, place: int, value: datetime.time, styles: Styles) -> None:
    """A time as a part of a day, or its ISO text."""
    _put_moment(sheet, row, place, value, styles, "time", value.microsecond % 1000 == 0)


def put_datetime(
    sheet: Worksheet, row: int, place: int, value: datetime.datetime, styles: Styles
) -> None:
    """A day with a part of a day, or its ISO text."""
    fits = value.date() >= FIRST_DAY and value.microsecond % 1000 == 0
    _put_moment(sheet, row, place, value, styles, "datetime", fits)


def _put_moment(
    sheet: Worksheet, row: int, place: int, value: Any, styles: Styles, style: str, fits: bool
) -> None:
    if fits:
        sheet.write_datetime(row, place, value, styles[style])
    else:
        put_text(sheet, row, place, value.isoformat(), styles)


PUT: dict[str, Put] = {
    "integer": put_number,
    "year": put_number,
    "number": put_number,
    "boolean": put_boolean,
    "date": put_date,
    "time": put_time,
    "datetime": put_datetime,
}


def _front(
    sheet: Worksheet, styles: Styles, tables: Tables, package: Package, names: dict[str, str]
) -> None:
    """What the file is, then every table, then every field."""
    for place, width in enumerate((24, 30, 14, 24, 90)):
        sheet.set_column(place, place, width)
    for row, (style, values) in enumerate(_front_lines(tables, package, names)):
        for place, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, place, value)
            elif value:
                put_text(sheet, row, place, value, styles, style)


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
