"""What a run has said, as a table of cases can hold it."""

import re


def one_line(out: str) -> str:
    """A report as text on one line, without the letters of columns."""
    return " ".join(re.sub(r" \(column [A-Z]+(, \w+)?\)", "", out).split())
