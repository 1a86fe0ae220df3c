"""The description of published files.

In: a package, resources of it and the files they are published as. Out: a descriptor, as a value.
Never: says of a file what is not so; sizes and hashes are those of the bytes.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publisher.package import Package, Resource


@dataclass(frozen=True)
class Published:
    """A published file: `holds` names the table, package or figure in it, or nothing for all.

    `path` is where its bytes are kept, `size` their number, `sha256` their hash (hex).
    """

    name: str
    format: str
    holds: str
    path: Path
    size: int
    sha256: str


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
        if schema := entry.get("schema"):
            keys = [
                key
                for key in schema.get("foreignKeys", [])
                if (key["reference"].get("resource") or resource.name) in names
            ]
            entry["schema"] = (
                {**schema, "foreignKeys": keys}
                if keys
                else {k: v for k, v in schema.items() if k != "foreignKeys"}
            )
        entries.append(entry)
    return {**package.descriptor, "resources": entries}


def credits_of(descriptor: dict[str, Any], kind: str) -> list[str]:
    """The `licenses` or `sources` of a description, a line each: the title and the address."""
    return [
        f"{entry.get('title') or entry.get('name', '')} {entry.get('path', '')}".rstrip()
        for entry in descriptor.get(kind, [])
    ]


def json_file(value: object) -> bytes:
    """A value as a JSON file that people can read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
