"""Turns values into text that is safe in Markdown and HTML, and the same on every machine.

In: values of any cell. Out: `Markup`, which templates print as it is.
Never: lets a cell be read as HTML, as Markdown or as a template.
"""

import datetime
import html
import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from publisher.language import ENGLISH, Language

NONE = "–"  # stands for a cell with nothing in it
# Characters that Markdown and its extensions act on inside a line.
_ACTIVE = re.compile(r"[\\`*_{}\[\]()|~^=!<>&\"']")
# What Markdown acts on at the start of a line: lists, headings, numbered lists.
_START = re.compile(r"^(\s?)(?:(\d+)([.)])|([#+\-:>]))")
_SPACE = re.compile(r"\s+")
_STRONG = re.compile(r"&#42;&#42;(.+?)&#42;&#42;")
_CODE = re.compile(r"&#96;(?:((?:[\w .:/-]|&#95;)+)|.+?)&#96;")  # a name, or anything else


def escaped(value: Any, language: Language = ENGLISH) -> Markup:
    """A value as text that neither HTML nor Markdown acts on (as character references)."""
    if isinstance(value, Markup):
        return value
    text = _SPACE.sub(" ", as_text(value, language))
    text = _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", text)
    text = _START.sub(lambda m: f"{m[1]}{m[2] or ''}&#{ord(m[3] or m[4])};", text)
    return Markup(text)


def prose(text: str) -> Markup:
    """A description as HTML on one line: paragraphs, lists (`- `), `**strong**` and names as code.

    Descriptions may hold Markdown (Data Package, `description`); of it these four are acted on.
    """
    parts = []
    for block in re.split(r"\n\s*\n", text.strip()):
        items = re.split(r"(?:^|\n)- ", block)
        lead, points = escaped(items[0].strip()) if items[0].strip() else "", items[1:]
        parts += [f"<p>{lead}</p>"] if lead else []
        listed = "".join(f"<li>{escaped(point.strip())}</li>" for point in points)
        parts += [f"<ul>{listed}</ul>"] if listed else []
    strong = _STRONG.sub(r"<strong>\1</strong>", "".join(parts))
    return Markup(_CODE.sub(lambda m: f"<code>{m[1]}</code>" if m[1] else m[0], strong))


def as_text(value: Any, language: Language = ENGLISH) -> str:
    """A value as readers see it: 1,234 and 5 May 2011; nothing as a dash."""
    return NONE if value is None or value == "" else language.said(value)


def web_address(text: Any) -> str:
    """The text when it is an http(s) address, else nothing: no other scheme may be a link."""
    if not isinstance(text, str) or text[:4].lower() != "http":
        return ""
    if any(c.isspace() or ord(c) < 32 for c in text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def cell(value: Any, column: str, language: Language = ENGLISH) -> Markup:
    """A cell of a table: numbers with thousands (years without), addresses as links."""
    if isinstance(value, list | dict):  # has no hash, so that it cannot be kept
        return Markup(html.escape(str(value)))
    return language.kept(_cell, 100_000)(value, column)


def _cell(language: Language, value: Any, column: str) -> Markup:
    if isinstance(value, int) and not isinstance(value, bool) and "year" in column:
        return Markup(str(value))
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        shown = html.escape(language.date(value, "short"))
        return Markup(f'<time datetime="{value.isoformat()}">{shown}</time>')
    if address := web_address(value):
        shown = html.escape(urlsplit(address).netloc.removeprefix("www."))
        return Markup(f'<a href="{html.escape(address)}">{shown}</a>')
    return Markup(html.escape(" ".join(as_text(value, language).split())))


def meta(text: str) -> str:
    """Text for a page's title or description: the theme prints those as they are."""
    return html.escape(" ".join(text.split())).replace("&#x27;", "'")
