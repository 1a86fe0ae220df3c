"""The rows of a file of texts or of a spreadsheet, one by one; and how a file is refused.

In: a CSV or an XLSX file. Out: rows of texts; errors that name the file and no more of its path.
Never: holds more than one row of a file, besides the texts that a spreadsheet keeps apart.
"""

import csv
import datetime
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.problem import CannotRunError, InputError, Problem
from publisher.progress import Progress

MEMORY = "2800MB"  # of DuckDB: with Python and what the system keeps of the file, below 4 GB
CELL = 10_000_000  # characters of a cell of a CSV file; Python's own limit is too low
PART = 50_000_000  # bytes of a part of a spreadsheet that is neither a sheet nor their texts
PRESSED, TINY = 250, 50_000_000  # times that a part was larger before; below, it may be what it is
TEXTS = 500_000_000  # bytes of the texts of a spreadsheet, which its reader holds all at once


def wrong(file: Path, found: str, expected: str, mend: str = "", line: int = 0) -> InputError:
    """The refusal of a file; of its path only the name is told."""
    return InputError(Problem(file.name, line, 0, "import", found, expected, mend))


def whole(kind: str) -> str:
    return {"parquet": "a whole Parquet file", "xlsx": "a whole XLSX file"}.get(kind, "a CSV file")


def too_large(file: Path) -> CannotRunError:
    return CannotRunError(
        f"{file.name}: its rows are so different in the columns read that {MEMORY} do not hold them"
    )


def csv_rows(file: Path) -> Iterator[list[str]]:
    """The rows of a CSV file in UTF-8, the header first."""
    csv.field_size_limit(max(csv.field_size_limit(), CELL))
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            yield from csv.reader(text, strict=True)
    except UnicodeDecodeError:
        raise wrong(file, "bytes that are not UTF-8", "UTF-8 text", "Save it as UTF-8.") from None
    except csv.Error:
        expected = "comma-separated text, quotes in pairs"
        raise wrong(file, "quotes or a cell that cannot be read", expected) from None


def sheet_rows(file: Path, progress: Progress) -> Iterator[list[str]]:
    """The rows of the first sheet as texts, read one by one."""
    import openpyxl

    progress.line("reading a spreadsheet row by row; the same data in Parquet take seconds")
    try:
        with zipfile.ZipFile(file) as parts:
            texts = sum(p.file_size for p in parts.infolist() if "sharedStrings" in p.filename)
            if bomb := next(filter(_is_bomb, parts.infolist()), None):
                size = f"{bomb.file_size:,} bytes, packed into {bomb.compress_size:,}"
                raise wrong(file, f"a part of {size}", "a spreadsheet as programs write it")
    except zipfile.BadZipFile:
        raise wrong(file, "a file that is damaged or cut short", whole("xlsx")) from None
    if texts > TEXTS:
        raise too_large(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if value is None else _text(value) for value in row]
    except Exception:  # the reader passes on whatever its zip and XML parsers raise
        raise wrong(file, "a file that is damaged or cut short", whole("xlsx")) from None


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    """Whether a part of a spreadsheet is larger than any program would make it."""
    if part.file_size > max(TINY, part.compress_size * PRESSED):
        return True
    rows = "worksheets/" in part.filename or "sharedStrings" in part.filename
    return not rows and part.file_size > PART


def _text(value: Any) -> str:
    """A cell of a spreadsheet as text: dates in ISO form, whole numbers without a point."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
