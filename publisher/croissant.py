"""Croissant: the files of a release and the fields of its tables for programs that learn from data.

In: a package and its published files. Out: a description as JSON-LD, as a value (Croissant 1.0,
docs.mlcommons.org/croissant). Addresses are relative: the files stand beside it.
Never: reads a row of data.
"""

from collections.abc import Iterable
from typing import Any

from publisher import cite
from publisher.described import Published, media_type
from publisher.package import Field, Package, Resource

CROISSANT = "croissant.json"
STANDARD = "http://mlcommons.org/croissant/1.0"
# Rows are read from Parquet, which has the type of each column: a program that reads the CSV
# without a description takes a code such as 01001 for a number.
ROWS_FROM = "parquet"
PARQUET = "application/x-parquet"  # its name in Croissant
TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
_OWN = (
    "citeAs column extract field fileObject fileProperty fileSet format includes isLiveDataset "
    "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform equivalentProperty"
)
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{name: f"cr:{name}" for name in _OWN.split()},
}


def croissant(package: Package, files: Iterable[Published]) -> dict[str, Any]:
    """The description of all files, with a set of records for each table."""
    listed = {file.name: file for file in files}
    descriptor = package.descriptor
    licences = descriptor.get("licenses", [])
    entry = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": STANDARD,
        "name": str(descriptor.get("name") or cite.title_of(package)),
        "alternateName": cite.title_of(package),
        "description": str(descriptor.get("description", "")),
        "license": [e.get("path") or e.get("title") or e.get("name", "") for e in licences],
        "url": str(descriptor.get("homepage", "")),
        "version": cite.version_of(package),
        "datePublished": cite.issued(package),
        "citeAs": cite.bibtex(package, url=str(descriptor.get("homepage", ""))),
        "keywords": [str(word) for word in descriptor.get("keywords", [])],
        "creator": [{"@type": "sc:Organization", "name": name} for name in cite.authors(package)],
        "distribution": [_file(file) for file in listed.values()],
        "recordSet": [
            _records(package, table)
            for table in package.tables.values()
            if f"{table.name}.{ROWS_FROM}" in listed
        ],
    }
    return {name: value for name, value in entry.items() if value}


def _file(file: Published) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": PARQUET if file.format == "parquet" else media_type(file),
        "sha256": file.sha256,
    }


def _records(package: Package, table: Resource) -> dict[str, Any]:
    references = {
        key.fields[0]: _column(key.resource, key.reference[0])
        for key in table.foreign_keys
        if len(key.fields) == 1 and key.resource in package.tables
    }
    entry = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.title}. {table.description}".strip(),
        "key": [{"@id": f"{table.name}/{name}"} for name in table.primary_key],
        "field": [_field(table, field, references.get(field.name)) for field in table.fields],
    }
    return {name: value for name, value in entry.items() if value}


def _column(table: str, column: str) -> dict[str, Any]:
    """A column of a file. A reference to a set of records would say the same, but mlcroissant 1.1
    can then read one set only: a second one finds the first used up.
    """
    return {"fileObject": {"@id": f"{table}.{ROWS_FROM}"}, "extract": {"column": column}}


def _field(table: Resource, field: Field, reference: dict[str, Any] | None) -> dict[str, Any]:
    unit = f" ({field.unit})" if field.unit else ""
    entry: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": f"{field.title}{unit}. {field.description}".strip(),
        "dataType": TYPES.get(field.type, "sc:Text"),
        "source": _column(table.name, field.name),
    }
    return entry | ({"references": reference} if reference else {})
