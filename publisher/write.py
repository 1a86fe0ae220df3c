"""Fills page templates and writes plain Markdown for the site builder.

In: `site_src/pages/**/*.md` and a `Site`. Out: the pages as Markdown, and apart from it the long
lines of HTML in them (figures, tables, lists).
Never: leaves a template for a later stage.

A long line of HTML is put aside and an empty element holds its place: a site builder would parse
it three times and change nothing, which takes two thirds of its time for thousands of pages.

A template whose front matter has `each: <query>` becomes one page for each row of the query;
`path` is the page's address and `key` the column that picks the page's rows (without it the
query's own key). `each: tables`, `each: figures` and `each: packages` go over the engine's lists.
`languages: [es]` has the page written in those languages too.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import yaml

from publisher.catalogue import citation, linked_data
from publisher.closed import Closed
from publisher.language import Language
from publisher.macros import Macros, Used
from publisher.markup import as_text, escaped, meta, prose
from publisher.openapi import documented
from publisher.pages import Page, Placed
from publisher.problem import InputError, Problem
from publisher.site import Site
from publisher.snippets import LOCAL
from publisher.templating import speak

PARTIALS = "site_src/partials"
# Addresses are permanent: lower-case words, no dots, nothing that leaves the folder.
ADDRESS = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*")
LONG = re.compile(r"^<(?!h\d)(?!.*<h\d).{200,}>$", re.MULTILINE)  # HTML without headings
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the same text, faster where it is built
OWN = {"each", "path", "key", "languages"}  # front matter for the engine, not the builder
WORDS = {"title", "description"}  # front matter that readers see


@dataclass(frozen=True)
class Member:
    """One page that a template makes: its address, and its key and row in a family."""

    address: str
    key: str = ""
    row: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """A template and the pages it makes, each at an address of its own."""

    page: Page
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Filled:
    """A page as filled in: front matter, Markdown, the HTML put aside from it, what it used."""

    address: str
    member: str
    front: dict[str, Any]
    text: str
    blocks: list[str]
    used: Used

    @property
    def written(self) -> "Written":
        title, about = (html.unescape(str(self.front.get(n, ""))) for n in ("title", "description"))
        search = self.front.get("search") or {}
        return Written(self.address, self.member, self.used, title, about, search)


@dataclass(frozen=True)
class Written:
    """A page that was written: its address, its key in a family, what it used, its words."""

    address: str
    member: str
    used: Used
    title: str
    description: str = ""
    search: dict[str, Any] = field(default_factory=dict)


def plan_pages(pages: list[Page], site: Site) -> list[Planned]:
    """The pages that each template makes. Raises InputError for an address that cannot be one."""
    problems: list[Problem] = []
    planned: list[Planned] = []
    taken: set[str] = set()
    for page in pages:
        try:
            members = tuple(pages_made(page, site))
            for member in members:
                _check_address(page, member.address, taken)
                taken.add(member.address)
            planned.append(Planned(page, members))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return planned


def in_language_of(pages: list[Page], site: Site) -> list[Page]:
    """The templates that are written in the language of a site."""
    code = site.language.code
    return [page for page in pages if not site.language.folder or code in languages_of(page)]


def fill_pages(planned: list[Planned], site: Site) -> Iterator[Filled]:
    """Fills every page. Raises InputError for all templates that ask for what does not exist."""
    problems: list[Problem] = []
    for plan in planned:
        try:
            filler = Filler(plan.page, site)
            for member in plan.members:
                yield filler.fill(member)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)


def markdown(front: dict[str, Any], text: str) -> str:
    """A page as the site builder reads it."""
    # Zensical refuses front matter without anything in it: then it is {}.
    head = yaml.dump(front, Dumper=DUMPER, allow_unicode=True, width=10_000)
    return f"---\n{head}---\n{text}\n"


def environment_of(root: Path, language: Language) -> Closed:
    """Templates of the content: sandboxed, and every value printed through `escaped`.

    What several pages share stands in `site_src/partials/`, for `import` and `include`.
    """
    environment = Closed(
        loader=jinja2.FileSystemLoader(root / PARTIALS),
        autoescape=True,
        finalize=partial(escaped, language=language),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speak(environment, language)
    environment.filters["prose"] = prose
    # A message for an argument of `figure` or `table`, which escape it themselves.
    environment.globals["words"] = lambda text, **values: language.text(
        text, **{name: as_text(value, language) for name, value in values.items()}
    )
    return environment


class Filler:
    """Fills the pages of one template, in the language of the site.

    Raises InputError for a template that cannot be read; so does `fill` for a page.
    """

    def __init__(self, page: Page, site: Site) -> None:
        self.page = page
        self.site = site
        with Placed(page):
            self.template = environment_of(site.package.root, site.language).from_string(page.body)
        self.front: dict[str, Any] = {}
        for name, value in page.front.items():
            with Placed(page, name):
                self.front[name] = _prepared(name, value, site.language)

    def fill(self, member: Member) -> Filled:
        """One page, with the front matter that is the builder's."""
        page, site = self.page, self.site
        with Placed(page):
            family = str(page.front.get("each", ""))
            macros = Macros(site, member.address, family, member.key, member.row)
            text = self.template.render(
                row=member.row,
                rows=macros.rows,
                value=macros.value,
                table=macros.table,
                figure=macros.figure,
                sample=macros.sample,
                example=macros.example,
                downloads=macros.offers.downloads,
                package_downloads=macros.offers.package_downloads,
                snippets=macros.offers.snippets,
                local_url=LOCAL,
                software=macros.offers.software,
                file_text=macros.offers.file_text,
                figure_downloads=macros.offers.figure_downloads,
                checksum=macros.offers.checksum,
                profile=macros.profile,
                linked_data=partial(linked_data, site, macros.root),
                citation=partial(citation, site),
                code=macros.code,
                root=macros.root,
                language=site.language.code,
                lists=site.lists,
                package=site.package.descriptor,
                site=site.tables.counts,
                site_url=site.url,
                repository=site.repository,
                branch=site.branch,
                personal=site.personal,
                api=partial(documented, site),
                versions=site.versions,
            )
        foot = macros.origins()
        text, aside = put_aside(f"{text}\n\n{foot}" if foot else text)
        return Filled(member.address, member.key, self.heads(member), text, aside, macros.used)

    def heads(self, member: Member) -> dict[str, Any]:
        """The front matter of one page, without what is for the engine."""
        values = {}
        for name, part in self.front.items():
            if name not in OWN:
                with Placed(self.page, name):
                    values[name] = _filled(name, part, member.row, self.site)
        return values | places(self.page, self.site, member.address)


def places(page: Page, site: Site, address: str) -> dict[str, Any]:
    """Where the page's picture is, and (relative) the same page in each language it is in."""
    found: dict[str, Any] = {}
    if site.url:
        found["image"] = f"{site.url}{address}card.png"
    if codes := languages_of(page):
        up = "../" * (site.language.folder + address).count("/")
        folders = {site.main_code: ""} | {code: f"{code}/" for code in codes}
        found["alternates"] = {
            code: f"{up}{folder}{address}" or "./" for code, folder in folders.items()
        }
    return found


def languages_of(page: Page) -> list[str]:
    """The codes of the languages, besides the main one, that a page is written in too."""
    codes = page.front.get("languages", [])
    return [str(code) for code in codes] if isinstance(codes, list) else []


def put_aside(text: str) -> tuple[str, list[str]]:
    """The text with an empty element for each long line of HTML, and those lines."""
    blocks: list[str] = []

    def slot(match: re.Match[str]) -> str:
        blocks.append(match[0])
        return f'<div data-block="{len(blocks) - 1}"></div>'

    return LONG.sub(slot, text), blocks


def _check_address(page: Page, address: str, taken: set[str]) -> None:
    if not ADDRESS.fullmatch(address):
        expected = "lower-case letters, digits and - between slashes"
        raise InputError(Problem(page.path, 0, 0, "page", f"the address {address!r}", expected))
    if address in taken:
        raise InputError(
            Problem(page.path, 0, 0, "page", f"the address {address} twice", "one page for each")
        )


def _prepared(name: str, value: Any, language: Language) -> Any:
    """A part of the front matter: a template when it has something to fill in."""
    if not isinstance(value, str):
        return value
    text = language.text(value) if name in WORDS and language.folder else value
    if "{" not in text:
        return text
    plain = Closed(undefined=jinja2.StrictUndefined)
    speak(plain, language)
    return plain.from_string(text)


def _filled(name: str, part: Any, row: dict[str, Any], site: Site) -> Any:
    if isinstance(part, jinja2.Template):
        return meta(part.render(row=row, package=site.package.descriptor))
    return meta(part) if name in WORDS and isinstance(part, str) else part


def pages_made(page: Page, site: Site) -> Iterator[Member]:
    """The pages of a family; one for a page of its own."""
    each = page.front.get("each")
    if not each:
        yield Member(page.address)
        return
    if "path" not in page.front:
        raise InputError(Problem(page.path, 1, 0, "page", "each without path", "path: an address"))
    with Placed(page, "path"):
        path = Closed(undefined=jinja2.StrictUndefined).from_string(str(page.front["path"]))
    for key, row in _keyed_rows(page, str(each), site):
        with Placed(page, "path"):
            address = path.render(row=row, package=site.package.descriptor).strip("/") + "/"
        yield Member(address, key, row)


def _keyed_rows(page: Page, each: str, site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    if each in site.lists:
        yield from (("", row) for row in site.lists[each])
        return
    if each not in site.queries:
        found = f"each: {each}"
        raise InputError(Problem(page.path, 1, 0, "page", found, "the name of a query"))
    key = page.front.get("key") or site.queries[each].key
    rows = site.results[each]
    if key not in rows.columns:
        found = f"key: {key}"
        raise InputError(Problem(page.path, 1, 0, "page", found, f"a column of {each}"))
    yield from ((str(row[key]), row) for row in rows)
