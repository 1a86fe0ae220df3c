"""Mends what a program can mend without knowing what a table means.

In: the bytes of a CSV file and its description. Out: the mended bytes, and what was done.
Never: changes a value: only marks, line ends, blanks at the end, forms of one letter, row order.
"""

import csv
import difflib
import io
import re
import unicodedata
from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from publisher.cells import records
from publisher.hidden import in_place_of, titled_person
from publisher.package import Resource
from publisher.personal import Screen
from publisher.problem import bad_byte
from publisher.report import inert
from publisher.words import list_of

DIFF_LINES = 40  # of one file
CONTEXT = 3  # lines around a change
TOO_MANY = 4000  # lines in which a difference is no longer looked for: it would take minutes

# A cell as it is written, and what ends it. A quoted cell ends where its quotes do.
_CELL = re.compile(r'("(?:[^"]|"")*"(?=[,\r\n]|\Z)|(?!")[^,\r\n]*)(,|\r\n|\r|\n|\Z)')
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Mended:
    """A file before and after, and what was done to it, a phrase each; none when it was right."""

    path: str
    before: bytes
    after: bytes
    done: tuple[str, ...]
    table: Resource | None = field(default=None, compare=False)


@dataclass
class _Record:
    """The cells of a line as they are written, and the sign that ends it."""

    cells: list[str]
    end: str

    @property
    def is_empty(self) -> bool:
        return self.cells == [""]


def mend(resource: Resource, path: str, data: bytes) -> Mended:
    """The file as the tool itself would write it, as far as that is safe.

    What cannot be read as a table keeps its cells: only a byte order mark is taken away.
    """
    bare = data
    while bare.startswith(BOM_UTF8):  # two programs may each have set one
        bare = bare.removeprefix(BOM_UTF8)
    done = ["removed the byte order mark"] if bare != data else []
    if bad_byte(bare) or b"\0" in bare:
        return Mended(path, data, data, ())
    records = _records(bare.decode("utf-8"))
    if records is None or not resource.is_table:
        return Mended(path, data, bare, tuple(done), resource)
    done += _end_lines(records, len(resource.fields))
    done += _mend_cells(records, resource.missing_values)
    done += _sort(records, resource)
    text = "".join(f"{','.join(record.cells)}\n" for record in records)
    return Mended(path, data, text.encode(), tuple(done), resource)


def _records(text: str) -> list[_Record] | None:
    """The text cut into cells as they are written; None when a quote stands in the wrong place."""
    records, cells, at = [], [], 0
    while at < len(text):
        match = _CELL.match(text, at)
        if match is None:
            return None
        cells.append(match[1])
        at = match.end()
        if match[2] != ",":
            records.append(_Record(cells, match[2]))
            cells = []
    if cells:  # the text ends in a comma: one more cell, with nothing in it
        records.append(_Record([*cells, ""], ""))
    return records


def _end_lines(records: list[_Record], columns: int) -> list[str]:
    """One line end for all, and no empty lines below the last row."""
    done = []
    if other := sum(record.end in {"\r\n", "\r"} for record in records):
        done.append(f"ended {_counted(other, 'line')} with LF instead of CR LF or CR")
    empty = 0
    while records and _is_blank(records[-1], columns):
        records.pop()
        empty += 1
    if empty:
        done.append(f"removed {_counted(empty, 'empty line')} at the end")
    elif records and not records[-1].end:
        done.append("ended the last line")
    return done


def _is_blank(record: _Record, columns: int) -> bool:
    # In a table of one column a line of blanks may be a row.
    return record.is_empty or (
        columns > 1 and len(record.cells) == 1 and not record.cells[0].strip(" \t")
    )


def _mend_cells(records: list[_Record], missing: tuple[str, ...]) -> list[str]:
    """Blanks at the end of cells without quotes go; letters of several parts become one sign."""
    blanks = composed = 0
    for record in records:
        for number, cell in enumerate(record.cells):
            whole = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
            composed += whole != cell
            short = whole
            if not whole.startswith('"') and whole.endswith((" ", "\t")):
                short = whole.rstrip(" \t")
                # A value never becomes "no value", and a line of one cell never an empty line.
                if (short and short in missing) or (not short and len(record.cells) == 1):
                    short = whole
            blanks += short != whole
            record.cells[number] = short
    done = [f"removed blanks at the end of {_counted(blanks, 'cell')}"] if blanks else []
    return done + ([f"wrote {_counted(composed, 'cell')} in NFC"] if composed else [])


def _sort(records: list[_Record], resource: Resource) -> list[str]:
    """Rows in the order of their key, where every row has one of its own."""
    if not records or not resource.primary_key:
        return []
    header, *rows = records
    names = [field.name for field in resource.fields]
    if [_value(c) for c in header.cells] != names or any(len(r.cells) != len(names) for r in rows):
        return []
    columns = [resource.position(name) - 1 for name in resource.primary_key]
    keys = [tuple(_value(row.cells[column]) for column in columns) for row in rows]
    if len(set(keys)) < len(keys) or not all(all(key) for key in keys):
        return []
    readers = [_reader(resource, column, [row.cells[column] for row in rows]) for column in columns]
    order = sorted(
        range(len(rows)),
        key=lambda n: [reader(part) for reader, part in zip(readers, keys[n], strict=True)],
    )
    moved = sum(position != number for position, number in enumerate(order))
    records[1:] = [rows[number] for number in order]
    return [f"sorted the rows by {list_of(resource.primary_key)}"] if moved else []


def _reader(resource: Resource, column: int, cells: list[str]) -> Callable[[str], Decimal | str]:
    """How the cells of a column are compared: numbers by size, all else letter by letter."""
    number = resource.fields[column].type in {"integer", "number", "year"}
    return Decimal if number and all(_NUMBER.fullmatch(_value(c)) for c in cells) else str


def _value(cell: str) -> str:
    """What a written cell means, by the reader that the check uses."""
    return cell if not cell.startswith('"') else next(csv.reader(io.StringIO(cell, newline="")))[0]


def difference(mended: Mended, titled: re.Pattern[str] | None = None) -> str:
    """The lines that differ, as a unified diff; cut when long, empty where only line ends do.

    Those of a row that tells who a person is are not shown; `titled` finds titles and names.
    """
    before, after = (_lines(data) for data in (mended.before, mended.after))
    first = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    if first is None and len(before) == len(after):
        return ""
    start = max(0, (min(len(before), len(after)) if first is None else first) - CONTEXT)
    before, after = before[start:], after[start:]
    while (
        len(before) > CONTEXT
        and len(after) > CONTEXT
        and before[-CONTEXT - 1] == after[-CONTEXT - 1]
    ):
        before.pop()
        after.pop()
    names = (f"a/{mended.path}", f"b/{mended.path}")
    if max(len(before), len(after)) > TOO_MANY:
        lines = [f"--- {names[0]}", f"+++ {names[1]}", f"({len(after):,} lines, too many to show)"]
    else:
        found = difflib.unified_diff(before, after, *names, lineterm="", n=CONTEXT)
        lines = [_moved(line, start) for line in found]
    if more := len(lines[DIFF_LINES:]):
        lines = [*lines[:DIFF_LINES], f"({more:,} more lines)"]
    if mended.table:
        own = Screen(mended.table, titled or titled_person())
        lines = _screened(lines, own, mended.before, mended.after)
    return "\n".join(inert(line) for line in lines)


def _screened(lines: list[str], own: Screen, *files: bytes) -> list[str]:
    """The lines of a difference, without the texts of rows that may not be shown."""
    wanted = {line[1:] for line in lines if line[:1] in {"+", "-", " "}}
    hidden: dict[str, str] = {}
    for data in files:
        written = _lines(data)
        rows = list(records("\n".join(_split(data.removeprefix(BOM_UTF8).decode("utf-8")))))
        ends = [start - 1 for start, _ in rows[1:]] + [len(written)]
        for (start, row), end in zip(rows, ends, strict=True):
            its = written[start - 1 : end]
            if not wanted.isdisjoint(its) and start > 1 and (what := own.row(row)):
                hidden |= dict.fromkeys(its, in_place_of(what))
    return [line[:1] + hidden.get(line[1:], line[1:]) for line in lines]


def _lines(data: bytes) -> list[str]:
    text = data.removeprefix(BOM_UTF8).decode("utf-8")
    return ["".join(c if c.isprintable() else "�" for c in line) for line in _split(text)]


def _split(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _moved(line: str, start: int) -> str:
    """The head of a hunk with the numbers that its lines have in the whole file."""
    return (
        re.sub(r"(?<=[-+])(\d+)(?=[, ])(?=.*@@$)", lambda match: str(int(match[1]) + start), line)
        if line.startswith("@@ ")
        else line
    )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
