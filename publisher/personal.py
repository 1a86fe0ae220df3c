"""What tells who a person is, and must not get into a table.

In: the names of columns, and the cells of columns of free text. Out: problems.
Never: repeats in a report what it found there: reports are public.

The content decides which columns are free text (`freeText` in datapackage.json). A name without a
title cannot be told from that of a place; that is left to the people who read a change.
"""

import re
from collections.abc import Iterable, Iterator

from publisher.package import Resource
from publisher.problem import WARNING, Problem, shown

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{4}-\d\d?-\d\d?|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
)
# What it is -> how it is written. The order is that of the report; a later one skips what an
# earlier one has found.
WRITTEN: dict[str, re.Pattern[str]] = {
    # One @ between a name and a domain with a dot (RFC 5322, the form in use).
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Area 000, 666 and 900-999, group 00 and serial 0000 are never given out (Social Security
    # Administration, randomization of 2011).
    "a Social Security number": re.compile(
        r"(?<![\d-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])"
        r"|\b(?:ssn|social security (?:number|no\.?|#))\W{0,3}"
        r"(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}\b",
        re.IGNORECASE,
    ),
    # A and eight or nine digits, often in groups of three (the number of a person's file).
    "an A-number": re.compile(
        r"\b(?:A|[Aa]lien)[- ]?(?:[Nn]o\.?|[Nn]umber|#)?[-: #]{0,2}"
        r"(?:\d{8,9}|\d{2,3}([- ])\d{3}\1\d{3})(?![\d-])"
        r"|\ba\d{8,9}\b"
    ),
    # Area and exchange begin with 2 to 9 (North American Numbering Plan).
    "a telephone number": re.compile(
        r"(?<![\w.-])(?:\+?1[-. ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-. ])"
        r"[2-9]\d{2}[-. ]\d{4}(?![\w-]|\.\d)"
        r"|\b(?:tel|phone|telephone|call|fax)\W{1,3}(?:\+?1)?[2-9]\d{2}[2-9]\d{6}\b",
        re.IGNORECASE,
    ),
    "a date of birth": re.compile(
        r"(?<![\w-])(?:born|d\.?o\.?b\b\.?|date of birth|birth ?date|birthday)\b"
        rf".{{0,25}}?\b{_DATE}"
        rf"|{_DATE}\W{{0,3}}\((?:dob|date of birth|born)\)",
        re.IGNORECASE,
    ),
}
URL = re.compile(r"https?://\S+")

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
# Words that stand before a name; the content adds its own as `officeTitles`.
TITLES = (
    "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Judge", "President", "Governor", "Gov",
    "Senator", "Sen", "Representative", "Rep", "Congressman", "Congresswoman", "Mayor", "Secretary",
    "Commissioner", "Councilman", "Councilwoman", "Chief", "Captain", "Sergeant", "Lieutenant",
    "Deputy", "Officer", "Warden",
)  # fmt: skip
# Capitalized words that follow a title and are no names.
OFFICES = (
    "Advocate|Agency|Agent|Assistant|Association|Attorney|Board|Bureau|Campaign|Center|Centre|"
    "City|Clerk|Commission|Committee|Council|Court|Deputy|Department|Dept|Director|District|"
    "Division|Elect|Executive|Federal|Force|General|Inspector|Judge|Justice|Magistrate|"
    "National|Of|Office|Officer|Police|Prison|Pro|Program|Reform|Rehabilitation|Services?|State|"
    "System|The|Town|Unit|United"
)
SHORTEST = 5  # characters of the shortest text that can tell something: Ms Li
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
    return list(_refusals(name, text, titled)) if len(text) >= SHORTEST else []


def titled_person(titles: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds a title with a name after it, such as `Mr Smith`, and not an office (`Chief Judge`)."""
    known = "|".join(map(re.escape, (*TITLES, *titles)))
    name = r"(?:[A-Z]\. )?[A-Z]['’]?[A-Z]?[a-zà-ÿ]+"
    return re.compile(rf"\b(?:{known})\b\.? (?!(?:{OFFICES}|{known})\b){name}")


def _refusals(field: str, text: str, titled: re.Pattern[str]) -> Iterator[Refusal]:
    """Each thing that a text must not have."""
    bare = URL.sub(lambda match: " " * len(match[0]), text)
    # Without a digit or @ there is none of these.
    for what, pattern in WRITTEN.items() if re.search(r"[\d@]", bare) else ():
        if match := pattern.search(bare):
            found = f"{field} holds {what} ({masked(match[0])}, character {match.start() + 1})"
            expected = f"a text without {what}. {WHY}"
            yield what, ("personal", found, expected, f"Remove it from the cell. {GONE}", "error")
            bare = pattern.sub(lambda match: " " * len(match[0]), bare)
    if match := titled.search(bare):
        found = (
            f"{field} seems to name a person ({masked(match[0])}, character {match.start() + 1})"
        )
        expected = f"the office, not the person. {WHY}"
        mend = "Write the office alone: 'the mayor' and not a name after it."
        yield "a name", ("personal", found, expected, mend, WARNING)


def masked(text: str) -> str:
    """A text in quotes of which only the first word or two signs can be read."""
    word = re.match(r"[A-Za-z]{3,}\.?(?= )", text)
    keep = word.end() if word else 2
    return shown(text[:keep] + re.sub(r"\w", "•", text[keep:]))
