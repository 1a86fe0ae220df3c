"""Compares what two projects show: figures, charts and the pages they stand on.

In: two sides as `Compared`. Out: `Value`s, `Named`s and `Family`s.
Never: draws or writes a page. A page counts as changed when its template has changed, or something
that it asks for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from publisher.cache import file_digest
from publisher.depends import Drawn
from publisher.hidden import held_in, hide, hide_in, in_place_of
from publisher.markup import as_text
from publisher.query import Rows
from publisher.sides import Compared, Side
from publisher.site import slug
from publisher.tablediff import ADDED, CHANGED, REMOVED
from publisher.write import PARTIALS, pages_made

ADDRESSES = 50  # pages of a template that are kept to be shown; all are counted
ANYTHING = "a name that is known only when the page is made"


@dataclass(frozen=True)
class Value:
    """A figure: one cell of a query of one row, as readers see it; None where there is none."""

    query: str
    title: str
    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Named:
    """A query or a chart that differs: by how many of its rows, and whether its code does."""

    name: str
    title: str
    change: str
    rows: int
    code: bool


@dataclass(frozen=True)
class Family:
    """The pages of one template that differ, of `pages` in all, and the names of what did it.

    `addresses` are at most `ADDRESSES` of them, each with how it differs.
    """

    path: str
    pages: int
    added: int
    removed: int
    changed: int
    addresses: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


def figures_of(compared: Compared) -> tuple[tuple[Value, ...], tuple[Named, ...]]:
    """The figures that differ, cell by cell, and the queries of more rows that do."""
    values: list[Value] = []
    lists: list[Named] = []
    old, new = compared.before.site.queries, compared.after.site.queries
    for name in sorted(old.keys() | new.keys()):
        sides = compared.both(name)
        query = new.get(name) or old[name]
        change = CHANGED if name in old and name in new else ADDED if name in new else REMOVED
        own = []
        if not query.key and all(rows is None or len(rows) < 2 for rows in sides):
            own = list(_values(name, query.title, *sides, compared.titled))
        values += own
        code = change == CHANGED and compared.code(name)
        if not own and (compared.rows(name) or code or change != CHANGED):
            lists.append(Named(name, query.title, change, compared.rows(name), code))
    return tuple(values), tuple(lists)


def _values(
    name: str, title: str, old: Rows | None, new: Rows | None, titled: re.Pattern[str]
) -> Iterator[Value]:
    before, after = (rows.first if rows else {} for rows in (old, new))
    for column in [*after, *(column for column in before if column not in after)]:
        was, now = before.get(column), after.get(column)
        if was == now and column in before and column in after:
            continue
        said: Callable[[Any], str] = as_text
        if said(was) == said(now):  # rounded for readers, they look the same
            said = str
        yield Value(
            name,
            title,
            column,
            hide(said(was), titled) if column in before else None,
            hide(said(now), titled) if column in after else None,
        )


def charts_of(compared: Compared) -> tuple[Named, ...]:
    """The charts that differ in their rows, their function or their shapes."""
    found = []
    old, new = compared.before.drawn, compared.after.drawn
    for name in sorted(old.keys() | new.keys()):
        chart = new.get(name) or old[name]
        change = CHANGED if name in old and name in new else ADDED if name in new else REMOVED
        code = change == CHANGED and old[name].code != new[name].code
        rows = [compared.rows(query) for query in chart.queries]
        other = any(compared.headers(q) for q in chart.queries) or any(
            shape in compared.tables for shape in chart.topologies
        )
        if change != CHANGED or code or other or any(rows):
            number = sum(n for n in rows if n > 0) or min(rows, default=0)
            found.append(Named(name, _title(compared, chart), change, number, code))
    return tuple(found)


def _title(compared: Compared, chart: Drawn) -> str:
    for side in (compared.after, compared.before):
        if chart.queries and (query := side.site.queries.get(chart.queries[0])):
            return query.title
    return chart.name


def pages_of(compared: Compared) -> tuple[Family, ...]:
    """The pages that are new, gone or changed, by template. Raises InputError for wrong pages."""
    paths = sorted(compared.before.pages.keys() | compared.after.pages.keys())
    families = (_family(path, compared) for path in paths)
    return tuple(family for family in families if family.addresses)


def _family(path: str, compared: Compared) -> Family:
    old, new = (_addresses(side, path) for side in (compared.before, compared.after))
    whole, own = _reasons(path, compared)
    each = str(compared.after.pages[path].front.get("each", "")) if new else ""
    listed: list[tuple[str, str]] = [(ADDED, a) for a in new if a not in old]
    listed += [(REMOVED, a) for a in old if a not in new]
    why: set[str] = set()
    for address, (member, row) in new.items():
        if address not in old:
            continue
        found = whole | own.get(member, set())
        if old[address] != (member, row):
            found.add(each)
        found |= _by_row(path, row, compared)
        if found:
            why |= found
            listed.append((CHANGED, address))
    counts = Counter(change for change, _ in listed)
    return Family(
        path,
        len(new),
        counts[ADDED],
        counts[REMOVED],
        counts[CHANGED],
        tuple(
            (change, _shown(address, {**old, **new}[address][1], compared.titled))
            for change, address in listed[:ADDRESSES]
        ),
        tuple(sorted(map(hide_in, why))),
    )


def _shown(address: str, row: dict[str, Any], titled: re.Pattern[str]) -> str:
    """An address, unless a cell that tells who a person is made it."""
    for text in (value for value in row.values() if isinstance(value, str)):
        if slug(text) in address.lower() and (what := held_in(text, titled)):
            return in_place_of(what)
    return hide(address)


def _addresses(side: Side, path: str) -> dict[str, tuple[str, dict[str, Any]]]:
    if path not in side.pages:
        return {}
    return {m.address: (m.key, m.row) for m in pages_made(side.pages[path], side.site)}


def _reasons(path: str, compared: Compared) -> tuple[set[str], dict[str, set[str]]]:
    """What has changed every page of a template, and what only those of a family's members."""
    before, after = compared.before, compared.after
    whole: set[str] = set()
    own: dict[str, set[str]] = defaultdict(set)
    if path not in before.pages or path not in after.pages:
        return whole, own
    old, new, asked = before.pages[path], after.pages[path], after.asked[path]
    if (old.front, old.body) != (new.front, new.body):
        whole.add(path)
    files = asked.files | {f"{PARTIALS}/{partial}" for partial in asked.partials}
    whole |= {file for file in files if _other_file(file, compared)}
    whole |= {part for part in asked.parts if _part(part, before) != _part(part, after)}
    if asked.everything and compared.anything:
        whole.add(ANYTHING)
    each = new.front.get("each")
    # On a page of a family, a value of the family's own query is a cell of the page's row.
    queries = asked.queries | (asked.values - {each})
    family = each in after.site.queries
    causes: list[tuple[str, bool, frozenset[str]]] = []
    for name in queries:
        query = after.site.queries.get(name)
        causes.append((name, *compared.by_member(name, query.key if query and family else "")))
    for name in asked.figures:
        causes += compared.figure(name)
    causes += [(name, _sampled(name, compared), frozenset()) for name in asked.tables]
    causes += [(name, _other_downloads(name, compared), frozenset()) for name in asked.downloads]
    causes += [(name, _other_example(name, compared), frozenset()) for name in asked.examples]
    for name, every, members in causes:
        if every:
            whole.add(name)
        for member in members:
            own[member].add(name)
    return whole, own


def _by_row(path: str, row: dict[str, Any], compared: Compared) -> set[str]:
    """What has changed of the things whose names stand in the page's own row."""
    found = set()
    for kind, column in compared.after.asked[path].by_row:
        name = str(row.get(column, ""))
        if kind == "table":
            differs = _sampled(name, compared)
        elif kind == "example":
            differs = _other_example(name, compared)
        elif kind == "file":
            differs = _other_file(name, compared)
        elif kind == "download":
            differs = _other_downloads(name, compared)
        elif kind == "figure":
            differs = any(whole or members for _, whole, members in compared.figure(name))
        else:
            differs = compared.shown(name)
        if differs:
            found.add(name)
    return found


def _sampled(name: str, compared: Compared) -> bool:
    samples = [side.site.tables.samples.get(name) for side in (compared.before, compared.after)]
    return samples[0] != samples[1]


def _other_downloads(name: str, compared: Compared) -> bool:
    """Whether a published file of a table or package differs."""
    members = compared.after.site.package.groups.get(name, [])
    return not compared.tables.isdisjoint({name, *(resource.name for resource in members)})


def _other_example(name: str, compared: Compared) -> bool:
    rows = [side.site.tables.examples.get(name) for side in (compared.before, compared.after)]
    return rows[0] != rows[1]


def _other_file(path: str, compared: Compared) -> bool:
    roots = [side.site.package.root for side in (compared.before, compared.after)]
    return file_digest(roots[0] / path) != file_digest(roots[1] / path)


def _part(part: str, side: Side) -> Any:
    """A value that every template is given, or one entry of it."""
    owner, _, name = part.partition(".")
    values: dict[str, Any] = {
        "package": side.site.package.descriptor,
        "lists": side.site.lists,
        "site": side.site.tables.counts,
    }[owner]
    return values.get(name) if name else values
