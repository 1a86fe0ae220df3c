"""Reads which answers the static API has: what the content declares, checked.

In: `site_src/api/*.yml` and the queries with their rows. Out: `Endpoint`s in the order of paths.
Never: makes an answer.

The page about the answers, for people, is the content's own, at `api/`.

    lakes/{lake_id}.json:             # a file for each row of the query, or one file without {…}
      title: One lake
      query: lake_list
      list: lakes.json                # also all rows in one file, each with the address of its own
      page: lakes/{lake_id}/          # the page that people read; else the query's
      example: blue                   # the key of the answer that documents show
      fields:
        lake_id:                      # described as in datapackage.json
        area: Square kilometres.      # or here
      parts:                          # rows of other queries with the same key
        levels: {query: lake_levels, fields: {day: , level: }}
      figures: [lake_levels]          # charts on that page
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from publisher.package import Field, Package
from publisher.problem import InputError, Problem, text_of
from publisher.query import Query, Rows
from publisher.yamltext import read_yaml

FOLDER = "site_src/api"
OWN = ("index.json", "openapi.json", "tables.json")  # what the engine answers itself
PLACE = re.compile(r"\{(\w+)\}")
PATH = re.compile(r"[a-z0-9][a-z0-9/_-]*(?:\{\w+\})?\.json")
ADDED = ("answer", "figures", "page")  # what the engine adds to rows and answers
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")  # what stands in the name of a file
KNOWN = {
    "title", "description", "query", "list", "page", "example", "fields", "parts", "figures"
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Rows of a query as an answer has them: its fields, each with the words for it."""

    query: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Endpoint:
    """A kind of answer: one file, or one for each row of the query when the path has a key."""

    path: str
    title: str
    description: str
    main: Part
    page: str
    list_path: str = ""
    example: str = ""
    parts: dict[str, Part] = field(default_factory=dict)
    figures: tuple[str, ...] = ()

    @cached_property
    def key(self) -> str:
        """The column whose value stands in the path; empty when the answer is one file."""
        found = PLACE.search(self.path)
        return found[1] if found else ""

    def at(self, row: dict[str, Any]) -> str:
        """The path of the answer for a row."""
        return put(self.path, row)


def put(template: str, row: dict[str, Any]) -> str:
    """A path or an address with the values of a row in it."""
    return PLACE.sub(lambda match: str(row[match[1]]), template)


def read_endpoints(
    package: Package, queries: dict[str, Query], results: dict[str, Rows], charts: dict[str, str]
) -> tuple[Endpoint, ...]:
    """The declared endpoints; `charts` has the main query of each chart.

    Raises InputError with each place that names what is not there.
    """
    endpoints: list[Endpoint] = []
    problems: list[Problem] = []
    taken = set(OWN)
    for file in sorted((package.root / FOLDER).glob("*.yml")):
        path = file.relative_to(package.root).as_posix()
        reader = _Reader(path, text_of(package.root, path, "api"), package, queries, results)
        for name, entry in reader.entries():
            endpoint = reader.endpoint(name, entry, charts)
            for own in filter(None, (endpoint.path, endpoint.list_path)):
                if own in taken:
                    reader.wrong(name, f"{own} twice", "a path for each answer")
                taken.add(own)
            endpoints.append(endpoint)
        problems += reader.problems
    if problems:
        raise InputError(problems)
    return tuple(sorted(endpoints, key=lambda endpoint: endpoint.path))


class _Reader:
    """Reads one file and collects what is wrong in it."""

    def __init__(
        self,
        path: str,
        text: str,
        package: Package,
        queries: dict[str, Query],
        results: dict[str, Rows],
    ) -> None:
        self.path, self.text, self.package = path, text, package
        self.queries, self.results = queries, results
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def wrong(self, name: str, found: str, expected: str) -> None:
        line = self.lines.get(name, 1)
        found = f"{name}: {found}" if name else found
        self.problems.append(Problem(self.path, line, 0, "api", found, expected))

    def entries(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """The endpoints as the file has them, those that cannot be read left out."""
        try:
            whole, lines = read_yaml(self.text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.lines[""] = mark.line + 1 if mark else 1
            self.wrong("", f"not YAML: {getattr(error, 'problem', None) or error}", "YAML")
            return
        if not isinstance(whole, dict):
            self.wrong("", "no paths", "path: what is answered there")
            return
        self.lines = lines
        for name, entry in whole.items():
            if not PATH.fullmatch(str(name)):
                self.wrong(str(name), "no path of an answer", "words, one {key} at most, .json")
            elif not isinstance(entry, dict):
                self.wrong(str(name), "no names", "title, query, fields")
            elif missing := {"title", "query", "fields"} - entry.keys():
                self.wrong(str(name), f"no {', '.join(sorted(missing))}", "title, query, fields")
            elif unknown := entry.keys() - KNOWN:
                self.wrong(
                    str(name), f"{sorted(map(str, unknown))[0]}", f"of {', '.join(sorted(KNOWN))}"
                )
            else:
                yield str(name), entry

    def endpoint(self, name: str, entry: dict[str, Any], charts: dict[str, str]) -> Endpoint:
        words = {n: str(entry.get(n) or "") for n in ("title", "description", "page", "list")}
        main = self.part(name, entry, "")
        key = PLACE.search(name)
        parts = {
            str(n): self.part(name, part, key[1] if key else "")
            for n, part in (entry.get("parts") or {}).items()
        }
        figures = tuple(map(str, entry.get("figures") or ()))
        example = str(entry.get("example") or "")
        end = Endpoint(
            name, words["title"], words["description"], main, words["page"], words["list"],
            example, parts, figures,
        )  # fmt: skip
        for figure in figures:
            if figure not in charts or self.queries[charts[figure]].key != end.key:
                expected = "a chart whose query has the key of the path"
                self.wrong(name, f"the figure {figure}", expected)
        names = [*main.fields, *parts, *ADDED] if key else []
        for twice in sorted({own for own in names if names.count(own) > 1}):
            self.wrong(name, f"{twice} twice", "a name of its own for each part")
        self._check_rows(end)
        return end

    def _check_rows(self, end: Endpoint) -> None:
        """Whether the values of the rows can stand in paths and addresses."""
        rows = self.results.get(end.main.query)
        if rows is None:
            return
        for column in PLACE.findall(f"{end.path} {end.page}"):
            if column not in rows.columns:
                self.wrong(end.path, f"{{{column}}}", f"a column of {end.main.query}")
        if not end.key:
            if end.parts or end.list_path or end.figures:
                self.wrong(end.path, "parts, list or figures", "a path with {key} for them")
            return
        if end.key in rows.columns:
            values = [str(value) for value in rows.column(end.key)]
            bad = [value for value in values if not KEY.fullmatch(value)]
            if bad or len(set(values)) < len(values):
                found = f"{end.key} is {bad[0]!r}" if bad else f"a {end.key} in two rows"
                self.wrong(end.path, found, "letters and digits that no other row has")
            elif values and end.example not in {"", *values}:
                self.wrong(end.path, f"example: {end.example}", f"a {end.key} that exists")

    def part(self, name: str, entry: Any, key: str) -> Part:
        """The query and the described fields of an entry; `key` has to be one of its columns."""
        query = str(entry.get("query")) if isinstance(entry, dict) else ""
        fields = entry.get("fields") if isinstance(entry, dict) else None
        if query not in self.queries:
            self.wrong(name, f"the query {query!r}", "the name of a query")
            return Part("", {})
        if not isinstance(fields, dict) or not fields:
            self.wrong(name, f"{query} without fields", "fields: a name in each line")
            return Part(query, {})
        columns = self.results[query].columns
        if key and key not in columns:
            self.wrong(name, f"{query} has no {key}", "a query with the key of the path")
            return Part(query, {})
        described = {}
        for column, words in fields.items():
            if column not in columns:
                self.wrong(name, f"{column} is no column of {query}", f"of {', '.join(columns)}")
                continue
            described[column] = str(words or "") or self._described(query, column)
            if not described[column]:
                self.wrong(name, f"{column} has no description", "words after its name")
        return Part(query, described)

    def _described(self, query: str, column: str) -> str:
        """What datapackage.json says of a column; first of the tables that the query reads."""
        field = field_of(self.package, self.queries[query], column)
        if field is None:
            return ""
        unit = f" ({field.unit})" if field.unit else ""
        return f"{field.title}{unit}. {field.description}".strip()


def field_of(package: Package, query: Query, column: str) -> Field | None:
    """The described field that a column of a query is called after, if there is one."""
    others = [name for name in package.tables if name not in query.tables]
    for table in (*query.tables, *others):
        if package.tables[table].position(column):
            return package.tables[table].field(column)
    return None
