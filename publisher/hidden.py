"""What tells who a person is in a text, and what is shown in the place of such a text.

In: a text from a cell, or a message that may quote one. Out: what it holds, what may be shown.
Never: knows a table. Whatever quotes a cell, to a person, a program or a disk, asks here first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{4}-\d\d?-\d\d?|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
)
# What it is -> how it is written. The order is that of the report; a later one skips what an
# earlier one has found.
WRITTEN: dict[str, re.Pattern[str]] = {
    # One @ between a name and a domain with a dot (RFC 5322, the form in use).
    "an e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
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
A_NAME = "a name"
# Hyphens and blanks that look like the two of a keyboard: one sign for one.
_LIKE = {ord(sign): "-" for sign in "\u2010\u2011\u2012\u2013\u2014\u2212"}
_LIKE |= {ord(sign): " " for sign in "\u00a0\u2007\u2009\u202f"}
# Quotes around a text in a message, which an apostrophe inside a word is not.
_QUOTE = re.compile(r"""(?<!\w)['"]|['"](?!\w)""")


class Finding(NamedTuple):
    """What was found, where it begins (from 0), and the text of it."""

    what: str
    start: int
    text: str


def findings(text: str, titled: re.Pattern[str] | None = None) -> Iterator[Finding]:
    """The first of each thing in a text that tells who a person is, outside of addresses of pages.

    With `titled` (see `titled_person`) that is a name after a title as well.
    """
    if len(text) < SHORTEST:
        return
    bare = URL.sub(lambda match: " " * len(match[0]), text)
    # Without a digit or @ there is none of these.
    for what, pattern in WRITTEN.items() if re.search(r"[\d@]", bare) else ():
        if match := pattern.search(bare):
            yield Finding(what, match.start(), match[0])
            bare = pattern.sub(lambda match: " " * len(match[0]), bare)
    if titled and (match := titled.search(bare)):
        yield Finding(A_NAME, match.start(), match[0])


@lru_cache(maxsize=2048)  # most texts are looked at for several reasons
def held_in(text: str, titled: re.Pattern[str] | None = None) -> str:
    """What of a person a text tells, such as `an e-mail address`; empty for nothing.

    It is read as it is, and without signs that nobody sees and other forms of letters.
    """
    other = text
    if not text.isascii() or not text.isprintable():
        seen = "".join(c for c in text.translate(_LIKE) if c.isprintable())
        other = unicodedata.normalize("NFKC", seen)
    for form in (text,) if other == text else (text, other):
        for found in findings(form, titled):
            return found.what
    return ""


def in_place_of(what: str) -> str:
    """What is shown where a text that holds this is not."""
    return f"(not shown: {what})"


def hide(text: str, titled: re.Pattern[str] | None = None) -> str:
    """A text from a cell, or what is shown in its place when it tells who a person is."""
    what = held_in(text, titled)
    return in_place_of(what) if what else text


def mask(text: str) -> str:
    """A text from a cell that nobody takes for a sentence, without what tells who a person is."""
    while what := held_in(text):
        found = next(findings(text), None)
        if found is None:  # it is seen only without the signs that nobody sees
            return in_place_of(what)
        end = found.start + len(found.text)
        text = f"{text[: found.start]}{in_place_of(what)}{text[end:]}"
    return text


def hide_in(message: str, titled: re.Pattern[str] | None = None) -> str:
    """A message without what it quotes of a cell that tells who a person is.

    What stands in quotes goes as a whole; where there are none, all of the message does.
    """
    while what := held_in(message, titled):
        found = next(findings(message, titled), None)
        if found is None:  # it is seen only without the signs that nobody sees
            return in_place_of(what)
        before = [quote.end() for quote in _QUOTE.finditer(message, 0, found.start)]
        after = _QUOTE.search(message, found.start + len(found.text))
        start, end = before[-1] if before else 0, after.start() if after else len(message)
        message = f"{message[:start]}{in_place_of(what)}{message[end:]}"
    return message


def titled_person(titles: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds a title with a name after it, such as `Mr Smith`, and not an office (`Chief Judge`)."""
    known = "|".join(map(re.escape, (*TITLES, *titles)))
    name = r"(?:[A-Z]\. )?[A-Z]['’]?[A-Z]?[a-zà-ÿ]+"
    return re.compile(rf"\b(?:{known})\b\.? (?!(?:{OFFICES}|{known})\b){name}")
