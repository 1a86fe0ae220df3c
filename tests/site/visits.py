"""Opens a page in Chromium and keeps what happened, so that many tests ask about one visit."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

Scheme = Literal["light", "dark"]

WIDTHS = {360: 740, 1280: 900}  # pixels wide: high
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
MATERIAL_SCHEMES: dict[Scheme, str] = {"light": "default", "dark": "slate"}
BUNDLE = "assets/vega.js"
ICON = "assets/favicon.svg"
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
# Nothing of its own to fetch, and no name but the server's own can be resolved.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
# Traces of a template or a script that printed what is not there; "None of them" is prose.
ODD = re.compile(
    r"\bundefined\b|\bNaN\b|\bNone\b(?! (?:of|is)\b)|\[object \w+\]|\{\{|\}\}|\{%|%\}|^(?:nan|null)$"
)


def find_chromium(environment: Mapping[str, str]) -> str:
    """The path of the system's Chromium. Without one a test skips; in CI it fails."""
    for name in ("chromium", "chromium-browser"):
        if path := shutil.which(name):
            return path
    if environment.get("CI"):
        pytest.fail("Chromium is not installed, and in CI it has to be")
    pytest.skip("Chromium is not installed")


@dataclass
class Traffic:
    """What a page asked for and complained about, as it happens."""

    base: str
    address: str  # the page's own
    status: int = 200  # the one that the host is to answer with
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        told = self.status >= 400 and message.location["url"] == self.address
        if message.type == "error" and not told:
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        self.requested.append(request.url)
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _failed(self, request: Request) -> None:
        # A browser that leaves a page drops the fetch of its icon; a missing icon has a status.
        left = request.url.endswith(ICON) and request.failure == "net::ERR_ABORTED"
        if not left:
            self.failed.append(f"{request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        own = response.url == self.address
        if response.status != self.status if own else response.status >= 400:
            self.failed.append(f"{response.url}: status {response.status}")

    @property
    def bundles(self) -> list[str]:
        """The requests for the chart library."""
        return [address for address in self.requested if BUNDLE in address]

    @property
    def problems(self) -> list[str]:
        """Errors, requests that failed, and requests to anything but the site."""
        found = [f"error: {text}" for text in self.errors]
        found += [f"failed: {text}" for text in self.failed]
        return found + [f"asks another site: {address}" for address in self.elsewhere]


@dataclass(frozen=True)
class Drawing:
    """One picture that is in sight: the text that stands for it, its place, what is in it."""

    label: str
    width: float
    height: float
    right: float
    marks: int


@dataclass(frozen=True)
class Figure:
    """A figure and those of its drawings that are in sight; each width and scheme has one."""

    title: str
    drawings: list[Drawing]

    def problems(self, width: int) -> list[str]:
        if len(self.drawings) != 1:
            return [f"{len(self.drawings)} drawings in sight"]
        drawing = self.drawings[0]
        found = []
        if len(drawing.label) < 20:
            found.append(f"no words stand for it: {drawing.label!r}")
        if drawing.width < 200 or drawing.height < 60 or drawing.right > width:
            found.append(f"{drawing.width} by {drawing.height} pixels, up to {drawing.right}")
        if drawing.marks <= 5:
            found.append("nothing is drawn")
        return found


@dataclass(frozen=True)
class Visit:
    """A page as Chromium shows it once it is loaded and read to its end."""

    traffic: Traffic
    scroll_width: int
    client_width: int
    too_wide: list[str]
    scheme: str
    language: str
    title: str
    description: str
    headings: list[str]
    repeated_ids: list[str]
    odd_texts: list[str]
    figures: list[Figure]

    def problems(self, width: int, scheme: Scheme, has_chart: bool) -> list[str]:
        """What would disturb a reader with a screen of this width and these colours."""
        found = self.problems_in_a_frame(width, has_chart)
        if self.scheme != MATERIAL_SCHEMES[scheme]:
            found.append(f"has the colours {self.scheme}")
        if len(self.headings) != 1 or not self.headings[0]:
            found.append(f"first-level headings: {self.headings}")
        if not self.description:
            found.append("has no description")
        return found

    def problems_in_a_frame(self, width: int, has_chart: bool) -> list[str]:
        """The same for a page that stands in a frame of another site, without its surroundings."""
        found = self.traffic.problems
        found += [f"loads the chart library: {address}" for address in self.traffic.bundles]
        if self.client_width != width or self.scroll_width > width:
            found.append(f"scrolls sideways, {self.scroll_width} in {width}: {self.too_wide}")
        if not self.title:
            found.append("has no title")
        if self.language != ("es" if "/es/" in self.traffic.address else "en"):
            found.append(f"language: {self.language}")
        found += [f"id twice: {name}" for name in self.repeated_ids]
        found += [f"odd text: {text}" for text in self.odd_texts]
        if bool(self.figures) != has_chart:
            found.append(f"{len(self.figures)} figures")
        for figure in self.figures:
            found += [f"figure {figure.title}: {text}" for text in figure.problems(width)]
        return found


def new_context(browser: Browser, width: int, scheme: Scheme, **options: Any) -> BrowserContext:
    """A reader with a screen of this width who prefers these colours."""
    return browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, **options
    )


def open_page(
    context: BrowserContext, base: str, path: str, status: int = 200
) -> tuple[Page, Traffic]:
    """A loaded page, with an ear on what it asks for."""
    page = context.new_page()
    traffic = Traffic(base, base + path, status)
    traffic.watch(page)
    page.goto(base + path)
    return page, traffic


def visit(context: BrowserContext, base: str, path: str, status: int = 200) -> Visit:
    """Opens a page, scrolls through its figures, and closes it."""
    page, traffic = open_page(context, base, path, status)
    seen = page.evaluate(LOOK)
    page.close()
    figures = [
        Figure(figure["title"], [Drawing(**drawing) for drawing in figure["drawings"]])
        for figure in seen.pop("figures")
    ]
    odd_texts = [text for text in seen.pop("texts") if ODD.search(text)]
    return Visit(traffic=traffic, figures=figures, odd_texts=odd_texts, **seen)
