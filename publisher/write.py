"""Fills page templates and writes plain Markdown for the site builder.

In: `site_src/pages/**/*.md` and a `Site`. Out: Markdown files below `build/docs/`, and the long
lines of HTML in them (figures, tables, lists) below `build/blocks/`.
Never: leaves a template for a later stage.

A long line of HTML is put aside and an empty element holds its place: a site builder would parse
it three times and change nothing, which takes two thirds of its time for thousands of pages.

A template whose front matter has `each: <query>` becomes one page for each row of the query;
`path` is the page's address and `key` the column that picks the page's rows (without it the
query's own key). `each: tables`, `each: figures` and `each: packages` go over the engine's lists.
"""

import html
import json
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

from publisher.macros import Macros, UnknownError, Used
from publisher.markup import as_text, escaped, meta, prose
from publisher.problem import InputError, Problem, text_of
from publisher.progress import Progress
from publisher.site import Site
from publisher.writer import Writer

FOLDER = "site_src/pages"
PARTIALS = "site_src/partials"
# Addresses are permanent: lower-case words, no dots, nothing that leaves the folder.
ADDRESS = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*")
LONG = re.compile(r"^<(?!h\d)(?!.*<h\d).{200,}>$", re.MULTILINE)  # HTML without headings
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the same text, faster where it is built
OWN = {"each", "path", "key"}  # front matter for the engine; the rest is the builder's


@dataclass(frozen=True)
class Page:
    """A page template: where it stands, its front matter, its body and the body's first line."""

    path: str
    front: dict[str, Any]
    body: str
    line: int
    lines: dict[str, int] = field(default_factory=dict)  # of the names in the front matter

    @property
    def address(self) -> str:
        """The address of a page that is not a family: `a/b.md` is at `a/b/`."""
        inner = Path(self.path).relative_to(FOLDER).with_suffix("").as_posix()
        return "" if inner == "index" else inner.removesuffix("/index") + "/"


@dataclass(frozen=True)
class Written:
    """A page as written: its address, its key value in a family, what it used and its title."""

    address: str
    member: str
    used: Used
    title: str


def read_pages(root: Path) -> list[Page]:
    """The page templates of a project. Raises InputError for front matter that is not YAML."""
    pages, problems = [], []
    for file in sorted((root / FOLDER).rglob("*.md")):
        path = file.relative_to(root).as_posix()
        text = text_of(root, path, "page")
        front: Any = {}
        body, line = text, 1
        lines: dict[str, int] = {}
        if text.startswith("---\n") and (end := text.find("\n---\n", 3)) > 0:
            body, line = text[end + 5 :], text.count("\n", 0, end + 5) + 1
            try:
                front = yaml.safe_load(text[4:end]) or {}
                if isinstance(front, dict) and front:
                    node: Any = yaml.compose(text[4:end], yaml.SafeLoader)
                    lines = {key.value: key.start_mark.line + 2 for key, _ in node.value}
            except yaml.YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                at = mark.line + 2 if mark else 1
                found = (
                    f"front matter: {getattr(error, 'problem', None) or str(error).splitlines()[0]}"
                )
                problems.append(Problem(path, at, 0, "page", found, "YAML"))
        if not isinstance(front, dict):
            problems.append(Problem(path, 2, 0, "page", "front matter: no names", "name: value"))
            continue
        pages.append(Page(path, front, body, line, lines))
    if problems:
        raise InputError(problems)
    return pages


def write_pages(
    pages: list[Page], site: Site, writer: Writer, blocks: Writer, progress: Progress
) -> list[Written]:
    """Writes every page; each with the queries and figures it used.

    Markdown goes to `writer`, the HTML that was put aside to `blocks`, as a JSON list for a page.
    Raises InputError for each template that asks for what does not exist.
    """
    environment = _environment(site.package.root)
    problems: list[Problem] = []
    written: list[Written] = []
    for page in pages:
        try:
            written += _write_page(page, site, environment, writer, blocks, progress)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return written


def _environment(root: Path) -> SandboxedEnvironment:
    """Templates of the content: sandboxed, and every value printed through `escaped`.

    What several pages share stands in `site_src/partials/`, for `import` and `include`.
    """
    environment = SandboxedEnvironment(
        loader=jinja2.FileSystemLoader(root / PARTIALS),
        autoescape=True,
        finalize=escaped,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["said"] = as_text
    environment.filters["prose"] = prose
    return environment


def _write_page(
    page: Page,
    site: Site,
    environment: SandboxedEnvironment,
    writer: Writer,
    blocks: Writer,
    progress: Progress,
) -> Iterator[Written]:
    with _Placed(page):
        template = environment.from_string(page.body)
    front = {}
    for name, text in page.front.items():
        with _Placed(page, name):
            if isinstance(text, str) and "{" in text:
                plain = SandboxedEnvironment(undefined=jinja2.StrictUndefined)
                front[name] = plain.from_string(text)
            else:
                front[name] = text
    members = list(_members(page, site))
    with progress.counting(f"writing {page.path}", len(members)) as step:
        for member, row in members:
            step(None)
            values = {}
            for name, part in front.items():
                with _Placed(page, name):
                    values[name] = _filled(part, row, site)
            with _Placed(page):
                address = str(values["path"]).strip("/") + "/" if row else page.address
                _check_address(page, address, writer)
                macros = Macros(site, address, str(page.front.get("each", "")), member, row)
                text = template.render(
                    row=row,
                    rows=macros.rows,
                    value=macros.value,
                    table=macros.table,
                    figure=macros.figure,
                    sample=macros.sample,
                    code=macros.code,
                    root=macros.root,
                    lists=site.lists,
                    package=site.package.descriptor,
                    site=site.tables.counts,
                    site_url=site.url,
                )
            kept = {n: v for n, v in values.items() if n not in OWN}
            for name in ("title", "description"):
                if name in kept:
                    kept[name] = meta(str(kept[name]))
            if site.url:
                kept["image"] = f"{address}card.png"
            # Zensical refuses front matter without anything in it: then it is {}.
            head = yaml.dump(kept, Dumper=DUMPER, allow_unicode=True, width=10_000)
            text, aside = put_aside(text)
            writer.write(f"{address}index.md", f"---\n{head}---\n{text}\n")
            if aside:
                blocks.write(f"{address}index.json", json.dumps(aside, ensure_ascii=False))
            yield Written(address, member, macros.used, html.unescape(str(kept.get("title", ""))))


def put_aside(text: str) -> tuple[str, list[str]]:
    """The text with an empty element for each long line of HTML, and those lines."""
    blocks: list[str] = []

    def slot(match: re.Match[str]) -> str:
        blocks.append(match[0])
        return f'<div data-block="{len(blocks) - 1}"></div>'

    return LONG.sub(slot, text), blocks


def _check_address(page: Page, address: str, writer: Writer) -> None:
    if not ADDRESS.fullmatch(address):
        expected = "lower-case letters, digits and - between slashes"
        raise InputError(Problem(page.path, 0, 0, "page", f"the address {address!r}", expected))
    if f"{address}index.md" in writer.sizes:
        raise InputError(
            Problem(page.path, 0, 0, "page", f"the address {address} twice", "one page for each")
        )


def _filled(value: Any, row: dict[str, Any], site: Site) -> Any:
    if not isinstance(value, jinja2.Template):
        return value
    return value.render(row=row, package=site.package.descriptor)


def _members(page: Page, site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    """The key and the row of each page of a family; one empty pair for a page of its own."""
    each = page.front.get("each")
    if not each:
        yield "", {}
        return
    if "path" not in page.front:
        raise InputError(Problem(page.path, 1, 0, "page", "each without path", "path: an address"))
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


def template_line(error: Exception) -> int:
    """The line of a template that raised; 0 when it is not known."""
    line = int(getattr(error, "lineno", 0) or 0)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == "<template>" and frame.lineno:
            line = frame.lineno
    return line


class _Placed:
    """Turns what a template raises into a problem with the template's file and line."""

    def __init__(self, page: Page, name: str = "") -> None:
        self.page = page
        self.name = name  # in the front matter; empty for the body

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None or isinstance(error, InputError) or not isinstance(error, Exception):
            return
        line = template_line(error)
        if self.name:
            line = self.page.lines.get(self.name, 1)
        else:
            line = line + self.page.line - 1 if line else 0
        if isinstance(error, UnknownError):
            found, expected = f"asks for {error}", "something that exists"
        else:
            found = f"{type(error).__name__}: {error}"
            expected = "a template that can be filled in"
        problem = Problem(self.page.path, line, 0, "page", found, expected, "Correct the page.")
        raise InputError(problem) from None
