"""SQL files whose leading comment lines describe them.

In: a folder. Out: `SqlFile`s by name; the name is the file's name without `.sql`.
Never: runs SQL.

    -- title: Levels by month
    -- description: What a row is, in a sentence that may
    --   go on in an indented line.
    select ...
"""

import re
from dataclasses import dataclass
from pathlib import Path

from publisher.problem import InputError, Problem, text_of

_ENTRY = re.compile(r"--\s?([a-z]+|show \w+):\s*(.*)")
_MORE = re.compile(r"--\s{2,}(\S.*)")


@dataclass(frozen=True)
class SqlFile:
    """One SQL file: its name, its path from the root, its header and its one statement."""

    name: str
    path: str
    header: dict[str, str]
    sql: str


def read_sql_files(
    root: Path, folder: str, known: set[str], required: set[str], kind: str
) -> dict[str, SqlFile]:
    """The SQL files of a folder below `root`, by name.

    Raises InputError for header keys that are not known, or required ones that are missing.
    """
    files, problems = {}, []
    for file in sorted((root / folder).glob("*.sql")):
        path = file.relative_to(root).as_posix()
        text = text_of(root, path, kind)
        header, lines = _header(text)
        for key in {key for key in header if key.split()[0] not in known}:
            expected = f"one of {', '.join(sorted(known))}"
            problems.append(Problem(path, lines[key], 1, kind, f"a header '{key}'", expected))
        for key in required - header.keys():
            mend = f"Add a line '-- {key}: …' at the top."
            problems.append(Problem(path, 1, 1, kind, f"no header '{key}'", "one", mend))
        sql = text.strip().rstrip(";")
        files[file.stem] = SqlFile(file.stem, path, header, sql)
    if problems:
        raise InputError(problems)
    return files


def _header(text: str) -> tuple[dict[str, str], dict[str, int]]:
    """The header's entries, and the line of each."""
    header: dict[str, str] = {}
    lines: dict[str, int] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("--"):
            break
        if entry := _ENTRY.fullmatch(line):
            key = entry[1]
            header[key], lines[key] = entry[2].strip(), number
        elif key and (more := _MORE.fullmatch(line)):
            header[key] = f"{header[key]} {more[1].strip()}".strip()
    return header, lines
