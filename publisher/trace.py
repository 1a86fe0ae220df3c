"""Tells of each number in the text of built pages whether it came from the data.

In: built pages of one language, its `Site`, and what the content declares.
Out: problems, one for each sentence with a number that nobody answers for.
Never: looks at pictures, code, forms, or the tables that the engine makes of rows.

A number came from the data when it stands in a value of a query (`value`) and is what that query
returned, or in a text that is a cell of the page's queries, a headline of theirs, or the title of
a source. All others have to be declared (see declared.py).
"""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from publisher.declared import FILE, LEFT, Declared
from publisher.language import Language
from publisher.markup import prose
from publisher.origin import headline, in_sentence
from publisher.problem import CannotRunError, Problem, text_of
from publisher.query import Rows
from publisher.site import Site
from publisher.words import list_of
from publisher.write import Member, Planned

KIND = "number"
PLACE = " (page /"  # in what a problem has found, before the address of the page
EXPECTED = f"a value of a query, or a line in {FILE}"
SAID = 200  # characters of a sentence that a problem quotes
# What is no prose, and what the engine writes of rows: tables, sources, the words of a picture.
NO_PROSE = {
    *("svg", "code", "pre", "kbd", "script", "style", "time", "form", "select", "textarea"),
    *("button", "nav", "template", "output"),
}
MADE = {"figure-drawing", "figure-source", "table-shown"}
INLINE = {"a", "abbr", "b", "cite", "data", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
_PART = re.compile(
    r"<title>.*?</title>|<meta name=\"description\"[^>]*>|<article.*</article>", re.DOTALL
)
# Drawings, and the lines of tables that the engine made of rows: most of a page.
_DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_ROWS = re.compile(r"<tbody data-made>.*?</tbody>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FILLED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_RECORD = re.compile(r"figures/([^/]+)/")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Prose(HTMLParser):
    """The text of a page, a block at a time; its values apart, and the queries it names."""

    def __init__(self, page: str, classes: set[str]) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.values: list[tuple[str, str]] = []  # the record that a value leads to, and its text
        self.records: list[str] = []  # that the list at the foot names
        self._classes = classes | MADE
        self._open: list[tuple[str, str]] = []  # each element with what it is for us
        self._text: list[str] = []
        self._value: list[str] | None = None
        for part in _PART.findall(page):
            self.feed(_ROWS.sub("", _DRAWN.sub("", part)))
            self._end_block()
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self.blocks.append(values.get("content", ""))
        if tag in EMPTY:
            return
        kind, classes = "", set(values.get("class", "").split())
        if tag in NO_PROSE or classes & self._classes:
            kind = "skip"
        elif tag == "a" and "value" in classes:
            kind, self._value = "value", [values.get("href", "")]
        elif "origins" in classes:
            kind = "origins"
        elif tag == "a" and self._is("origins"):
            self.records += _RECORD.findall(values.get("href", ""))
        if tag not in INLINE:
            self._end_block()
        self._open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, kind = self._open.pop()
            if kind == "value" and self._value is not None:
                self.values.append((self._value[0], " ".join("".join(self._value[1:]).split())))
                self._value = None
                self._text.append(LEFT)
            if name == tag:
                break
        if tag not in INLINE:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)
        elif not self._is("skip"):
            self._text.append(data)

    def _is(self, kind: str) -> bool:
        return any(kind == own for _, own in self._open)

    def _end_block(self) -> None:
        if text := " ".join("".join(self._text).split()):
            self.blocks.append(text)
        self._text.clear()


@dataclass
class Tracer:
    """Reads pages of one language; `used` are the declared expressions that found something."""

    site: Site
    declared: Declared
    used: set[str] = field(default_factory=set)
    _asked: dict[str, bool] = field(default_factory=dict)  # of texts, which most pages share
    _shown: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        return self.site.language

    @cached_property
    def number(self) -> re.Pattern[str]:
        return self.declared.number(self.language.code)

    @cached_property
    def query_of(self) -> dict[str, str]:
        """The query whose record stands at a slug below `figures/`."""
        return {entry["slug"]: entry["query"] for entry in self.site.lists["figures"]}

    def page(self, plan: Planned, member: Member, text: str) -> Iterator[Problem]:
        """What is wrong in one built page."""
        read = Prose(text, set(self.declared.classes))
        for address, shown in read.values:
            slug = (_RECORD.findall(address) or [""])[-1]
            name = self.query_of.get(slug, "")
            if not name or shown not in self._values(plan, member, name):
                found = f"{shown}, as a value of {name or address}"
                yield self._problem(plan, member, shown, found, "what that query returned")
        blocks = [block for block in read.blocks if self._has_numbers(block)]
        if not blocks:
            return
        whole = "\n".join(blocks)
        for known in self._known(plan, member, read.records):
            whole = whole.replace(known, LEFT)
        for block in whole.split("\n"):
            for sentence in _SENTENCE.split(self._without(block)):
                if numbers := self._numbers(sentence):
                    found = f"{list_of(numbers)} in '{sentence[:SAID]}'"
                    yield self._problem(plan, member, numbers[0], found, EXPECTED)

    def _numbers(self, text: str) -> list[str]:
        found = [match[0].rstrip(".,") for match in self.number.finditer(text)]
        return list(dict.fromkeys(found))

    def queries(self) -> Iterator[Problem]:
        """The numbers that are typed into the templates of headlines."""
        for query in self.site.queries.values():
            text = _FILLED.sub(LEFT, query.header.get("headline", ""))
            if numbers := self._numbers(self._without(text)):
                found = f"{list_of(numbers)} in the headline '{text}'"
                yield Problem(query.path, 0, 0, KIND, found, EXPECTED)

    def _has_numbers(self, block: str) -> bool:
        if block not in self._asked:
            self._asked[block] = bool(self.number.search(self._without(block)))
        return self._asked[block]

    def _without(self, text: str) -> str:
        left, used = self.declared.without(text)
        self.used |= used
        return left

    def _rows(self, plan: Planned, member: Member, name: str) -> Rows:
        """The rows of a query that a page can show; of the query of its own family, one."""
        if name == plan.page.front.get("each") and member.key:
            return Rows(name, tuple(member.row), [tuple(member.row.values())])
        return self.site.rows(name, member.key) if member.key else self.site.results[name]

    def _values(self, plan: Planned, member: Member, name: str) -> frozenset[str]:
        """The cells of a query as they stand in sentences."""
        own = name == plan.page.front.get("each") or self.site.queries[name].key
        key = (name, member.key if own else "")
        if key not in self._shown:
            self._shown[key] = frozenset(
                self.language.kept(_plain, 200_000)(value, column)
                for row in self._rows(plan, member, name)
                for column, value in row.items()
            )
        return self._shown[key]

    def _known(self, plan: Planned, member: Member, records: list[str]) -> list[str]:
        """The texts with a number that come from the data, longest first."""
        names = dict.fromkeys(self.query_of[slug] for slug in records if slug in self.query_of)
        names |= dict.fromkeys(n for n in [plan.page.front.get("each")] if n in self.site.queries)
        if plan.page.front.get("each") == "figures":
            names[member.row["query"]] = None
        found: set[str] = set()
        for name in names:
            rows = self._rows(plan, member, name)
            for record in rows.records:
                found.update(value for value in record if isinstance(value, str))
            if member.key or not self.site.queries[name].key:
                text = self.site.queries[name].header.get("headline", "")
                text = self.language.known(text) or text
                found.add(headline(text, rows, member.row, self.language))
        found |= {self.language.known(text) or text for text in found}
        texts = {" ".join(t.split()) for t in found if self.number.search(t)} | self._common
        return sorted((t for t in texts if re.search(r"[^\W\d]", t)), key=len, reverse=True)

    @cached_property
    def _common(self) -> set[str]:
        """Titles of sources, and where that is declared the texts that describe the tables."""
        found = {source.title for source in self.site.tables.sources.values()}
        found |= {
            s.title
            for name in self.site.queries
            for s in self.site.sources_of(name, Rows(name, (), []))
        }
        if self.declared.described:
            described = [self.site.package.descriptor, self.site.lists["tables"]]
            found |= {part for text in _texts(described) for part in _described(text)}
        return {" ".join(t.split()) for t in found if self.number.search(t)}

    def _problem(
        self, plan: Planned, member: Member, number: str, found: str, expected: str
    ) -> Problem:
        folder = self.language.folder
        text = text_of(self.site.package.root, plan.page.path, KIND)
        lines = [n for n, line in enumerate(text.splitlines(), 1) if number in line]
        place = f"{found}{PLACE}{folder}{member.address})"
        mend = "Ask a query for it, or declare what kind of number it is and why."
        line = lines[0] if len(lines) == 1 else 0
        return Problem(plan.page.path, line, 0, KIND, place, expected, mend)


def _plain(language: Language, value: Any, column: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", in_sentence(value, column, language))).split())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list | tuple):
        yield from (text for part in value for text in _texts(part))


def _described(text: str) -> list[str]:
    """A description as it is written, and its parts as `prose` shows them."""
    return [text, *Prose(f"<article>{prose(text)}</article>", set()).blocks]


def trace(tracer: Tracer, planned: list[Planned], folder: Path) -> Iterator[Problem]:
    """The numbers that nobody answers for in headlines and in built pages, of a family in one."""
    yield from tracer.queries()
    for plan in planned:
        one = plan.page.front.get("each") in tracer.site.queries
        yield from trace_members(tracer, plan, plan.members[: 1 if one else None], folder)


def trace_members(
    tracer: Tracer, plan: Planned, members: Iterable[Member], folder: Path
) -> Iterator[Problem]:
    """The same for some pages of one template. Raises CannotRunError for a page that is missing."""
    for member in members:
        file = folder / tracer.language.folder / member.address / "index.html"
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise CannotRunError(f"no page {file}: build the site first") from None
        yield from tracer.page(plan, member, text)


def once(problems: Iterable[Problem]) -> list[Problem]:
    """One problem for each template and sentence: that of the first page that has it."""
    found: dict[tuple[str, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.file, problem.found.split(PLACE)[0]), problem)
    return list(found.values())
