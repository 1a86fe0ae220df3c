"""One problem, one list of the kinds of problem, one report.

In: what a stage found. Out: values that every rendering (terminal, page, annotation) is made from.
Never: printing, exiting, or deciding what a stage does next.
"""

from codecs import BOM_UTF8
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from publisher.hidden import held_in, hide_in, in_place_of

ERROR = "error"
WARNING = "warning"

# The stable ids of everything that can be wrong, with what each means for the person who mends it.
KINDS: dict[str, str] = {
    "file-missing": "A file that datapackage.json names is not there.",
    "file-extra": "A CSV file lies among the tables, and datapackage.json does not name it.",
    "file-refused": "A file is not read, for its size, its name, a sign in it, or where it leads.",
    "file-empty": "A file has no header line.",
    "file-encoding": "A file is not UTF-8 text.",
    "file-format": "A file is not comma-separated text as RFC 4180 describes it.",
    "descriptor": "datapackage.json does not describe the tables as the standard asks.",
    "header": "A column is missing, extra, doubled or in another order than in datapackage.json.",
    "row-shape": "A row has more or fewer cells than the header, or is blank.",
    "type": "A cell is not of the field's type.",
    "constraint": "A cell breaks a constraint of its field.",
    "key": "Two rows have the same key, or a key is empty.",
    "reference": "A cell points to a row of another table that does not exist.",
    "rule": "A rule of the content, written in SQL, found rows that break it.",
    "personal": "A cell or a column tells who a person is, which must not be published.",
    "query": "A query could not be run, or its header is not as it should be.",
    "chart": "A chart function could not draw its rows.",
    "page": "A page asks for something that does not exist, or its front matter is wrong.",
    "number": "A number in the text of a page came from no query and is not declared.",
    "api": "A file of endpoints names what does not exist, or is not as it should be.",
    "messages": "A file of messages in another language cannot be used.",
    "site": "The site builder refused the pages.",
    "repeat": "Two builds of the same files gave different bytes.",
    "import": "A file cannot be imported, or its definition or mapping is not as it should be.",
    "revision": "One side of a comparison is neither a project's folder nor a revision of git.",
    "release": "A version cannot be released from here, or its record cannot be read.",
}

# Parts of a problem that may quote a cell.
QUOTING = ("found", "expected", "mend", "field", "cell", "suggestion", "instead", "cause")


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where (file, line, column, each counted from 1) and how to mend it.

    A problem of a cell also has the `field` (the column's name), the `cell` as the file has it,
    what was probably meant as a sentence (`suggestion`) and, where one value is likely, as the
    text of the cell (`instead`). Problems with one `cause` have one reason and are mended alike.

    A problem never holds what tells who a person is, whoever words it: reports are public.
    """

    file: str
    line: int
    column: int
    kind: str
    found: str
    expected: str
    mend: str = ""
    level: str = ERROR
    field: str = ""
    cell: str = ""
    suggestion: str = ""
    instead: str = ""
    cause: str = ""

    def __post_init__(self) -> None:
        texts = {name: getattr(self, name) for name in QUOTING}
        if what := held_in(self.cell) or held_in(self.instead):
            name = hide_in(self.field) or "a cell"
            texts |= {"found": f"{name} {in_place_of(what)}", "suggestion": "", "cell": ""}
            texts |= {"instead": "", "cause": f"{self.kind}: {in_place_of(what)}"}
        for name, text in texts.items():
            if (safe := hide_in(text)) != getattr(self, name):
                object.__setattr__(self, name, safe)

    @property
    def place(self) -> str:
        """`file:line:column`, without the parts that are not known."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it; empty where no table is meant."""
        return column_letter(self.column) if self.file.lower().endswith(".csv") else ""

    @property
    def asked(self) -> str:
        """What was expected, as a sentence."""
        return self.expected if self.expected.endswith((".", "?", "!")) else f"{self.expected}."

    @property
    def advice(self) -> str:
        """What to do: what was probably meant, then how to mend it."""
        return f"{self.suggestion} {self.mend}".strip()

    def __str__(self) -> str:
        """`file:line:column  found -> expected. advice`."""
        word = "" if self.level == ERROR else f"{self.level}: "
        return f"{self.place}  {word}{self.found} -> {self.asked} {self.advice}".rstrip()


@dataclass(frozen=True)
class Report:
    """Every problem of one run, in order of place, with what was looked at."""

    problems: tuple[Problem, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level == ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.level == WARNING)

    def plus(self, other: "Report") -> "Report":
        """Both reports as one: problems sorted and without repeats, counts added up."""
        counts = dict(self.counts)
        for name, number in other.counts.items():
            counts[name] = counts.get(name, 0) + number
        return Report(tuple(sorted({*self.problems, *other.problems})), counts)


def column_letter(column: int) -> str:
    """The name of a column in a spreadsheet: A for 1, Z for 26, AA for 27; empty for 0."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shown(cell: object) -> str:
    """A cell in quotes, on one line, cut when long, so that no cell can break a report.

    One that tells who a person is is not shown at all, or a part could be left of it.
    """
    if what := held_in(str(cell)):
        return in_place_of(what)
    text = "".join(c if c.isprintable() else " " for c in str(cell))
    return f"'{text[:77]}…'" if len(text) > 78 else f"'{text}'"


class InputError(Exception):
    """The input is wrong: exit status 1. Carries the problems to show."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)  # to travel from one process to another


def text_of(root: Path, path: str, kind: str) -> str:
    """A file of the content as text, its lines ended by LF. Raises InputError when it cannot be."""
    try:
        data = (root / path).read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise InputError(Problem(path, 0, 0, kind, "no such file", "a text")) from None
    if bad := bad_byte(data):
        line, before, found = bad
        mend = "Save the file as UTF-8."
        raise InputError(Problem(path, line, len(before) + 1, kind, found, "UTF-8 text", mend))
    text = data.removeprefix(BOM_UTF8).decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bad_byte(data: bytes) -> tuple[int, str, str] | None:
    """The first byte that is not UTF-8: its line, the text before it there, what to say of it."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        guess = data[error.start : error.start + 1].decode("cp1252", "replace")
        found = f"a byte that is not UTF-8 (in Windows-1252 it would be {guess})"
        return before.count(b"\n") + 1, before.rpartition(b"\n")[2].decode("utf-8"), found
    return None


class CannotRunError(Exception):
    """The tool could not do its work (no permission, no disk): exit status 2."""


class ChangedError(CannotRunError):
    """What was read has changed meanwhile, so that nothing can be said of it, or kept of it."""

    def __init__(self, what: str = "the tables") -> None:
        self.what = what
        super().__init__(f"{what} changed meanwhile; run it again")

    def __reduce__(self) -> tuple[type["ChangedError"], tuple[str]]:
        return ChangedError, (self.what,)
