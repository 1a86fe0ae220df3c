"""Makes the packages that readers download.

In: the warehouse and the description. Out: files below `data/latest/`.
Never: changes a value; a CSV published is the table that was checked, in the order of its key.

    <table>.csv .parquet     every table
    <package>.zip            CSV, datapackage.json, README.md, LICENSE.txt
    datapackage.json         the whole description
    SHA256SUMS
"""

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import duckdb

from publisher.cells import csv_text
from publisher.package import Package, Resource
from publisher.progress import Progress
from publisher.query import plain
from publisher.warehouse import quoted, text_literal
from publisher.writer import Writer

LATEST = "data/latest"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same bytes on any day


def typed_csv(columns: tuple[str, ...], records: list[tuple[Any, ...]]) -> str:
    """Rows of values as CSV: dates in ISO form, empty cells for nothing."""
    return csv_text([columns, *([_cell(value) for value in record] for record in records)])


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return "" if value is None else plain(value)


def pack_tables(package: Package, warehouse: Path, writer: Writer, progress: Progress) -> int:
    """Writes every table in every format, the zips and the checksums; the number of tables."""
    files: dict[str, bytes] = {}
    with (
        duckdb.connect() as connection,
        tempfile.TemporaryDirectory() as scratch,
        progress.counting("packing tables", len(package.resources)) as step,
    ):
        connection.execute(f"ATTACH {text_literal(str(warehouse))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        for resource in package.resources:
            step(None)
            if resource.is_table:
                rows = connection.execute(_ordered(resource)).fetchall()
                columns = tuple(field.name for field in resource.fields)
                files[f"{resource.name}.csv"] = typed_csv(columns, rows).encode()
                files[f"{resource.name}.parquet"] = _parquet(resource, connection, Path(scratch))
            else:
                for path in resource.paths:
                    files[Path(path).name] = (package.root / path).read_bytes()
    files["datapackage.json"] = json_file(
        published_descriptor(package, list(package.resources), files)
    )
    for group, resources in package.groups.items():
        files[f"{group}.zip"] = _zip(package, group, resources, files)
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())]
    files["SHA256SUMS"] = "".join(sums).encode()
    for name, data in files.items():
        writer.write(f"{LATEST}/{name}", data)
    return len(package.tables)


def _ordered(resource: Resource) -> str:
    columns = ", ".join(quoted(field.name) for field in resource.fields)
    key = ", ".join(quoted(name) for name in resource.primary_key) or "_file, _line"
    return f"SELECT {columns} FROM {quoted(resource.name)} ORDER BY {key}"


def _parquet(resource: Resource, connection: duckdb.DuckDBPyConnection, scratch: Path) -> bytes:
    path = scratch / f"{resource.name}.parquet"
    connection.execute(
        f"COPY ({_ordered(resource)}) TO {text_literal(str(path))} "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    return path.read_bytes()


def published_descriptor(
    package: Package, resources: list[Resource], files: dict[str, bytes]
) -> dict[str, Any]:
    """The description of published files: one path for each table, with its size and hash."""
    names = {resource.name for resource in resources}
    entries = []
    for resource in resources:
        name = f"{resource.name}.csv" if resource.is_table else Path(resource.paths[0]).name
        entry = {
            **resource.descriptor,
            "path": name,
            "bytes": len(files[name]),
            "hash": f"sha256:{hashlib.sha256(files[name]).hexdigest()}",
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


def json_file(value: object) -> bytes:
    """A value as a JSON file that people can read."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _zip(package: Package, group: str, resources: list[Resource], files: dict[str, bytes]) -> bytes:
    about = package.group_descriptor(group)
    descriptor = published_descriptor(package, resources, files)
    descriptor |= {k: about[k] for k in ("name", "title", "description") if k in about}
    descriptor.pop("packages", None)
    content = {entry["path"]: files[entry["path"]] for entry in descriptor["resources"]}
    content["datapackage.json"] = json_file(descriptor)
    content["README.md"] = _readme(package, about, resources).encode()
    content["LICENSE.txt"] = _licence(package, resources).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(content.items()):
            info = zipfile.ZipInfo(f"{group}/{name}", ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compresslevel=9)
    return out.getvalue()


def _readme(package: Package, about: dict[str, str], resources: list[Resource]) -> str:
    lines = [f"# {about.get('title', about['name'])}", "", about.get("description", ""), ""]
    lines += [
        f"Version {package.descriptor.get('version', 'not stated')}, part of: "
        f"{package.descriptor.get('title', '')}.",
        "",
    ]
    for resource in resources:
        lines += [f"## {resource.name}: {resource.title}", "", resource.description, ""]
        lines += [f"- `{f.name}` ({f.type}): {f.description or f.title}" for f in resource.fields]
        lines += [""] if resource.fields else []
        lines += [
            f"Source: {s.get('title', '')} {s.get('path', '')}".rstrip()
            for s in resource.descriptor.get("sources", [])
        ]
        lines += [""]
    return "\n".join(lines)


def _licence(package: Package, resources: list[Resource]) -> str:
    lines = ["What the project compiled:"]
    lines += [_licence_line(entry) for entry in package.descriptor.get("licenses", [])]
    for resource in resources:
        lines += ["", f"{resource.name}:"]
        lines += [_licence_line(entry) for entry in resource.descriptor.get("licenses", [])]
    return "\n".join(lines) + "\n"


def _licence_line(entry: dict[str, str]) -> str:
    return f"  {entry.get('title') or entry.get('name', '')} {entry.get('path', '')}".rstrip()
