"""All tables as one Excel workbook, a sheet a table, with a front sheet that describes them.

In: the warehouse, open for reading, and a package. Out: the bytes of an .xlsx file.
Never: lets a text become a formula, a number, markup or a link; holds a date of making.

XlsxWriter makes the workbook. The rows are put into its sheets here: through it a cell takes five
times as long, and a text that begins with `<r>` becomes markup.

A table of more than 1,048,575 rows goes on in a further sheet. What else a sheet is not able to
hold stands in sheetrows.py.
"""

import datetime
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from publisher.archive import entry
from publisher.described import credits_of
from publisher.formats import Tables
from publisher.package import Package, Resource
from publisher.sheetrows import Styles, number_cell, row, table_rows, text_cell

ROWS, NAME = 1_048_576, 31  # Excel, Specifications and limits
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
    count = tables.count(resource)
    widths = [max(12, min(len(field.name) + 2, 40)) for field in resource.fields]
    for part in range(max(1, -(-count // most))):
        first, last = part * most + 1, min(count, (part + 1) * most)
        yield Sheet(
            f"{name[: NAME - 5]} ({part + 1})" if part else name,
            widths,
            partial(table_rows, tables, resource, first, last),
            last - first + 2,
        )


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
