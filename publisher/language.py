"""The languages of a site: their messages, and how they write numbers and dates.

In: `extra.alternate` of the site's configuration, and `site_src/messages/<code>.po` (GNU gettext)
for each language but the first. Out: `Language`s, the main one first.
Never: translates data. A text without a message stays as it is, and is noted in `missing`.

A message's id is the English text itself, with values as `%(name)s`. Titles and headlines may be
templates; their message is a template too. Messages with the context `script` are for scripts.
"""

import datetime
import gettext
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from publisher.problem import InputError, Problem, shown

Made = TypeVar("Made")

FOLDER = "site_src/messages"
SCRIPT = "script"
_PLACE = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"<[^>]*>?")
# How a date is written: in full, in a table, or as exactly as it is known.
_PATTERNS = {"day": "long", "short": "medium", "month": "yMMMM", "year": "y"}
_ENGLISH = {"day": "{0.day} {0:%B %Y}", "short": "{0.day} {0:%b %Y}", "month": "{0:%B %Y}"}

Messages = Mapping[str, tuple[str, ...]]


class Said(str):
    """A text that is in the language of its page already."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class Language:
    """One language: its code in HTML, its own name, and its folder from the site's first page.

    `locale` is Babel's name for its ways with numbers and dates; without it they are English.
    """

    code: str = "en"
    name: str = "English"
    folder: str = ""
    locale: str = ""
    messages: Messages = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    plural: str = "n != 1"  # gettext's formula for the number of a plural form
    missing: dict[str, None] = field(default_factory=dict)
    # What is compiled for this language (see templating.py); it goes when the language goes.
    compiled: dict[Any, Any] = field(default_factory=dict, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "compiled": {}}

    def kept(self, make: Callable[..., Made], size: int) -> Callable[..., Made]:
        """`make(language, …)` that keeps its last `size` answers, as long as the language is used.

        A cache of the module's own would keep each language that was ever read.
        """
        found: Callable[..., Made] | None = self.compiled.get(make)
        if found is None:
            found = self.compiled[make] = lru_cache(size, typed=True)(partial(make, self))
        return found

    @property
    def ending(self) -> str:
        """What the names of files end in that are in another language than the main one."""
        return f".{self.code}" if self.folder else ""

    def text(self, message: str, /, **values: object) -> str:
        """The message in this language, its values filled in; a miss is noted."""
        known = self.known(message)
        if known is None:
            self._miss(message)
        found: str = message if known is None else known
        return str(found % values) if values else found.replace("%%", "%")

    def counted(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The form of a message that goes with a count, which it may show as `%(num)s`."""
        forms = self.messages.get(one)
        if forms and len(forms) > 1:
            found: str = forms[min(_plural(self.plural)(count), len(forms) - 1)]
        else:
            self._miss(one)
            found = one if count == 1 else many
        return str(found % {"num": self.number(count), **values})

    def known(self, text: str) -> str | None:
        """The text in this language, if there is a message for it."""
        forms = self.messages.get(text)
        return forms[0] if forms else None

    def number(self, value: float) -> str:
        """A number with thousands marked: whole, with one decimal, or two digits if it is tiny."""
        if value == int(value):
            text = f"{value:,.0f}"
        else:
            text = f"{value:,.1f}" if abs(value) >= 0.1 else f"{value:.2g}"
        return text.translate(_signs(self.locale)) if self.locale else text

    def size(self, size: int) -> str:
        """A number of bytes as readers see it, in steps of a thousand: 12 KB, 1.5 MB."""
        steps = (("bytes", 1), ("KB", 10**3), ("MB", 10**6), ("GB", 10**9))
        unit, step = next((s for s in steps if size < 999.5 * s[1]), steps[-1])
        share = size / step
        return f"{self.number(round(share, 1) if share < 9.95 else round(share))} {unit}"

    def date(self, value: datetime.date, form: str = "day") -> str:
        """A date as `day` (in full), `short`, `month` or `year`."""
        if form == "year":
            return str(value.year)
        if not self.locale:
            return _ENGLISH[form].format(value)
        return _babel_date(value, form, self.locale)

    def said(self, value: Any) -> str:
        """A value as readers see it: numbers and dates in this language, a text as it is."""
        if isinstance(value, str):
            return value
        if isinstance(value, Decimal):
            value = float(value)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return self.date(value)
        if isinstance(value, bool):
            return self.text("yes") if value else self.text("no")
        if isinstance(value, int | float) and math.isfinite(value):
            return self.number(value)
        return self.text("none") if value is None else str(value)

    def _miss(self, message: str) -> None:
        if self.folder:
            self.missing[message] = None


ENGLISH = Language()


@lru_cache
def _signs(locale: str) -> dict[int, str]:
    """What marks thousands and decimals in place of the English signs."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return {ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)}


@lru_cache(maxsize=50_000)
def _babel_date(value: datetime.date, form: str, locale: str) -> str:
    from babel.dates import format_date, format_skeleton

    if form == "month":
        return str(format_skeleton(_PATTERNS[form], value, locale=locale))
    return str(format_date(value, _PATTERNS[form], locale=locale))


@lru_cache
def _plural(formula: str) -> Any:
    return gettext.c2py(formula)


def read_languages(root: Path, main: str, alternates: list[dict[str, str]]) -> tuple[Language, ...]:
    """The main language, and each other one that the configuration names, with its messages.

    Raises InputError for a language without a message file, or a message that cannot be used.
    """
    names = {str(entry.get("lang")): entry for entry in alternates}
    own = names.pop(main, {})
    locale = str(own.get("locale", "" if main == "en" else main))
    found = [Language(main, str(own.get("name", main)), "", locale)]
    for code, entry in names.items():
        messages, scripts, plural = read_messages(root, code)
        name, locale = str(entry.get("name", code)), str(entry.get("locale", code))
        found.append(Language(code, name, f"{code}/", locale, messages, scripts, plural))
    return tuple(found)


def read_messages(root: Path, code: str) -> tuple[Messages, dict[str, str], str]:
    """The messages of a language, those for scripts, and its formula for plurals."""
    from babel.messages.pofile import PoFileError, read_po

    path = f"{FOLDER}/{code}.po"
    try:
        with (root / path).open("rb") as file:
            catalog = read_po(file, abort_invalid=True)
    except FileNotFoundError:
        expected = f"the messages in the language {code}"
        raise InputError(Problem(path, 0, 0, "messages", "no such file", expected)) from None
    except (PoFileError, ValueError) as error:
        line = int(getattr(error, "lineno", 0) or 0)
        found = str(error).splitlines()[0]
        expected = "a message file as GNU gettext has it (PO)"
        raise InputError(Problem(path, line, 0, "messages", found, expected)) from None
    messages: dict[str, tuple[str, ...]] = {}
    scripts: dict[str, str] = {}
    problems = []
    for message in catalog:
        ids, forms = _forms(message.id), _forms(message.string)
        if not ids[0] or message.fuzzy or not all(forms):
            continue
        known = set(_PLACE.findall(" ".join(ids))) | ({"num"} if len(ids) > 1 else set())
        if strange := set(_PLACE.findall(" ".join(forms))) - known:
            found = f"'{ids[0]}' with %({min(strange)})s"
            expected = "only the values that the English text has"
            problems.append(Problem(path, message.lineno or 0, 0, "messages", found, expected))
        elif strange := set(_TAG.findall(" ".join(forms))) - set(_TAG.findall(" ".join(ids))):
            # A message is printed as its template is, so its markup has to be that of the text.
            found = f"{shown(ids[0])} with {shown(min(strange))}"
            expected = "only the markup that the English text has"
            problems.append(Problem(path, message.lineno or 0, 0, "messages", found, expected))
        elif message.context == SCRIPT:
            scripts[ids[0]] = forms[0]
        else:
            messages[ids[0]] = forms
    if problems:
        raise InputError(problems)
    return messages, scripts, str(catalog.plural_expr)


def _forms(texts: Any) -> tuple[str, ...]:
    """The forms of a message for counts; one form for a message without a count."""
    return tuple(map(str, texts)) if isinstance(texts, tuple | list) else (str(texts or ""),)
