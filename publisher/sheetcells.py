"""Values as the cells of an Excel sheet.

In: a value. Out: its cell in SpreadsheetML (ECMA-376, part 1).
Never: lets a text become a formula, a number or a link; rounds a number.
"""

import datetime
import re
from collections.abc import Callable
from html import escape
from typing import Any

from publisher.formats import CUT

# Excel, Specifications and limits.
CELL = 32_767  # characters
EXACT = 10**15
SMALLEST, LARGEST = 2.2250738585073e-308, 9.99999999999999e307
FIRST_DAY = datetime.date(1900, 3, 1)
DAY_ZERO = datetime.date(1899, 12, 30)  # what makes 1 March 1900 day 61, as in Excel
DAY = 86_400_000  # milliseconds
# What XML cannot hold, and what Excel would take for it (ECMA-376, part 1, 22.9.2.19).
UNSAID = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
# Styles, by their place in the list of the workbook.
TEXT, HEAD, TITLE, LONG, DATE, DATETIME, TIME = range(1, 8)

Cell = Callable[[Any], str]  # of a value: what stands in its element after the place


def text_cell(text: str, style: int = TEXT) -> str:
    """A text, whatever it begins with."""
    # Excel counts as UTF-16 does: an emoji is two.
    if len(text) * 2 > CELL and len(text.encode("utf-16-le")) > CELL * 2:
        room = (CELL - len(CUT)) * 2
        text = text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT
    said = UNSAID.sub(lambda found: f"_x{ord(found[0]):04X}_", escape(text, quote=False))
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def number_cell(value: float) -> str:
    """A number with all its digits; a text when Excel would round it."""
    fits = abs(value) < EXACT if isinstance(value, int) else SMALLEST < abs(value) < LARGEST
    return f"><v>{value!r}</v></c>" if fits or value == 0 else text_cell(repr(value))


def date_cell(value: datetime.date) -> str:
    """A day as Excel counts them, or its ISO text."""
    if value < FIRST_DAY:
        return text_cell(value.isoformat())
    return f' s="{DATE}"><v>{(value - DAY_ZERO).days}</v></c>'


def time_cell(value: datetime.time) -> str:
    """A time as a part of a day, or its ISO text."""
    if value.microsecond % 1000:
        return text_cell(value.isoformat())
    return f' s="{TIME}"><v>{_milliseconds(value) / DAY!r}</v></c>'


def datetime_cell(value: datetime.datetime) -> str:
    """A day with a part of a day, or its ISO text."""
    if value.date() < FIRST_DAY or value.microsecond % 1000:
        return text_cell(value.isoformat())
    days = (value.date() - DAY_ZERO).days + _milliseconds(value.time()) / DAY
    return f' s="{DATETIME}"><v>{days!r}</v></c>'


def boolean_cell(value: bool) -> str:
    """TRUE or FALSE, as Excel words them."""
    return f' t="b"><v>{value:d}</v></c>'


CELLS: dict[str, Cell] = {
    "integer": number_cell,
    "year": number_cell,
    "number": number_cell,
    "boolean": boolean_cell,
    "date": date_cell,
    "time": time_cell,
    "datetime": datetime_cell,
}


def letters(place: int) -> str:
    """The name of a column, counted from 0: A to Z, AA and so on."""
    name = ""
    while place >= 0:
        name = chr(ord("A") + place % 26) + name
        place = place // 26 - 1
    return name


def _milliseconds(value: datetime.time) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return seconds * 1000 + value.microsecond // 1000
