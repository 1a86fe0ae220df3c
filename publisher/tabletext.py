"""The rows of a table as texts, read so that a file which is wrong can be read too.

In: a `Resource` and the folder of its project. Out: a `TableText`.
Never: refuses a row; what is odd is noted, and what is missing is an empty text. Where people write
sentences, a row that cannot be told apart has no text, and a file with a broken quote none at all.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from publisher.hidden import in_place_of
from publisher.package import Resource
from publisher.personal import has_free_text
from publisher.problem import bad_byte


@dataclass
class TableText:
    """The files of a table as records of one width: columns, records, and what was odd."""

    columns: list[str]
    files: list[tuple[str, list[str], str]] = field(default_factory=list)  # path, header, text
    notes: list[str] = field(default_factory=list)
    is_strict: bool = False  # whether people write sentences in the table

    def records(self, wanted: list[str]) -> Iterator[list[str]]:
        """The cells of the wanted columns of every row; what a file does not have is empty.

        Raises csv.Error for a file that cannot be taken apart.
        """
        for path, header, text in self.files:
            reader = csv.reader(io.StringIO(text, newline=""), strict=self.is_strict)
            _, *rows = reader
            width = len(header)
            if set(map(len, rows)) - {width}:
                rows = [_fitted(row, width, self.is_strict) for row in rows if row]
                self._note_long(path, text, width)
            if header == wanted:
                yield from rows
                continue
            places = [header.index(name) if name in header else width for name in wanted]
            yield from ([*map([*row, ""].__getitem__, places)] for row in rows)

    def _note_long(self, path: str, text: str, width: int) -> None:
        reader = csv.reader(io.StringIO(text, newline=""))
        line = next((reader.line_num for row in reader if len(row) > width), 0)
        if line:
            self.notes.append(f"line {line} of {path} has more cells than its header")


def _fitted(row: list[str], width: int, is_strict: bool) -> list[str]:
    """A row with as many cells as the header has; with `is_strict` none of its own texts."""
    if is_strict and len(row) != width:
        return [in_place_of(f"a row of {len(row)} cells in place of {width}")] * width
    # Too many: most often a comma that should be in quotes, so that the last cell goes on.
    row = row if len(row) <= width else [*row[: width - 1], ",".join(row[width - 1 :])]
    return row + [""] * (width - len(row))


def read_text(resource: Resource | None, root: Path, where: str) -> TableText:
    """The texts and columns of a table's files, in the order of the files."""
    if resource is None:
        return TableText([])
    text = TableText([], is_strict=has_free_text(resource))
    described = {own.name for own in resource.fields}
    for path in resource.paths:
        try:
            data = (root / path).read_bytes()
        except OSError:
            text.notes.append(f"{path} is not there in {where}")
            continue
        if bad := bad_byte(data):
            text.notes.append(f"{path} is not UTF-8 in {where}: line {bad[0]} has {bad[2]}")
        # DuckDB takes no zero byte in a text.
        decoded = data.decode("utf-8-sig", "replace").replace("\0", "�")
        header = _unique(next(csv.reader(io.StringIO(decoded, newline="")), []))
        if text.is_strict and described.isdisjoint(header):
            text.notes.append(f"{path} has no header in {where}, and its rows are not shown")
        elif header:
            text.files.append((path, header, decoded))
            text.columns += [name for name in header if name not in text.columns]
    if not text.files:
        text.columns += [own.name for own in resource.fields]
    return text


def _unique(header: list[str]) -> list[str]:
    """Column names that differ: the second `a` is `a (2)`."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
