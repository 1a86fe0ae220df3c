"""Turns values into text that is safe in Markdown and HTML, and the same on every machine.

In: values of any cell. Out: `Markup`, which templates print as it is.
Never: lets a cell be read as HTML, as Markdown or as a template.
"""

import datetime
import html
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from publisher.alt import said

NONE = "–"  # stands for a cell with nothing in it
# Characters that Markdown and its extensions act on inside a line.
_ACTIVE = re.compile(r"[\\`*_{}\[\]()|~^=!<>&\"']")
# What Markdown acts on at the start of a line: lists, headings, numbered lists.
_START = re.compile(r"^(\d+)([.)])|^([#+\-:>])")


def escaped(value: Any) -> Markup:
    """A value as text that neither HTML nor Markdown acts on (as character references)."""
    if isinstance(value, Markup):
        return value
    text = " ".join(as_text(value).split())
    text = _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", text)
    text = _START.sub(lambda m: f"{m[1]}&#{ord(m[2])};" if m[1] else f"&#{ord(m[3])};", text)
    return Markup(text)


def as_text(value: Any) -> str:
    """A value as readers see it: 1,234 and 5 May 2011; nothing as a dash."""
    if value is None or value == "":
        return NONE
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return f"{value.day} {value:%B %Y}"
    return said(value)


def web_address(text: Any) -> str:
    """The text when it is an http(s) address, else nothing: no other scheme may be a link."""
    if not isinstance(text, str) or any(c.isspace() or ord(c) < 32 for c in text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def cell(value: Any, column: str) -> Markup:
    """A cell of a table: numbers with thousands (years without), addresses as links."""
    if isinstance(value, int) and not isinstance(value, bool) and "year" in column:
        return Markup(str(value))
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return Markup(f'<time datetime="{value.isoformat()}">{value.day} {value:%b %Y}</time>')
    if address := web_address(value):
        shown = html.escape(urlsplit(address).netloc.removeprefix("www."))
        return Markup(f'<a href="{html.escape(address)}">{shown}</a>')
    return Markup(html.escape(" ".join(as_text(value).split())))


def meta(text: str) -> str:
    """Text for a page's title or description: the theme prints those as they are."""
    return html.escape(" ".join(text.split())).replace("&#x27;", "'")
