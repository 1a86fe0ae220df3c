"""What a built page asks a browser for, and where its links lead."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# Elements that load what they point to, without a click.
LOADS = {"script", "img", "iframe", "source", "video", "audio", "embed", "object", "link", "use"}


class Read(HTMLParser):
    """The addresses in a page: those that a browser loads, and those that a reader may follow."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.linked: list[str] = []
        self.ids: set[str] = set()
        self.styles: list[str] = []
        self.base = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.ids |= {values[name] for name in ("id", "name") if name in values}
        self.styles.append(values.get("style", ""))
        if tag == "base":
            self.base = values.get("href", "")
            return
        for name in ("src", "href", "xlink:href", "data", "poster"):
            if name in values:
                (self.loaded if tag in LOADS else self.linked).append(values[name])
        self.loaded += [part.split()[0] for part in values.get("srcset", "").split(",") if part]
        # What the page's own script fetches when a reader asks for it.
        self.loaded += [values[n] for n in ("data-spec", "data-rows") if n in values]
        if "data-bundle" in values:
            self.loaded.append(values["data-bundle"])


def read(file: Path) -> Read:
    return Read(file.read_text(encoding="utf-8"))


def pages(site: Path) -> dict[str, Path]:
    """Every HTML page of a site, by its path."""
    return {file.relative_to(site).as_posix(): file for file in sorted(site.rglob("*.html"))}


def in_styles(text: str) -> list[str]:
    """What style sheets and style attributes load."""
    return re.findall(r"(?:@import\s+(?:url\()?|url\()\s*[\"']?([^\"')\s;]+)", text)


def foreign(site: Path) -> Iterator[str]:
    """Everything that a page or a style sheet loads from another host, with its place."""
    for name, file in pages(site).items():
        page = read(file)
        for address in [*page.loaded, *in_styles("\n".join(page.styles))]:
            if urlsplit(address).netloc:
                yield f"{name}: {address}"
    for file in sorted(site.rglob("*.css")) + sorted(site.rglob("*.svg")):
        for address in in_styles(file.read_text(encoding="utf-8")):
            if urlsplit(address).netloc:
                yield f"{file.relative_to(site)}: {address}"


def broken(site: Path) -> Iterator[str]:
    """Every address inside the site that leads to no file, or to no place in a page."""
    base = "https://site.example/"
    for name, file in pages(site).items():
        page = read(file)
        for address in page.loaded + page.linked:
            whole = urlsplit(urljoin(urljoin(base + name, page.base), address))
            if whole.netloc != "site.example" or whole.scheme != "https":
                continue
            target = site / unquote(whole.path).lstrip("/")
            if target.is_dir():
                target /= "index.html"
            if not target.is_file():
                yield f"{name}: {address}"
            elif target.suffix == ".html" and not has_place(target, unquote(whole.fragment)):
                yield f"{name}: {address} (no such place)"


def has_place(page: Path, fragment: str) -> bool:
    return not fragment or fragment in read(page).ids
