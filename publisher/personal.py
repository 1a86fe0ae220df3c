"""What tells who a person is, and must not get into a table.

In: the names of columns, and the cells of columns of free text. Out: problems; and, of a row that
something else is wrong with, whether its texts may be shown.
Never: repeats in a report what it found there: reports are public.

The content decides which columns are free text (`freeText` in datapackage.json). A name without a
title cannot be told from that of a place; that is left to the people who read a change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from publisher.hidden import A_NAME, Finding, findings, held_in, in_place_of, mask, titled_person
from publisher.package import Field, Package, Resource
from publisher.problem import ERROR, WARNING, Problem, shown

# Words in the name of a column that holds persons; `^` and `$` are its beginning and its end.
# `place_name` and `phone_calls` have none of them.
COLUMNS: dict[str, tuple[str, ...]] = {
    "a person's name": (
        "(first|last|middle|given|family|maiden|full) ?name", "surname", "forename", "nickname",
        "name (first|last|middle)", "(person|inmate|detainee|prisoner|defendant) name",
        "(victim|suspect|patient|client|officer|employee) name",
    ),
    "a date of birth": ("dob", "date of birth", "birth ?date", "birthday", "born on"),
    "a Social Security number": ("ssn", "social security (number|no)", "social security$"),
    "a person's number": (
        "^a (number|no)$", "anumber", "alien (number|no|id|registration)",
        "passport( number| no)?$", "drivers? licen[cs]e( number| no)?$",
        "(inmate|booking|person|prisoner|detainee) (id|number|no)",
    ),
    "a telephone number": ("(cell|mobile)? ?(tele)?phone( number| no)?$", "mobile( number| no)?$"),
    "an e-mail address": ("e ?mail( address)?$",),
    "a home address": ("home address", "street address", "residence address"),
}  # fmt: skip
# What was found, and kind, found, expected, mend and level of its problem.
Refusal = tuple[str, tuple[str, str, str, str, str]]
WHY = "Only counts and offices are published, so that no row tells of one person."
GONE = "If it has been pushed, tell the maintainers: git keeps what was once there."


def column_problem(path: str, column: int, name: str) -> Problem | None:
    """The refusal of a column whose name says that it holds persons; None for any other."""
    what = held_by(name)
    if not what:
        return None
    expected = f"no column for {what}. {WHY}"
    mend = f"Remove the column with its cells, before you share the file. {GONE}"
    found = f"a column {shown(name)}"
    return Problem(path, 1, column, "personal", found, expected, mend, field=name, cause="column")


def held_by(name: str) -> str:
    """What of a person a column of that name holds; empty for nothing."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))
    for what, names in COLUMNS.items():
        if re.search(rf"(?<![a-z0-9])({'|'.join(names)})(?![a-z0-9])", words):
            return what
    return ""


def cell_problems(
    resource: Resource, path: str, rows: Iterable[tuple[int, list[str]]], titles: Iterable[str] = ()
) -> list[Problem]:
    """What the columns of free text of a file hold that tells who a person is.

    `titles` are words before a name that the content knows beside the usual ones.
    """
    places = [(n, f.name) for n, f in enumerate(resource.fields) if f.is_free_text]
    if not places:
        return []
    titled = titled_person(titles)
    problems = []
    # Most notes stand in many rows: each text is read once.
    known: dict[tuple[str, str], list[Refusal]] = {}
    for line, row in rows:
        for number, name in places:
            text = row[number] if number < len(row) else ""
            if (name, text) not in known:
                known[name, text] = tells(name, text, titled)
            problems += [
                Problem(path, line, number + 1, *refusal, field=name, cause=f"{name}: {what}")
                for what, refusal in known[name, text]
            ]
    return problems


def tells(name: str, text: str, titled: re.Pattern[str]) -> list[Refusal]:
    """What a text in the column of that name tells of a person; `titled` finds titles and names."""
    return [(found.what, _refused(name, found)) for found in findings(text, titled)]


def _refused(field: str, found: Finding) -> tuple[str, str, str, str, str]:
    """The words for a thing that a text must not have."""
    what, seen = found.what, f"({masked(found.text)}, character {found.start + 1})"
    if what == A_NAME:
        mend = "Write the office alone: 'the mayor' and not a name after it."
        told = f"{field} seems to name a person {seen}"
        return "personal", told, f"the office, not the person. {WHY}", mend, WARNING
    mend = f"Remove it from the cell. {GONE}"
    return "personal", f"{field} holds {what} {seen}", f"a text without {what}. {WHY}", mend, ERROR


def masked(text: str) -> str:
    """A text in quotes of which only the first word or two signs can be read."""
    word = re.match(r"[A-Za-z]{3,}\.?(?= )", text)
    keep = word.end() if word else 2
    return shown(text[:keep] + re.sub(r"\w", "•", text[keep:]))


@dataclass(frozen=True)
class Screen:
    """What of the rows of a table may be shown; `titled` finds titles and names.

    A name is looked for where people write sentences, and in a table with such a field also where
    no name can be meant: there stands a part of a row that was cut in the wrong place.
    """

    resource: Resource
    titled: re.Pattern[str]

    @property
    def is_strict(self) -> bool:
        """Whether people write whole sentences in the table."""
        return has_free_text(self.resource)

    def what(self, column: str, cell: str) -> str:
        """What of a person a cell tells; empty for nothing."""
        field = self._fields.get(column)
        named = self.is_strict and (field is None or field.is_free_text or field.type != "string")
        return held_in(cell, self.titled if named else None)

    def cell(self, column: str, cell: str) -> str:
        """The cell, or what is shown in its place, or of its parts in a table without sentences."""
        if not self.is_strict:
            return mask(cell)
        what = self.what(column, cell)
        return in_place_of(what) if what else cell

    def row(self, cells: Sequence[str]) -> str:
        """What keeps the texts of a row from being shown; empty when they may be.

        In a row with a cell too many or too few nobody knows which of them is a sentence.
        """
        names = [field.name for field in self.resource.fields]
        if cells and len(cells) != len(names):
            if self.is_strict:
                return f"{len(cells)} cells in place of {len(names)}"
            return held_in(",".join(cells))
        told = (self.what(name, cell) for name, cell in zip(names, cells, strict=False))
        return next(filter(None, told), "")

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.name: field for field in self.resource.fields}


def screen(package: Package, resource: Resource) -> Screen:
    """What of a table of the package may be shown."""
    return Screen(resource, titled_in(package))


def titled_in(package: Package) -> re.Pattern[str]:
    """Finds a title with a name after it, with the titles that the content knows."""
    return titled_person(package.descriptor.get("officeTitles", []))


def has_free_text(resource: Resource) -> bool:
    return any(field.is_free_text for field in resource.fields)


def without_text(problem: Problem, what: str) -> Problem:
    """A problem of a row that tells this of a person: its place, and no text of the row."""
    name = problem.field or "a cell"
    return replace(
        problem,
        found=f"{name} is not shown: its row holds {what}",
        mend="First remove that from the row; then the check tells more.",
        cell="",
        suggestion="",
        instead="",
        cause=f"{problem.kind}, not shown: {problem.field}",
    )
