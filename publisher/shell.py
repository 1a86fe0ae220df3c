"""The theme around a page, built once for all pages of a family.

In: a page of places to fill, as the site builder made it. Out: whole pages.
Never: knows the theme. It finds the places again by the words it put there.

A site builder takes some 6 ms for a page, most of them for a header, a navigation and a footer
that are the same in thousands of pages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.problem import InputError, Problem

ADDRESS = "stamped-page"  # the last part of a shell's address
_BEGIN, _END = '<div data-stamp="begin"></div>', '<div data-stamp="end"></div>'
_CONTENT = re.compile(
    r'<div data-stamp="?begin"?></div>.*<div data-stamp="?end"?></div>', re.DOTALL
)
_HEAD, _ENTRY = "stamped-head", "stamped-entry"
# The entry of a table of contents: the smallest list item around a link to the second heading.
_ITEM = re.compile(rf"<li\b[^>]*>(?:(?!</?li\b).)*#{_ENTRY}(?:(?!</?li\b).)*</li>", re.DOTALL)


def address_of(address: str) -> str:
    """The address of the shell for pages at such an address: as deep, with the same beginning."""
    return "/".join([*address.strip("/").split("/")[:-1], ADDRESS]) + "/"


def place(name: str) -> str:
    """The word that stands for a part of the front matter."""
    return f"stamped-{name}"


def shell_text(entries: bool) -> str:
    """The Markdown of a shell; `entries`: whether its pages have headings below the first."""
    below = f"## {_ENTRY}\n\n" if entries else ""
    return f"{_BEGIN}\n\n# {_HEAD}\n\n{below}{_END}\n"


@dataclass(frozen=True)
class Shell:
    """A page cut where its pages differ: text, name of a place, text, name, …, text.

    A place is a part of the front matter, or `:address`, `:head`, `:content`, `:entries`.
    """

    parts: tuple[str, ...]
    item: str  # an entry of the table of contents

    def page(
        self,
        values: Mapping[str, str],
        content: str,
        head: str,
        entries: Sequence[tuple[str, str]],
    ) -> str:
        """A whole page, from its front matter, its content and (`:address`) its address.

        `head` is the id of its heading, `entries` are the ids and names of those below it.
        """
        items = (
            self.item.replace(f"#{_ENTRY}", f"#{anchor}").replace(_ENTRY, name)
            for anchor, name in entries
        )
        known = {**values, ":head": f"#{head}", ":content": content, ":entries": "".join(items)}
        parts = list(self.parts)
        parts[1::2] = [known[name] for name in parts[1::2]]
        return "".join(parts)


def read_shell(page: str, address: str, names: Sequence[str]) -> Shell:
    """The shell that was built at an address. Raises InputError when its content is not in it.

    `names` are the parts of the front matter that differ from page to page.
    """
    content = _CONTENT.search(page)
    if content is None:
        found = "a theme without the content of the page"
        raise InputError(Problem(f"{address}index.html", 0, 0, "site", found, "page.content"))
    places = {place(name): name for name in names} | {address: ":address"}
    places |= {f"#{_HEAD}": ":head"}
    item = _ITEM.search(page)
    page = f"{page[: content.start()]}\0:content\0{page[content.end() :]}"
    page = _ITEM.sub("\0:entries\0", page)
    # The longest first: one word may be the beginning of another.
    words = sorted(places, key=len, reverse=True)
    page = re.sub("|".join(map(re.escape, words)), lambda m: f"\0{places[m[0]]}\0", page)
    return Shell(tuple(page.split("\0")), item[0] if item else "")
