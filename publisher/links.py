"""Finds the links of a new site that lead nowhere, before readers do.

In: the folder of the site and its files. Out: `Broken` links: to no file, or to no place in a page.
Never: follows a link to another site, or reads a page for a frame, whose links are those of the
page that it belongs to.

A page is searched for three openings and not parsed: thousands of pages have to take seconds.
"""

import html
import posixpath
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publisher.suggest import closest

INDEX = "index.html"
EMBED = "/embed/"  # in the path of a page for a frame
_ELSEWHERE = re.compile(r"//|[a-zA-Z][a-zA-Z0-9+.-]*:")


@dataclass(frozen=True)
class Broken:
    """A link that leads nowhere: a page that has it, how many have it, and what may be meant."""

    page: str
    link: str
    pages: int
    nearest: str

    def __str__(self) -> str:
        others = f", as on {self.pages - 1:,} more" if self.pages > 1 else ""
        near = f"; the nearest there is: '{self.nearest}'" if self.nearest else ""
        return f"{self.page}: the link '{self.link}' leads nowhere{others}{near}"


Place = tuple[str, str]  # a file of the site, and the id of a place in it or nothing
Users = list[
    tuple[str, str]
]  # the pages that lead to a place, each with the link as it stands there


def broken_links(site: Path, files: Collection[str], url: str = "") -> list[Broken]:
    """Every link of the pages that leads nowhere, each once, by the page that has it first.

    `files` are the paths of the site's files. A link that begins with `url`, the address of the
    site, leads to one of them too.
    """
    bad: dict[Place, Users] = {}
    asked: dict[str, dict[str, Users]] = {}  # of other pages: ids by page
    right: dict[str, set[str]] = {}  # links that are right on every page as deep, by the way up
    for page in sorted(f for f in files if f.endswith(".html") and EMBED not in f):
        links, ids = _read(site / page)
        up = "../" * page.count("/")
        known = right.setdefault(up, set())
        for link in links - known:
            file, fragment = _place(page, link, url)
            if file and (file not in files or (file == page and fragment and fragment not in ids)):
                bad.setdefault((file, fragment), []).append((page, link))
            elif fragment and file != page and file.endswith(".html"):
                asked.setdefault(file, {}).setdefault(fragment, []).append((page, link))
            elif not file or link.startswith(up or "./"):
                known.add(link)
    for file, fragments in asked.items():
        missing = fragments.keys() - _read(site / file)[1]
        bad |= {(file, fragment): fragments[fragment] for fragment in missing}
    names = _names(files) if bad else {}
    found = []
    for place, users in bad.items():
        page, link = min(users)
        near = _nearest(place, page, site, files, names)
        found.append(Broken(page, link, len({user for user, _ in users}), near))
    return sorted(found, key=lambda broken: (broken.page, broken.link))


def _read(file: Path) -> tuple[set[str], set[str]]:
    """The links of a page and its ids."""
    data = file.read_bytes()
    links = _values(data, b' href="') | _values(data, b' src="')
    return set(map(_text, links)), set(map(_text, _values(data, b' id="')))


def _values(data: bytes, opening: bytes) -> set[bytes]:
    return {part[: part.find(b'"')] for part in data.split(opening)[1:]}


def _text(value: bytes) -> str:
    text = value.decode()
    return html.unescape(text) if "&" in text else text


def _place(page: str, link: str, url: str) -> Place:
    """Where a link on a page leads; no file when it leads to another site."""
    path, _, fragment = link.partition("#")
    fragment = unquote(fragment) if "%" in fragment else fragment
    up = "../" * page.count("/")
    if not path:
        return page, fragment
    if url and link.startswith(url):
        return _file("", path.removeprefix(url)), fragment
    if path.startswith("/") and path[1:2] != "/":
        # What the host has outside of the site's folder is not of the site, and mostly a mistake.
        root = urlsplit(url).path or "/"
        return _file("", path.removeprefix(root)) if path.startswith(root) else path, fragment
    if up and path.startswith(up):
        return _file("", path.removeprefix(up)), fragment
    if _ELSEWHERE.match(path):
        return "", ""
    return _file(posixpath.dirname(page), path), fragment


@lru_cache(maxsize=100_000)
def _file(folder: str, path: str) -> str:
    """The file that a server gives for a path as it stands in a page of a folder."""
    path = unquote(path.partition("?")[0])
    file = posixpath.normpath(posixpath.join(folder, path))
    is_page = path.rpartition("/")[2] in ("", ".", "..")
    return posixpath.normpath(posixpath.join(file, INDEX)) if is_page else file


def _names(files: Iterable[str]) -> dict[str, set[str]]:
    """What is in each folder: files, and folders with a slash at the end."""
    names: dict[str, set[str]] = {}
    for file in files:
        folder, _, name = file.rpartition("/")
        while name not in names.setdefault(folder, set()):
            names[folder].add(name)
            if not folder:
                break
            folder, _, last = folder.rpartition("/")
            name = f"{last}/"
    return names


def _nearest(
    place: Place, page: str, site: Path, files: Collection[str], names: dict[str, set[str]]
) -> str:
    """The link from a page to what is spelled most like a place that is not there, if anything is.

    Where a folder of the path is not there, that is one with a name like it.
    """
    file, fragment = place
    if file in files:
        near = closest(fragment, sorted(_read(site / file)[1]))
        return f"{_from(page, file)}#{near}" if near else ""
    folder, rest = "", file
    while "/" in rest and f"{rest.partition('/')[0]}/" in names.get(folder, ()):
        first, _, rest = rest.partition("/")
        folder = posixpath.join(folder, first)
    first, slash, after = rest.partition("/")
    near = closest(first + slash, sorted(names.get(folder, ())))
    found = posixpath.join(folder, near)
    likely = (posixpath.join(found, after), posixpath.join(found, INDEX), found) if near else ()
    return next((_from(page, one) for one in likely if one in files), "")


def _from(page: str, file: str) -> str:
    """The shortest link from a page to a file of the site."""
    if page == file:
        return ""
    path = posixpath.relpath(file, posixpath.dirname(page) or ".")
    return path.removesuffix(INDEX) or "./"
