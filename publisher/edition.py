"""The site in one language, and what its pages lead to.

In: a `Site` and the addresses that exist in its language. Out: pages whose links work.
Never: leaves a link to a page that is not there: it goes to the page in the main language.
"""

import posixpath
import re
from dataclasses import dataclass

from publisher.site import Site

BESIDE = "data.json"
# Attributes that hold the address of a page or a file, relative to the page they stand in.
# The last is what the theme's script is told of the one that searches.
_LINK = re.compile(
    r'(?<=\s)((?:href|src|data-(?:spec|rows|bundle))="|"search": ")([^"#?:]+)(?=["#?])'
)


@dataclass(frozen=True)
class Edition:
    """A site in one language; `own` are the addresses of the pages that it has."""

    site: Site
    own: frozenset[str]


def linked(page: str, address: str, edition: Edition) -> str:
    """The page with its links to what only the main language has led there, and marked so.

    Pages of other languages stand in a folder of their own; pictures, tables and scripts do not
    stand there a second time.
    """
    folder = edition.site.language.folder
    if not folder:
        return page
    up = "../" * (folder + address).count("/")
    mark = f'hreflang="{edition.site.main_code}" '

    def moved(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(address, match[2]))
        if path.startswith(".."):
            return match[0]  # leads to another language already
        to_page = match[2].endswith("/") or posixpath.basename(match[2]) in (".", "..")
        path = "" if path == "." else f"{path}/" if to_page else path
        # The rows of a family's charts stand beside each page, in its language.
        if path in edition.own or match[2] == BESIDE:
            return match[0]
        shown = mark if to_page and match[1].startswith("href") else ""
        return f"{shown}{match[1]}{up}{path}"

    return _LINK.sub(moved, page)
