"""The site in one language, and what its pages lead to.

In: a `Site` and the addresses that exist in its language. Out: pages whose links work.
Never: leaves a link to a page that is not there: it goes to the page in the main language.
"""

import posixpath
import re
from dataclasses import dataclass

from publisher.site import Site

BESIDE = "data.json"
# Attributes that hold the address of a page or a file, relative to the page they stand in. The sign
# that all have is looked for first: pages are long, and most of that is drawings.
_LINK = re.compile(
    r'="(?:(?<=\shref=")(?P<href>)|(?<=\ssrc=")|(?<=\sdata-spec=")|(?<=\sdata-rows=")'
    r'|(?<=\sdata-bundle="))(?P<path>[^"#?:]+)(?P<rest>(?:[#?][^"]*)?")'
)
# What the theme's script is told of the one that searches.
_SEARCH = re.compile(r'"search": "(?P<path>[^"#?:]+)(?P<rest>")')


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
    mark = f' hreflang="{edition.site.main_code}"'

    def moved(match: re.Match[str]) -> str:
        said, is_href = match["path"], match.groupdict().get("href") is not None
        path = posixpath.normpath(posixpath.join(address, said))
        if path.startswith(".."):
            return match[0]  # leads to another language already
        to_page = said.endswith("/") or posixpath.basename(said) in (".", "..")
        path = "" if path == "." else f"{path}/" if to_page else path
        # The rows of a family's charts stand beside each page, in its language.
        if path in edition.own or said == BESIDE:
            return match[0]
        before = match[0][: match.start("path") - match.start()]
        return f"{before}{up}{path}{match['rest']}{mark if to_page and is_href else ''}"

    return _SEARCH.sub(moved, _LINK.sub(moved, page))
