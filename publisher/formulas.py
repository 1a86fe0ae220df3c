"""Texts that a spreadsheet program would take for a formula, in the CSV files that are published.

In: a text of a cell. Out: the text as it stands in a CSV file, and back.
Never: touches a number; changes two texts into one.

A program that opens a CSV file runs what begins with one of `SIGNS` (OWASP, CSV Injection), even
when it is in quotes. An apostrophe in front makes it a text. The rule can be undone because a text
that begins with apostrophes and then such a sign gets one more. No other format needs it: there a
text is marked as one.
"""

import re

# The last four are the wide forms, which some programs take for the narrow ones.
SIGNS = "=+-@\t\r\n＝＋－＠"
# For Python and RE2, thus for DuckDB. A bare hyphen would stand for all from + to @, digits too.
PATTERN = f"^'*[{SIGNS.replace('-', chr(92) + '-')}]"
_RISKY = re.compile(PATTERN)
_FIRST = frozenset(f"{SIGNS}'")
RULE = (
    "In CSV files a text that begins with =, +, -, @ (or the wide form of one), a tab or a line end"
    " has an apostrophe in front, so that no spreadsheet runs it; so has one that begins with"
    " apostrophes and then such a sign. To undo it, take one apostrophe away where a text begins"
    " with one or more of them and then such a sign. Numbers, and all other formats, are as they"
    " are."
)


def guarded(text: str) -> str:
    """A text as it stands in a published CSV file."""
    return f"'{text}" if text[:1] in _FIRST and _RISKY.match(text) else text


def bare(text: str) -> str:
    """The text that a cell of a published CSV file stands for."""
    return text[1:] if text[:1] == "'" and _RISKY.match(text) else text
