"""What a browser may do with a page: nothing but what the page needs, and nothing elsewhere.

In: a whole page as the site builder made it. Out: the page with its Content-Security-Policy.
Never: allows a script that stands in the text of a page; where one does, it is told.

A host of static files may send no headers, so that the policy stands in the page (HTML Standard,
`meta http-equiv`). Scripts of the theme that stand in a page are allowed by the hash of their text
(Content Security Policy Level 3, `hash-source`). For a family that is done once, for its shell.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

from publisher.pages import Page
from publisher.problem import InputError, Problem

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"(?:^|\s)src\s*=", re.IGNORECASE)
_DATA = re.compile(r"""\btype\s*=\s*["']?application/(?:ld\+)?json\b""", re.IGNORECASE)
# The encoding has to stand in the first 1,024 bytes of a page (HTML Standard), so it comes first.
_HEAD = re.compile(r"<head\b[^>]*>\s*(?:<meta\s+charset=[^>]*>)?", re.IGNORECASE)


def with_policy(page: str, writes_styles: bool = False) -> str:
    """The page with its policy at the beginning of its head (see `policy_tags`)."""
    tags = policy_tags(inline_scripts(page), writes_styles)
    return _HEAD.sub(lambda match: f"{match[0]}{tags}", page, count=1)


def policy_tags(scripts: Iterable[str] = (), writes_styles: bool = False) -> str:
    """The two elements for the head of a page that holds these scripts.

    Everything comes from the site itself, and pictures also from the page (`data:`). Nothing is
    compiled from text, no style stands in an attribute, and a link tells other sites nothing of
    where it was. Only the theme of Zensical `writes_styles` of its own, for its search.
    """
    allowed = " ".join(["'self'", *sorted({_hash(script) for script in scripts})])
    policy = (
        f"default-src 'self'; script-src {allowed}; img-src 'self' data:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'"
    )
    if writes_styles:
        policy += "; style-src 'self' 'unsafe-inline'"
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="referrer" content="same-origin">'
    )


def inline_scripts(html: str) -> list[str]:
    """The text of every script that stands in some HTML and would run; JSON is none."""
    return [
        text
        for attributes, text in _SCRIPT.findall(html)
        if not _SOURCE.search(attributes) and not _DATA.search(attributes)
    ]


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def refuse_scripts(page: Page, texts: Sequence[str]) -> None:
    """Raises InputError when the text of a page has a script in it: it could come from a cell."""
    for text in texts:
        for script in inline_scripts(text):
            at = page.body.find(script) if script else -1
            line = page.line + page.body.count("\n", 0, at) if at >= 0 else 0
            found, expected = "a script in the text of the page", "a script in a file of its own"
            mend = 'Put it below site_src/theme/assets/ and name it with <script src="…">.'
            raise InputError(Problem(page.path, line, 0, "page", found, expected, mend))
