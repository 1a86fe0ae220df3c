"""What a file of the content may be before it is read: where it is, its name, size and signs.

In: the folder of a project, or the bytes of a table. Out: problems; none for what can be read.
Never: follows a link that leaves the content, or reads a file that is too large.

A sign that nobody sees can turn the order of a line around, so that it reads otherwise than it runs
("Trojan Source", CVE-2021-42574). Right-to-left scripts need none of them: their letters have a
direction of their own. The joiners U+200C and U+200D stay, because some scripts are written with
them.
"""

import csv
import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from publisher.cells import records
from publisher.problem import InputError, Problem, shown

CONTENT = ("datasets", "site_src")
FILES = ("datapackage.json", "mkdocs.yml")
# Bytes of a file. The largest that an import has written had 152 MB; people write far less.
LARGEST = 200_000_000
LARGEST_OF = {
    ".json": 20_000_000,
    **dict.fromkeys((".md", ".sql", ".py", ".yml", ".yaml", ".po", ".xml"), 5_000_000),
}
CELL = 100_000  # characters of a cell
COLUMNS = 1000  # of a table
LINE = 50_000  # bytes of a line from which on its cells are counted
MANY = 1000  # empty lines, or cells with such a sign, that are told
SHORT = 78  # characters of a text that is told whole
NAME = 120  # characters of a part of a path
# Without what Windows cannot hold in a name, or an address or a pattern takes for something else.
_NAMED = re.compile(r"(?!-)[^\x00-\x1f\x7f<>:\"|?*\\%#\[\]/]+(?<![. ])")
# Control characters but tabs and line ends, the soft hyphen, marks and overrides of direction, and
# other signs without a width; the tags at the end spell texts that no one sees.
CONTROLS = "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
UNSEEN = (
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_UNSEEN = re.compile(f"[{CONTROLS}{UNSEEN}]")
_UNSEEN_ASCII = bytes(n for n in range(0x80) if _UNSEEN.match(chr(n)))
TEXTS = {*LARGEST_OF, ".html", ".css", ".js", ".txt", ".toml", ".conf", ".svg", ".sh"}
EXPECTED = "text of which every sign can be seen"
MEND = "Delete it, or type the text anew. No script needs it to be read in its own direction."


def refuse_files(root: Path) -> None:
    """Raises InputError for files of the content that are not read."""
    problems = []
    for path in _paths(root):
        problem = _misplaced(root, path) or _misnamed(path) or too_large(root, path)
        if problem is None and Path(path).suffix.lower() in TEXTS:
            problem = _with_unseen(root, path)
        if problem is not None:
            problems.append(problem)
    if problems:
        raise InputError(problems)


def _paths(root: Path) -> Iterator[str]:
    """The files of the content, links to folders among them; what Python keeps is passed over."""
    yield from (path for path in FILES if (root / path).is_symlink() or (root / path).is_file())
    for top in CONTENT:
        if (root / top).is_symlink():
            yield top
            continue
        for folder, folders, files in os.walk(root / top):
            links = [name for name in folders if Path(folder, name).is_symlink()]
            folders[:] = sorted({*folders} - {*links, "__pycache__"})
            for name in sorted([*links, *files]):
                yield Path(folder, name).relative_to(root).as_posix()


def _misplaced(root: Path, path: str) -> Problem | None:
    """The refusal of a link that leaves the content, and of what is no file, such as a pipe."""
    whole, file = root.resolve(), root / path
    inside = [whole / folder for folder in CONTENT]
    expected = f"a file below {' or '.join(CONTENT)}"
    if file.is_symlink() and not any(file.resolve().is_relative_to(f) for f in inside):
        mend = "Put the file itself there."
        found = "a link to something outside the content"
        return Problem(path, 0, 0, "file-refused", found, expected, mend)
    if file.is_symlink() and file.is_dir():
        return Problem(path, 0, 0, "file-refused", "a link to a folder", expected)
    if file.exists() and not file.is_file():
        return Problem(path, 0, 0, "file-refused", "not a file", expected, "Remove it.")
    return None


def _misnamed(path: str) -> Problem | None:
    folder, _, name = path.rpartition("/")
    if is_name(name) and all(map(is_name, folder.split("/") if folder else ())):
        return None
    found = f"a file called {shown(name)}"
    expected = f"a name of at most {NAME} signs that every system and every address can hold"
    mend = "Rename it with letters, digits, - and _."
    return Problem(shown(folder)[1:-1], 0, 0, "file-refused", found, expected, mend)


def is_name(name: str) -> bool:
    """Whether a file may be called so."""
    return len(name) <= NAME and bool(_NAMED.fullmatch(name)) and not _UNSEEN.search(name)


def is_safe(root: Path, path: object) -> bool:
    """Whether a path stays inside the project, links followed (Data Package, `path` rules)."""
    if not isinstance(path, str) or not all(map(is_name, path.split("/"))):
        return False
    return (root / path).resolve().is_relative_to(root.resolve())


def too_large(root: Path, path: str) -> Problem | None:
    """The refusal of a file that has more bytes than are read; None for any other."""
    most = LARGEST_OF.get(Path(path).suffix.lower(), LARGEST)
    try:
        size = (root / path).stat().st_size
    except OSError:
        return None  # told by what looks for the file
    if size <= most:
        return None
    mend = "Divide it into several files; a table may have a list of them as its `path`."
    found, expected = f"{size:,} bytes", f"at most {most:,}"
    return Problem(path, 0, 0, "file-refused", found, expected, mend)


def unseen(text: str) -> tuple[int, str] | None:
    """Where the first sign of a text is that nobody sees, and what to say of it."""
    # Most large tables have nothing but ASCII, and bytes are looked through ten times as fast.
    if text.isascii() and len(text.encode().translate(None, _UNSEEN_ASCII)) == len(text):
        return None
    match = _UNSEEN.search(text)
    if match is None:
        return None
    name = unicodedata.name(match[0], "a control character")
    return match.start(), f"U+{ord(match[0]):04X} ({name}), which nobody sees"


def visible(text: str) -> str:
    """The text without signs that nobody sees."""
    return _UNSEEN.sub("", text)


def _with_unseen(root: Path, path: str) -> Problem | None:
    try:
        text = (root / path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None  # told by what reads it
    if not (sign := unseen(text)):
        return None
    at, found = sign
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return Problem(path, line, column, "file-refused", found, EXPECTED, MEND)


def refuse_unseen(path: str, value: Any, kind: str) -> None:
    """Raises InputError for a text with such a sign anywhere in a value that was read from a file.

    In JSON and YAML it can be written as an escape, which looks harmless.
    """
    todo = [value]
    while todo:
        part = todo.pop()
        if isinstance(part, dict):
            todo += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            todo += part
        elif isinstance(part, str) and (sign := unseen(part)):
            found = f"{shown(part)} has {sign[1]}"
            raise InputError(Problem(path, 0, 0, kind, found, EXPECTED, MEND))


def table_problems(path: str, data: bytes, text: str) -> list[Problem]:
    """What a table holds that is not read: signs, a cell, a line, or many empty lines."""
    if sign := unseen(text):
        line = text.count("\n", 0, sign[0]) + 1
        found = list(islice(_unseen_cells(path, text), MANY))
        return found or [Problem(path, line, 0, "file-format", sign[1], EXPECTED, MEND)]
    blank = data.count(b"\n\n") + data.count(b"\n\r\n")
    if blank > MANY:
        first = min(at for end in (b"\n\n", b"\n\r\n") if (at := data.find(end)) >= 0)
        line = data.count(b"\n", 0, first) + 2
        many = f"{blank:,} empty lines or more"
        return [Problem(path, line, 0, "row-shape", many, "a row in each line", "Remove them.")]
    for at in _long_lines(data):
        end = data.find(b"\n", at)
        line = data.count(b"\n", 0, at) + 1
        if problem := _wide(path, line, data[at : end if end >= 0 else None].decode()):
            return [problem]
    return []


def _unseen_cells(path: str, text: str) -> Iterator[Problem]:
    """The cells that hold a sign that nobody sees, each with what it would be without."""
    for line, row in records(text):
        for column, cell in enumerate(row, start=1):
            if sign := unseen(cell):
                instead = visible(cell)
                found = f"{shown(cell)} has {sign[1]}"
                mend = f"Write {shown(instead)}." if len(instead) < SHORT else MEND
                yield Problem(
                    path, line, column, "file-format", found, EXPECTED, mend,
                    cell=cell, instead=instead, cause=sign[1],
                )  # fmt: skip


def _long_lines(data: bytes) -> Iterator[int]:
    """Where each line begins that has more than `LINE` bytes."""
    at = 0
    while len(data) - at > LINE:
        end = data.rfind(b"\n", at, at + LINE + 1)
        if end < 0:
            yield at
            end = data.find(b"\n", at)
            if end < 0:
                return
        at = end + 1


def _wide(path: str, line: int, text: str) -> Problem | None:
    """The refusal of a line with too many cells, or a cell that is too long."""
    limit = csv.field_size_limit(max(len(text), CELL))
    try:
        cells = next(csv.reader([text]), [])
    finally:
        csv.field_size_limit(limit)
    if len(cells) > COLUMNS:
        return too_many(path, line, len(cells))
    for column, cell in enumerate(cells, start=1):
        if len(cell) > CELL:
            found, expected = f"a cell of {len(cell):,} characters", f"at most {CELL:,}"
            mend = "Publish such a text elsewhere, and write its address in the cell."
            return Problem(path, line, column, "file-format", found, expected, mend)
    return None


def too_many(path: str, line: int, cells: int) -> Problem:
    """The refusal of a line with so many cells."""
    found, expected = f"{cells:,} cells in a line", f"at most {COLUMNS:,}"
    mend = "Write a row for what is a column now."
    return Problem(path, line, 0, "row-shape", found, expected, mend)
