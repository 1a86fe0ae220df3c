"""The cells of a CSV text, with the line that each row begins on; and cells as such a text.

In: a text, or the path of a file; or rows of cells. Out: rows of cells, and lines; or a text.
Never: says whether a cell is right.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from publisher.problem import text_of


def record_lines(text: str) -> list[int]:
    """The first line of each record of a CSV text: a quoted cell may hold line ends."""
    return [line for line, _ in records(text)]


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first line; up to the place where the text cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""))
    start = 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error:
        pass  # what cannot be read is reported by its own error


def rows_of(root: Path, path: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file by the names in its header, each with its line.

    Raises InputError when the file is not there or is no text.
    """
    found = records(text_of(root, path, "file-missing"))
    _, header = next(found, (1, []))
    return [(line, dict(zip(header, record, strict=False))) for line, record in found]


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV (RFC 4180, but with line feeds), quotes only where they are needed."""
    lines: list[str] = []
    # With its own line end the writer quotes cells that hold a carriage return on every Python.
    csv.writer(_Lines(lines), lineterminator="\r\n").writerows(rows)
    return "".join(f"{line[:-2]}\n" for line in lines)


class _Lines:
    """What `csv.writer` writes to: one call a row."""

    def __init__(self, lines: list[str]) -> None:
        self.write = lines.append
