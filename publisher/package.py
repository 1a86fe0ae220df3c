"""The description of every table, read once.

In: the folder of a project. Out: a `Package` of `Resource`s and `Field`s.
Never: reads a row of data.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from publisher.bounds import COLUMNS, is_safe, refuse_files, refuse_unseen, too_large
from publisher.form import FORM, misshapen
from publisher.problem import InputError, Problem, shown

DESCRIPTOR = "datapackage.json"
NAMED = re.compile(r"\w[\w ./()-]*")  # nothing that a page, a query or a spreadsheet acts on
TYPES = {
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "time",
    "year",
    "yearmonth",
}


@dataclass(frozen=True)
class Field:
    """One column of a table: its name, its type in Table Schema and its whole description."""

    name: str
    type: str
    descriptor: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.descriptor.get("title", self.name))

    @property
    def description(self) -> str:
        return str(self.descriptor.get("description", ""))

    @property
    def unit(self) -> str:
        return str(self.descriptor.get("unit", ""))

    @property
    def is_free_text(self) -> bool:
        """Whether people write whole sentences here, so that it is read for personal data."""
        return bool(self.descriptor.get("freeText", False))

    @property
    def mend(self) -> str:
        """How to mend a cell of the field, in the content's own words; empty when it has none."""
        return str(self.descriptor.get("mend", ""))

    @property
    def example(self) -> str:
        """The example of the field as a cell of a CSV file; empty when it has none."""
        value = self.descriptor.get("example", "")
        return str(value).lower() if isinstance(value, bool) else str(value)

    @property
    def bad_example(self) -> dict[str, str]:
        """A cell that the check refuses (`value`), and why; empty texts when there is none."""
        return {"value": "", "why": "", **self.descriptor.get("badExample", {})}

    @property
    def constraints(self) -> dict[str, Any]:
        return dict(self.descriptor.get("constraints", {}))


@dataclass(frozen=True)
class ForeignKey:
    """Columns of a table that point to columns of another one."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """One table (or one file that is no table), with the paths of its files from the root."""

    name: str
    paths: tuple[str, ...]
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.descriptor.get("title", self.name))

    @property
    def description(self) -> str:
        return str(self.descriptor.get("description", ""))

    @property
    def is_table(self) -> bool:
        return bool(self.fields)

    @property
    def group(self) -> str:
        """The package the resource is published in: the folder below the data folder."""
        parts = PurePosixPath(self.paths[0]).parts
        return parts[1] if len(parts) > 2 else parts[0]

    @property
    def missing_values(self) -> tuple[str, ...]:
        return tuple(self.descriptor.get("schema", {}).get("missingValues", [""]))

    @property
    def label(self) -> tuple[str, ...]:
        """The fields that name a row to a reader: `label`, or the first that is called so."""
        if named := _names(self.descriptor.get("label")):
            return named
        names = [field.name for field in self.fields if field.name not in self.primary_key]
        called = [n for n in names if n.split("_")[-1] in {"name", "title"}]
        return tuple(called[:1])

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError when there is none."""
        return {field.name: field for field in self.fields}[name]

    def position(self, name: str) -> int:
        """The column number of a field, counted from 1; 0 when there is none."""
        names = [field.name for field in self.fields]
        return names.index(name) + 1 if name in names else 0


@dataclass(frozen=True)
class Package:
    """The whole of `datapackage.json`, and the folder that its paths start from."""

    root: Path
    descriptor: dict[str, Any]
    resources: tuple[Resource, ...]

    @cached_property
    def tables(self) -> dict[str, Resource]:
        return {resource.name: resource for resource in self.resources if resource.is_table}

    @cached_property
    def topologies(self) -> dict[str, Resource]:
        """The TopoJSON resources, by name."""
        return {r.name: r for r in self.resources if r.descriptor.get("format") == "topojson"}

    @cached_property
    def groups(self) -> dict[str, list[Resource]]:
        """Resources by the package they are published in, in the order of the description."""
        groups: dict[str, list[Resource]] = {}
        for resource in self.resources:
            groups.setdefault(resource.group, []).append(resource)
        return groups

    def group_descriptor(self, group: str) -> dict[str, str]:
        """Name, title and description of one published package."""
        for entry in self.descriptor.get("packages", []):
            if entry.get("name") == group:
                return dict(entry)
        return {"name": group, "title": group, "description": ""}


def load_package(root: Path) -> Package:
    """The package described in `root`/datapackage.json.

    Raises InputError with every place where the description itself is wrong, and for files of the
    content that are not read at all (see bounds.py).
    """
    refuse_files(root)
    descriptor = _read_json(root / DESCRIPTOR)
    problems: list[Problem] = []

    def wrong(found: str, expected: str, mend: str = "") -> None:
        problems.append(Problem(DESCRIPTOR, 0, 0, "descriptor", found, expected, mend))

    refuse_unseen(DESCRIPTOR, descriptor, "descriptor")
    for place, value, expected in misshapen(descriptor, FORM):
        wrong(f"{place} is {json.dumps(value, ensure_ascii=False)[:60]}", expected)
    if problems:
        raise InputError(problems)
    resources = []
    for number, entry in enumerate(descriptor.get("resources", []), start=1):
        name = entry.get("name")
        if not isinstance(name, str) or not name.replace("_", "").replace("-", "").isalnum():
            wrong(f"resource {number} is named {name!r}", "a name of letters, digits, - and _")
            continue
        paths = entry.get("path")
        paths = tuple(paths) if isinstance(paths, list) else (paths,) if paths else ()
        if not paths:
            wrong(f"resource {name} has no path", "the path of its file, as in datasets/a/b.csv")
            continue
        for path in paths:
            if not is_safe(root, path):
                wrong(
                    f"resource {name} has the path {path!r}",
                    "a path inside the project, with forward slashes and without ..",
                )
            elif (problem := too_large(root, path)) is not None:
                problems.append(problem)
        resources.append(_resource(name, paths, entry, wrong))
    if not resources and not problems:
        wrong("no resources", "a list of resources, one for each table")
    _check_names(resources, wrong)
    if problems:
        raise InputError(problems)
    return Package(root, descriptor, tuple(resources))


def _read_json(path: Path) -> dict[str, Any]:
    def wrong(line: int, column: int, found: str, mend: str) -> InputError:
        expected = "a description of the tables in JSON"
        return InputError(Problem(DESCRIPTOR, line, column, "descriptor", found, expected, mend))

    try:
        descriptor = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise wrong(0, 0, "no such file", "Run the command in the project's folder.") from None
    except UnicodeDecodeError as error:
        raise wrong(0, 0, f"byte {error.start + 1} is not UTF-8", "Save it as UTF-8.") from None
    except RecursionError:
        raise wrong(0, 0, "brackets in brackets, too many to read", "Write it flat.") from None
    except json.JSONDecodeError as error:
        mend = "Look at this place and just before it: a comma or a quote is often the cause."
        raise wrong(error.lineno, error.colno, f"not JSON: {error.msg}", mend) from None
    if not isinstance(descriptor, dict):
        raise wrong(1, 1, "JSON, but not an object", "Begin the file with {.")
    return descriptor


def _resource(name: str, paths: tuple[str, ...], entry: dict[str, Any], wrong: Any) -> Resource:
    schema = entry.get("schema", {})
    fields: list[Field] = []
    if len(schema.get("fields", [])) > COLUMNS:
        found = f"{name} has {len(schema['fields']):,} fields"
        expected, mend = f"at most {COLUMNS:,}", "Write a row for what is a column now."
        raise InputError(Problem(DESCRIPTOR, 0, 0, "descriptor", found, expected, mend))
    for number, raw in enumerate(schema.get("fields", []), start=1):
        field = Field(raw.get("name", ""), raw.get("type", "string"), raw)
        if field.name and not NAMED.fullmatch(field.name):
            wrong(
                f"field {number} of {name} is named {shown(field.name)}", "letters, digits, - and _"
            )
        if "\\" in field.title:
            # A chart has titles in its expressions, where a backslash is a sign of its own.
            wrong(f"the title of {shown(field.name)} has a backslash", "a title without one")
        if not field.name or field.name in {other.name for other in fields}:
            wrong(f"field {number} of {name} is named {field.name!r}", "a name of its own")
        if field.type not in TYPES:
            wrong(
                f"field {field.name} of {name} has the type {field.type!r}",
                f"one of {', '.join(sorted(TYPES))}",
            )
        fields.append(field)
    foreign_keys = tuple(
        ForeignKey(
            _names(key.get("fields")),
            key.get("reference", {}).get("resource") or name,
            _names(key.get("reference", {}).get("fields")),
        )
        for key in schema.get("foreignKeys", [])
    )
    primary_key = _names(schema.get("primaryKey"))
    return Resource(name, paths, tuple(fields), primary_key, foreign_keys, entry)


def _names(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())  # type: ignore[arg-type]


def _check_names(resources: list[Resource], wrong: Any) -> None:
    """Keys must name fields and tables that exist; names must differ."""
    by_name = {resource.name: resource for resource in resources}
    if len(by_name) < len(resources):
        wrong("two resources have one name", "a name of its own for each resource")
    for resource in resources:
        own = {field.name for field in resource.fields}
        for column in (c for c in resource.label if c not in own):
            wrong(f"the label of {resource.name} names {column!r}", "a field of it")
        for column in resource.primary_key:
            if column not in own:
                wrong(f"the primary key of {resource.name} names {column!r}", "a field of it")
        for key in resource.foreign_keys:
            target = by_name.get(key.resource)
            if len(key.fields) != len(key.reference) or not key.fields:
                wrong(
                    f"a foreign key of {resource.name} has {len(key.fields)} fields"
                    f" for {len(key.reference)} of {key.resource}",
                    "as many on both sides",
                )
            if target is None and not key.reference:
                continue
            theirs = {field.name for field in target.fields} if target else set()
            for column in (c for c in key.fields if c not in own):
                wrong(f"a foreign key of {resource.name} names {column!r}", "a field of it")
            for column in (c for c in key.reference if c not in theirs):
                wrong(
                    f"a foreign key of {resource.name} points to {key.resource}.{column}",
                    "a field that exists",
                )
