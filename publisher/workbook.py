"""All tables as one Excel workbook, a sheet a table, with a front sheet that describes them.

In: the warehouse, open for reading, and a package. Out: the bytes of an .xlsx file.
Never: lets a text become a formula, a number or a link; holds a date of making.

Written column by column as Office Open XML (ECMA-376, part 1, SpreadsheetML). A library was
measured: XlsxWriter takes ten times as long and cuts numbers after 16 digits, where 17 are needed
to read the same number again. What a sheet is not able to hold, and what stands there instead:

- Days before 1 March 1900, which Excel counts wrongly or not at all, are ISO text; so are times
  finer than a millisecond.
- Integers of more than 15 digits, which Excel rounds, and numbers outside its range are text.
- A text of more than 32,767 characters is cut, and says so.
- A table of more than 1,048,575 rows goes on in a further sheet.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import chain, islice
from typing import IO, Any

from publisher.archive import entry
from publisher.described import credits_of
from publisher.formats import BATCH, Tables
from publisher.package import Package, Resource
from publisher.sheetcells import (
    CELLS,
    HEAD,
    LONG,
    TEXT,
    TITLE,
    Cell,
    letters,
    number_cell,
    text_cell,
)

# Excel, Specifications and limits.
ROWS, NAME = 1_048_576, 31

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Text is text (49, "@") when it is edited too, so that 01 does not become 1.
STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>
<numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>
<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="16"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"
><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


@dataclass(frozen=True)
class Sheet:
    """A sheet on its way: its name, the widths of its columns and the XML of its rows."""

    name: str
    widths: list[int]
    rows: Iterator[str]


def xlsx_file(tables: Tables, package: Package) -> bytes:
    """All tables as an Excel workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        names: list[str] = []
        for sheet in _sheets(tables, package):
            names.append(sheet.name)
            info = entry(f"xl/worksheets/sheet{len(names)}.xml")
            with archive.open(info, "w", force_zip64=True) as file:
                _write_sheet(file, sheet, is_front=len(names) == 1)
        for name, content in _parts(package, names):
            archive.writestr(entry(name), XML + content)
    return out.getvalue()


def sheet_names(resources: Iterable[Resource]) -> dict[str, str]:
    """A name of at most 31 characters for the sheet of each table, each different."""
    names: dict[str, str] = {}
    taken = {"history"}  # Excel keeps it for itself
    for resource in resources:
        name, number = resource.name[:NAME], 1
        while name.lower() in taken:
            number += 1
            name = f"{resource.name[: NAME - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names[resource.name] = name
    return names


def _sheets(tables: Tables, package: Package) -> Iterator[Sheet]:
    names = sheet_names(package.tables.values())
    # No table has a name with blanks.
    yield Sheet("About this file", [24, 30, 14, 24, 90], _front(tables, package, names))
    for resource in package.tables.values():
        yield from table_sheets(tables, resource, names[resource.name])


def table_sheets(
    tables: Tables, resource: Resource, name: str, most: int = ROWS - 1
) -> Iterator[Sheet]:
    """The sheet of a table; further ones when it has more than `most` rows."""
    names = [field.name for field in resource.fields]
    cells = [CELLS.get(field.type, text_cell) for field in resource.fields]
    widths = [max(12, min(len(field) + 2, 40)) for field in names]
    records = chain.from_iterable(tables.batches(resource))
    for part in range(max(1, -(-tables.count(resource) // most))):
        rows = chain([_row(1, names, HEAD)], _rows(islice(records, most), cells))
        yield Sheet(f"{name[: NAME - 5]} ({part + 1})" if part else name, widths, rows)


def _rows(records: Iterator[tuple[Any, ...]], cells: list[Cell]) -> Iterator[str]:
    """The XML of rows, from the second of the sheet on; what a value looks like is found once."""
    first = 2
    while batch := list(islice(records, BATCH)):
        columns = []
        for place, (cell, values) in enumerate(zip(cells, zip(*batch, strict=True), strict=True)):
            begin = f'<c r="{letters(place)}'
            known = {value: cell(value) for value in set(values) if value is not None}
            columns.append(
                [
                    "" if value is None else f'{begin}{number}"{known[value]}'
                    for number, value in enumerate(values, first)
                ]
            )
        rows = map("".join, zip(*columns, strict=True))
        yield "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, first))
        first += len(batch)


def _row(number: int, values: Iterable[str | int], style: int) -> str:
    cells = (
        f'<c r="{letters(place)}{number}"'
        + (number_cell(value) if isinstance(value, int) else text_cell(value, style))
        for place, value in enumerate(values)
        if value != ""
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _front(tables: Tables, package: Package, names: dict[str, str]) -> Iterator[str]:
    """What the file is, then every table, then every field."""
    about = package.descriptor
    said = [(about.get("title", ""), TITLE), (about.get("description", ""), TEXT)]
    said += [(f"Version {about['version']}", TEXT)] if "version" in about else []
    said += [
        (f"Licence of what the project compiled: {line}", TEXT)
        for line in credits_of(about, "licenses")
    ]
    said += [
        ("Codes are text, so that 01 stays 01. Days before March 1900 and integers of more", TEXT),
        ("than 15 digits are text too, because Excel cannot hold them.", TEXT),
    ]
    lines: list[tuple[tuple[str | int, ...], int]] = [((text,), style) for text, style in said]
    lines += [((), TEXT), (("Sheet", "Title", "Rows", "Licence", "What it holds"), HEAD)]
    for table in package.tables.values():
        licence = "; ".join(credits_of(table.descriptor, "licenses"))
        count = tables.count(table)
        held = "\n".join([table.description, *credits_of(table.descriptor, "sources")])
        lines.append(((names[table.name], table.title, count, licence, held), LONG))
    lines += [((), TEXT), (("Sheet", "Field", "Type", "Unit", "What it holds"), HEAD)]
    lines += [
        ((names[t.name], f.name, f.type, f.unit, f"{f.title}. {f.description}".strip()), LONG)
        for t in package.tables.values()
        for f in t.fields
    ]
    for number, (values, style) in enumerate(lines, start=1):
        yield _row(number, values, style)


def _write_sheet(file: IO[bytes], sheet: Sheet, is_front: bool) -> None:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetView workbookViewId="0">{"" if is_front else pane}</sheetView>'
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(sheet.widths, start=1)
    )
    whole = f"A1:{letters(len(sheet.widths) - 1)}{ROWS}"
    begin = f'{XML}<worksheet xmlns="{MAIN}"><sheetViews>{view}</sheetViews><cols>{columns}</cols>'
    file.write(f"{begin}<sheetData>".encode())
    for rows in sheet.rows:
        file.write(rows.encode())
    # Or Excel marks each code in green as a number that is stored as text.
    marks = f'<ignoredErrors><ignoredError sqref="{whole}" numberStoredAsText="1"/></ignoredErrors>'
    file.write(f"</sheetData>{marks}</worksheet>".encode())


def _parts(package: Package, names: list[str]) -> Iterator[tuple[str, str]]:
    """What a workbook needs beside its sheets: path and XML."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    links = [(f"{DOCUMENT}/worksheet", f"worksheets/sheet{number}.xml") for number in numbers] + [
        (f"{DOCUMENT}/styles", "styles.xml")
    ]
    top = [
        (f"{DOCUMENT}/officeDocument", "xl/workbook.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    ]
    kinds = [
        ("/xl/workbook.xml", f"{TYPE}.sheet.main+xml"),
        ("/xl/styles.xml", f"{TYPE}.styles+xml"),
    ]
    kinds += [(f"/xl/worksheets/sheet{n}.xml", f"{TYPE}.worksheet+xml") for n in numbers]
    kinds += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    types = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds)
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    rels = f'<Default Extension="rels" ContentType="{kind}"/>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>{sheets}</sheets></workbook>'
    yield "[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{rels}{types}</Types>'
    yield "_rels/.rels", _relationships(top)
    yield "docProps/core.xml", _core(package)
    yield "xl/workbook.xml", book
    yield "xl/_rels/workbook.xml.rels", _relationships(links)
    yield "xl/styles.xml", STYLES


def _relationships(links: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def _core(package: Package) -> str:
    """Title and description. No date: that of making would differ with each."""
    dublin = "http://purl.org/dc/elements/1.1/"
    title, description = (
        escape(str(package.descriptor.get(part, ""))) for part in ("title", "description")
    )
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="{dublin}">'
        f"<dc:title>{title}</dc:title><dc:description>{description}</dc:description>"
        "</cp:coreProperties>"
    )
