"""The description of published files.

In: a package, resources of it and the files they are published as. Out: a descriptor, as a value.
Never: says of a file what is not so; sizes and hashes are those of the bytes.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.formulas import RULE
from publisher.package import Field, Package, Resource


@dataclass(frozen=True)
class Published:
    """A published file: `holds` names the table, package or figure in it, or nothing for all.

    `path` is where its bytes are kept, `size` their number, `sha256` their hash (hex). `guarded`
    says whether a text in it has an apostrophe in front (see formulas.py).
    """

    name: str
    format: str
    holds: str
    path: Path
    size: int
    sha256: str
    guarded: bool = False


# The media type of a file, by the end of its name; no other place says so. Types that IANA lists
# where it does, else the one in use.
MEDIA_TYPES = {
    "": "text/plain",
    "bib": "application/x-bibtex",
    "cff": "application/yaml",
    "csv": "text/csv",
    "db": "application/vnd.sqlite3",
    "dta": "application/x-stata-dta",
    "duckdb": "application/vnd.duckdb",
    "geojson": "application/geo+json",
    "gz": "application/gzip",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "sav": "application/x-spss-sav",
    "sqlite": "application/vnd.sqlite3",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
ANY_TYPE = "application/octet-stream"
# A shape of a TopoJSON file, as far as it is a row: what loads all resources of a description into
# a database (Frictionless) makes a table of each, and cannot make one without a column.
SHAPE = {
    "fields": [
        {"name": "layer", "type": "string", "description": "The object that the shape is in."},
        {"name": "id", "type": "string", "description": "The id of the shape."},
    ]
}


def media_type(file: Published) -> str:
    """The media type of a published file."""
    return MEDIA_TYPES.get(file.format, ANY_TYPE)


def published_name(resource: Resource) -> str:
    """The name of the file that holds a resource: CSV for a table, else as it is."""
    return f"{resource.name}.csv" if resource.is_table else Path(resource.paths[0]).name


def published_descriptor(
    package: Package, resources: list[Resource], files: dict[str, Published]
) -> dict[str, Any]:
    """The description of published files: one path for each table, with its size and hash."""
    names = {resource.name for resource in resources}
    entries = []
    for resource in resources:
        name = published_name(resource)
        entry = {
            **resource.descriptor,
            "path": name,
            "bytes": files[name].size,
            "hash": f"sha256:{files[name].sha256}",
        }
        if files[name].guarded:
            entry["csvRule"] = RULE
        if resource.is_table:
            entry["schema"] = _schema(resource, names)
        elif resource.name in package.topologies:
            entry.setdefault("schema", SHAPE)
        entries.append(entry)
    return {**package.descriptor, "resources": entries}


def credits_of(descriptor: dict[str, Any], kind: str) -> list[str]:
    """The `licenses` or `sources` of a description, a line each: the title and the address."""
    return [
        f"{entry.get('title') or entry.get('name', '')} {entry.get('path', '')}".rstrip()
        for entry in descriptor.get(kind, [])
    ]


def _schema(resource: Resource, names: set[str]) -> dict[str, Any]:
    """The schema of a table, with the keys that lead to tables published with it."""
    schema = dict(resource.descriptor["schema"])
    schema["fields"] = [_field(field) for field in resource.fields]
    keys = [
        key
        for key in schema.pop("foreignKeys", [])
        if (key["reference"].get("resource") or resource.name) in names
    ]
    return {**schema, "foreignKeys": keys} if keys else schema


def _field(field: Field) -> dict[str, Any]:
    """A field as other programs take it.

    Its example is the text of a cell (the standard's profile, Data Package 2). The pattern of a
    field that may be empty stands beside its constraints: a database that Frictionless makes of
    them tries it on empty cells too, and then takes no row.
    """
    entry = dict(field.descriptor)
    if "example" in entry:
        entry["example"] = field.example
    if "pattern" in field.constraints and not field.constraints.get("required"):
        entry["pattern"] = field.constraints["pattern"]
        rest = {name: value for name, value in field.constraints.items() if name != "pattern"}
        entry = {name: value for name, value in entry.items() if name != "constraints"}
        entry |= {"constraints": rest} if rest else {}
    return entry


def json_file(value: object) -> bytes:
    """A value as a JSON file that people can read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
