"""Reads every HTML file of a built site once, for the tests that ask about all of them."""

import gzip
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>")
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
CELL = re.compile(r"<t[dh][^>]*>\s*(None|nan|NaN|NaT|null|undefined|inf|<NA>)\s*</t[dh]>")
TITLE = re.compile(r"<title>([^<]*)</title>")
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
REFERRER = re.compile(r'<meta name="referrer" content="([^"]*)">')
INLINE = re.compile(r"<script(?![^>]*\ssrc=)([^>]*)>(.*?)</script>", re.DOTALL)
ARTICLE = re.compile(r"<article.*</article>", re.DOTALL)
# What a browser goes and gets by itself, as against a link that a reader may follow.
FETCHED = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}
FETCHED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest"}
# Addresses that a script of the site turns into requests.
DATA = {"data-spec", "data-rows", "data-bundle"}


@dataclass(frozen=True)
class Scanned:
    """One HTML file: how large it is on the wire, and what stands in it."""

    path: str
    base: str  # where its links start, when it says so
    indexed: bool  # whether search engines may list it
    gzip_bytes: int
    language: str
    title: str
    description: str
    first_headings: int
    ids: list[str]
    links: list[str]
    fetched: list[str]
    icons: list[str]
    scripts: list[str]
    labels: list[str]
    odd_cells: list[str]
    policy: str  # its Content-Security-Policy
    referrer: str  # what it tells other sites of itself
    inline_scripts: list[str]  # the scripts that stand in it and run


def scan_site(site: Path) -> dict[str, Scanned]:
    """Every HTML file of a site by its path from the site's folder."""
    files = sorted(site.rglob("*.html"))
    return {s.path: s for s in (scan(f, f.relative_to(site).as_posix()) for f in files)}


def scan(file: Path, path: str) -> Scanned:
    data = file.read_bytes()
    text = data.decode("utf-8")
    ids, links, fetched, icons, scripts, labels = [], [], [], [], [], []
    language, base, indexed, first_headings = "", "", True, 0
    for tag, attributes in _tags(text):
        if "id" in attributes:
            ids.append(attributes["id"])
        if "href" in attributes and tag not in ("link", "image", "use"):
            links.append(attributes["href"])
        links += [attributes[name] for name in DATA if name in attributes]
        fetched += [attributes[name] for name in FETCHED.get(tag, ()) if name in attributes]
        if tag == "script" and "src" in attributes:
            scripts.append(attributes["src"])
        if tag == "link" and FETCHED_LINKS & set(attributes.get("rel", "").split()):
            fetched.append(attributes["href"])
        if tag == "link" and "icon" in attributes.get("rel", "").split():
            icons.append(attributes["href"])
        if tag == "div" and "figure-drawing" in attributes.get("class", "").split():
            labels.append(attributes.get("aria-label", ""))
        if tag == "base":
            base = attributes.get("href", "")
        if tag == "meta" and attributes.get("name") == "robots":
            indexed = "noindex" not in attributes["content"]
        if tag == "html":
            language = attributes.get("lang", "")
        first_headings += tag == "h1"
    return Scanned(
        path=path,
        base=base,
        indexed=indexed,
        gzip_bytes=len(gzip.compress(data, 6)),
        language=language,
        title=_only(TITLE, text),
        description=_only(DESCRIPTION, text),
        first_headings=first_headings,
        ids=ids,
        links=links,
        fetched=fetched,
        icons=icons,
        scripts=scripts,
        labels=labels,
        odd_cells=CELL.findall(text),
        policy=_only(POLICY, text),
        referrer=_only(REFERRER, text),
        inline_scripts=[script for kind, script in INLINE.findall(text) if "json" not in kind],
    )


def _tags(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inner in TAG.findall(text):
        if '="' in inner:
            yield tag, {name: html.unescape(value) for name, value in ATTRIBUTE.findall(inner)}
        else:
            yield tag, {}


def _only(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.findall(text)
    return html.unescape(found[0]).strip() if len(found) == 1 else ""


def article(file: Path) -> str:
    """The part of a page that is its own, without the theme's header, sidebars and footer."""
    found = ARTICLE.search(file.read_text(encoding="utf-8"))
    return found[0] if found else ""
