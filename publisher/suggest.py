"""What the writer of a wrong cell probably meant.

In: a field and the text of a cell. Out: a `Hint`, or nothing where a guess would be no help.
Never: changes a cell; a hint is a proposal to a person.
"""

import calendar
import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from publisher.package import Field
from publisher.problem import shown

NO_VALUE = {"n/a", "na", "n.a.", "none", "null", "nan", "nil", "unknown", "-", "–", "—", "?", ".."}
TRUE = {"yes", "y", "true", "t", "1", "x"}
FALSE = {"no", "n", "false", "f", "0"}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
# Letters and marks that look like those of a keyboard, and are others.
LOOKS = dict(
    zip(
        "аеорсухіјѕԁһАВЕКМНОРСТХУІЈЅοΟΑΒΕΖΗΙΚΜΝΡΤΥΧ−–—‐‑‘’“”",
        "aeopcyxijsdhABEKMHOPCTXYIJSoOABEZHIKMNPTYX-----''\"\"",
        strict=True,
    )
)
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # take no room on a screen
OF_TEXT = {"lost-zero", "name-form"}  # mistakes that a number or a date cannot have
LONG = 40  # characters; what is longer is no number with a slip
EPOCH = datetime.date(1899, 12, 30)  # day 0 of a spreadsheet


@dataclass(frozen=True)
class Hint:
    """What was probably meant: a sentence, the cell to write where one is likely, and the cause.

    Cells with one cause went wrong in one way, such as a spreadsheet that cut zeros.
    """

    words: str
    instead: str = ""
    cause: str = ""


def hint(field: Field, cell: str) -> Hint | None:
    """What a cell that is not as its field asks was probably meant to be."""
    if not cell:
        return None
    required = field.constraints.get("required", False)
    if cell.strip().casefold() in NO_VALUE and not required:
        return Hint("Leave the cell empty where there is no value.", cause="no-value")
    for found in spellings(cell):
        if (field.type == "string" or found.cause not in OF_TEXT) and fits(field, found.instead):
            return found
    plain = cleaned(cell)
    typed = _OF_TYPE[field.type](plain) if field.type in _OF_TYPE else None
    if typed and (not typed.instead or fits(field, typed.instead)):
        return typed
    if field.type == "boolean":
        return _truth_hint(field, plain)
    allowed = [str(value) for value in field.constraints.get("enum", [])]
    if near := closest(plain, allowed):
        return Hint(f"Did you mean {shown(near)}?", near, f"near {near}")
    return None


def closest(word: str, options: Iterable[str]) -> str:
    """The option that is spelled most like the word; empty when none is."""
    return next(iter(all_close(word, options)), "")


def all_close(word: str, options: Iterable[str]) -> list[str]:
    """Up to three options that are spelled like the word, the nearest first."""
    by_lower = {option.casefold(): option for option in options}
    near = difflib.get_close_matches(word.casefold(), by_lower, 3, 0.7)
    return [by_lower[found] for found in near]


def cleaned(cell: str) -> str:
    """A cell without blanks around it, signs that cannot be seen, and look-alike letters."""
    text = "".join(LOOKS.get(c, c) for c in cell if c not in UNSEEN)
    return unicodedata.normalize("NFKC", text).strip()


def spellings(cell: str) -> Iterator[Hint]:
    """Other ways to write the same, the likeliest first, each with what would have gone wrong."""
    bare = cell.strip()
    if bare != cell:
        yield _write("There is a blank before or after it", bare, "blanks")
    plain = cleaned(cell)
    if plain != bare:
        yield _write(_odd_letter(cell), plain, "look-alike")
    for text in (plain.lower(), plain.upper(), plain.capitalize()):
        if text != plain:
            yield _write("Capital and small letters differ", text, "case")
    if whole := re.fullmatch(r"(\d+)\.0+", plain):
        yield _write("A code or a whole number has no decimals", whole[1], "decimals")
        plain = whole[1]
    if plain.isdecimal():
        yield _write("The zero at its start is lost", f"0{plain}", "lost-zero")
    if re.match(r"(www\.)?[\w-]+(\.[\w-]+)+(/|$)", plain):
        yield _write("An address begins with https:// or http://", f"https://{plain}", "no-scheme")
    words = re.findall(r"[a-z0-9]+", _without_accents(plain).lower().replace("'", ""))
    for mark in ("-", "_"):
        yield _write("Small letters and digits only", mark.join(words), "name-form")


def fits(field: Field, text: str) -> bool:
    """Whether a text would be a right cell of the field, as far as its type and constraints say."""
    asked = field.constraints
    if "enum" in asked and text not in map(str, asked["enum"]):
        return False
    if "pattern" in asked and not re.match(f"^{asked['pattern']}$", text):
        return False
    if not asked.get("minLength", 0) <= len(text) <= asked.get("maxLength", len(text)):
        return False
    form = _FORMS.get(field.type, "")
    if field.type == "string":
        form = r"https?://[^\s/]+\.\S+" if field.descriptor.get("format") == "uri" else ".*"
    if field.type == "boolean":
        return text in (*_truths(field, True), *_truths(field, False))
    if not re.fullmatch(form, text, re.DOTALL):
        return False
    if field.type in {"integer", "number", "year"}:
        low, high = asked.get("minimum", text), asked.get("maximum", text)
        return float(low) <= float(text) <= float(high)
    return field.type != "date" or _is_day(text)


def date_hint(cell: str) -> Hint | None:
    """What is wrong inside a date, or the date in the one order that every reader takes alike."""
    if parts := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[T ][\d:.Z]+)?", cell):
        return _from_parts(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", cell):
        return _from_parts(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: [\d:]+)?", cell):
        return _from_orders(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := re.fullmatch(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", cell):
        return _from_parts(int(parts[3]), MONTHS.get(parts[1].lower(), 0), int(parts[2]), "words")
    if parts := re.fullmatch(r"(\d{1,2})\.?[ -]([A-Za-z]+)\.?,?[ -](\d{4})", cell):
        return _from_parts(int(parts[3]), MONTHS.get(parts[2].lower(), 0), int(parts[1]), "words")
    if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", cell):
        return Hint("Write the year with four digits, first: YYYY-MM-DD.", cause="short-year")
    if re.fullmatch(r"\d{4}(-\d{1,2})?", cell):
        return Hint("The day is missing: a date has year, month and day.", cause="no-day")
    if re.fullmatch(r"[2-6]\d{4}", cell):
        day = (EPOCH + datetime.timedelta(days=int(cell))).isoformat()
        return Hint(f"A spreadsheet keeps {day} as {cell}: write '{day}'.", day, "serial-date")
    return None


def _from_parts(year: int, month: int, day: int, cause: str = "date-form") -> Hint | None:
    """A date of three numbers, or which of them cannot be."""
    if not month:
        return None
    if month > 12:
        if day <= 12 and _is_day(swapped := f"{year:04}-{day:02}-{month:02}"):
            words = f"Month {month} does not exist. With day and month changed over: '{swapped}'?"
            return Hint(words, swapped, "month")
        return Hint(f"Month {month} does not exist.", cause="month")
    days = calendar.monthrange(max(year, 1), month)[1]
    if not 1 <= day <= days:
        month_name = f"{calendar.month_name[month]} {year}"
        return Hint(f"Day {day} does not exist: {month_name} has {days} days.", cause="day")
    text = f"{year:04}-{month:02}-{day:02}"
    return _write("Dates are written year, month, day with hyphens", text, cause)


def _from_orders(first: int, second: int, year: int) -> Hint | None:
    """A date that ends in its year: US order or day first, whichever can be."""
    american, day_first = (year, first, second), (year, second, first)
    orders = [f"{y:04}-{m:02}-{d:02}" for y, m, d in (american, day_first)]
    right = [text for text in dict.fromkeys(orders) if _is_day(text)]
    if not right:
        return _from_parts(*(american if first <= 12 else day_first))
    if len(right) == 2:
        words = f"Write '{right[0]}' if the month stands first, '{right[1]}' if the day does."
        return Hint(words, cause="unclear-order")
    order = "The month stands first here" if right[0] == orders[0] else "The day stands first here"
    return _write(order, right[0], "date-order")


def number_hint(cell: str) -> Hint | None:
    """The number inside a text that has more than a number."""
    if len(cell) > LONG:
        return None
    bare = re.sub(r"^(?:[$€£¥]|US\$|USD )\s*|\s*(?:[$€£¥]|USD)$", "", cell)
    sign = bare != cell
    if re.fullmatch(r"-?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d+)?", bare):
        number = re.sub(r"[^\d.-]", "", bare)
        reason = "A number has no currency sign" if sign else "A number has no marks for thousands"
        return _write(reason, number, "currency" if sign else "thousands")
    if sign and re.fullmatch(r"-?\d+(\.\d+)?", bare):
        return _write("A number has no currency sign", bare, "currency")
    if re.fullmatch(r"-?\d+,\d{1,2}", bare):
        return _write("Decimals stand after a point", bare.replace(",", "."), "decimal-comma")
    if part := re.fullmatch(r"(-?\d+(?:\.\d+)?) ?%", bare):
        return _write("The sign % stays out of the cell", part[1], "percent")
    if re.fullmatch(r"[\dOolI.]+", bare) and re.search(r"\d", bare):
        digits = bare.translate(str.maketrans("OolI", "0011"))
        if digits != bare and digits.count(".") < 2:
            return _write("There is a letter that looks like a digit", digits, "letter-digit")
    if (inside := re.fullmatch(r"[^\d-]*(-?\d+(?:\.\d+)?)[^\d]*", bare)) and inside[1] != bare:
        return _write("Only the number stands in the cell", inside[1], "words-with-number")
    return None


def integer_hint(cell: str) -> Hint | None:
    """As `number_hint`, and that a whole number has no decimals."""
    if re.fullmatch(r"-?\d+\.\d+", cell):
        return Hint("It has decimals, and a whole number has none.", cause="fraction")
    return number_hint(cell)


def _truth_hint(field: Field, cell: str) -> Hint | None:
    for said, value in ((TRUE, True), (FALSE, False)):
        if cell.lower() in said:
            words = " or ".join(shown(_truths(field, one)[0]) for one in (True, False))
            return _write(f"This column takes {words}", _truths(field, value)[0], "truth")
    return None


def _truths(field: Field, value: bool) -> list[str]:
    """The texts that stand for true, or for false (the defaults are those of Table Schema)."""
    usual = ["true", "True", "TRUE", "1"] if value else ["false", "False", "FALSE", "0"]
    return list(field.descriptor.get("trueValues" if value else "falseValues", usual))


def _write(reason: str, text: str, cause: str) -> Hint:
    return Hint(f"{reason}: write {shown(text)}.", text, cause)


def _odd_letter(cell: str) -> str:
    for letter in cell:
        plain = cleaned(letter)
        if letter not in " \t" and plain != letter:
            name = unicodedata.name(letter, f"U+{ord(letter):04X}").lower().capitalize()
            instead = f"not {shown(plain)}" if plain else "which cannot be seen"
            return (
                f"It has the sign '{letter if letter.isprintable() else ' '}' ({name}), {instead}"
            )
    return "It has an unusual sign"


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


_FORMS = {
    "integer": r"-?\d+",
    "number": r"-?\d+(\.\d+)?",
    "date": r"\d{4}-\d\d-\d\d",
    "datetime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "time": r"\d\d:\d\d:\d\d",
    "year": r"\d{4}",
    "yearmonth": r"\d{4}-\d\d",
}
_OF_TYPE: dict[str, Callable[[str], Hint | None]] = {
    "date": date_hint,
    "integer": integer_hint,
    "number": number_hint,
}
