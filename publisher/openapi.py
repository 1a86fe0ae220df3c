"""Describes the static API as an OpenAPI document, and for the page about it.

In: a `Site` with its endpoints. Out: `api/v1/openapi.json` beside the answers.
Never: shows an example that is not cut from an answer as it is published.

The form is OpenAPI 3.1, whose schemas are JSON Schema 2020-12. What is the same in every project
stands in `templates/openapi.json`.
"""

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from publisher.answers import (
    HOME,
    ROOT,
    Answer,
    address_of,
    answers,
    answers_of,
    example_key,
    example_path,
    index_answer,
    tables_answer,
)
from publisher.described import json_file
from publisher.endpoints import Endpoint, Part, field_of
from publisher.site import Site
from publisher.writer import Writer

NAME = "openapi.json"
SHOWN = 2  # entries of a list that an example has
# Table Schema types whose values JSON has as something else than text.
TYPES = {"integer": "integer", "year": "integer", "number": "number", "boolean": "boolean"}
FORMATS = {"date": "date", "datetime": "date-time"}


def pack_api(site: Site, writer: Writer) -> int:
    """Writes every answer and the document; their number. Nothing without a declared endpoint."""
    if not site.endpoints:
        return 0
    count = 1
    for answer in answers(site):
        writer.write(f"{ROOT}{answer.path}", answer.text)
        count += 1
    writer.write(f"{ROOT}{NAME}", json_file(document(site)))
    return count


def documented(site: Site) -> list[dict[str, Any]]:
    """What a page says of each path: words, fields, an address to try, an answer cut short."""
    return [
        {
            "path": path,
            "title": operation["summary"],
            "description": operation["description"],
            "fields": _listed(schema),
            "parts": [
                {"name": name, "title": part["description"], "fields": _listed(part)}
                for name, part in _item(schema).get("properties", {}).items()
                if part.get("type") == "array" and "properties" in part["items"]
            ],
            "address": f"{ROOT}{answer.path}",
            "example": json.dumps(shortened(answer.content), ensure_ascii=False, indent=2),
        }
        for path, operation, schema, answer in _operations(site)
    ]


def _item(schema: dict[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = schema.get("items", schema)
    return item


def _listed(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The plain fields of an object or of the objects of a list."""
    return [
        {
            "name": name,
            "type": part["type"][0] if isinstance(part["type"], list) else part["type"],
            "format": part.get("format", ""),
            "description": part.get("description", ""),
        }
        for name, part in _item(schema).get("properties", {}).items()
        if part.get("type") != "array"
    ]


def document(site: Site) -> dict[str, Any]:
    """The OpenAPI document."""
    package, fixed = site.package.descriptor, _fixed()
    licence = (package.get("licenses") or [{}])[0]
    info: dict[str, Any] = {
        "title": str(package.get("title", package.get("name", ""))),
        "description": str(package.get("description", "")),
        "version": f"1+{package.get('version', '0')}",
    }
    if named := licence.get("title") or licence.get("name"):
        info["license"] = {"name": named}
        if licence.get("path"):
            info["license"]["url"] = licence["path"]
    return {
        "openapi": "3.1.0",
        "info": info,
        "servers": [{"url": f"{site.url}{ROOT}".rstrip("/") if site.url else "."}],
        "externalDocs": {
            "url": address_of(site, NAME, HOME),
            "description": "The page about this API",
        },
        "paths": {f"/{path}": {"get": one} for path, one, _, _ in _operations(site)},
        "components": fixed["components"],
    }


def _operations(site: Site) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], Answer]]:
    """Each path with its operation, the schema of its data, and an answer to show."""
    for name, kind, title, answer in (
        ("index.json", "Kind", "The index", index_answer(site)),
        ("tables.json", "Table", "All tables", tables_answer(site)),
    ):
        about = "Each kind of answer." if kind == "Kind" else "Fields, files and checksums."
        schema = {"type": "array", "items": {"$ref": f"#/components/schemas/{kind}"}}
        yield name, _operation(name, title, about, schema, answer), schema, answer
    for end in site.endpoints:
        if not example_path(site, end):
            continue
        *own, last = answers_of(site, end, example_key(site, end) if end.key else "")
        row = object_of(site, end.main, end.key)
        if end.list_path:
            places = {
                "answer": _address("The whole answer for this row."),
                "page": _address("The page for people."),
            }
            one = row | {"required": [*row["required"], *places]}
            one["properties"] = row["properties"] | places
            schema = {"type": "array", "items": one}
            title = f"{end.title}: all in one list"
            about = "Each row with the address of its own answer."
            operation = _operation(end.list_path, title, about, schema, last)
            yield end.list_path, operation, schema, last
        schema = whole_object(site, end) if end.key else {"type": "array", "items": row}
        answer = own[0] if own else last
        operation = _operation(end.path, end.title, end.description, schema, answer)
        if end.key:
            example = example_key(site, end)
            about = row["properties"][end.key].get("description", "")
            operation["parameters"] = [
                {
                    "name": end.key,
                    "in": "path",
                    "required": True,
                    "description": about,
                    "schema": {"type": "string"},
                    "example": example,
                }
            ]
            operation["responses"]["404"] = {"$ref": "#/components/responses/NotFound"}
        yield end.path, operation, schema, answer


def _operation(
    path: str, title: str, about: str, schema: dict[str, Any], answer: Answer
) -> dict[str, Any]:
    envelope = _fixed()["envelope"]
    whole = envelope | {"properties": envelope["properties"] | {"data": schema}}
    content = {"schema": whole, "example": shortened(answer.content)}
    words = "".join(c if c.isalnum() else "_" for c in path.removesuffix(".json"))
    return {
        "operationId": f"get_{words}".rstrip("_"),
        "summary": title,
        "description": about or title,
        "responses": {"200": {"description": title, "content": {"application/json": content}}},
    }


def whole_object(site: Site, end: Endpoint) -> dict[str, Any]:
    """The schema of an answer with parts and figures."""
    whole = object_of(site, end.main, end.key)
    more: dict[str, Any] = {
        name: {
            "type": "array",
            "description": f"{site.queries[part.query].title}.",
            "items": object_of(site, part, end.key),
        }
        for name, part in end.parts.items()
    }
    if end.figures:
        items = {"$ref": "#/components/schemas/Figure"}
        more["figures"] = {"type": "array", "description": "Charts on the page.", "items": items}
    properties = {**whole["properties"], **more}
    return {"type": "object", "required": list(properties), "properties": properties}


def object_of(site: Site, part: Part, key: str) -> dict[str, Any]:
    """The schema of a row: every field is there; any but the key may be null."""
    rows, query = site.results[part.query], site.queries[part.query]
    properties = {}
    for name, words in part.fields.items():
        field = field_of(site.package, query, name)
        schema = type_of(rows.column(name), field.type if field else "string")
        if name == key:
            schema = {"type": "string"}
        else:
            schema["type"] = [schema["type"], "null"]
        properties[name] = {**schema, "description": words}
    return {"type": "object", "required": list(properties), "properties": properties}


def type_of(values: list[Any], described: str) -> dict[str, Any]:
    """The JSON type of a column: what its values are; without any, what is described."""
    found = {type(value) for value in values if value is not None}
    if not found:
        schema = {"type": TYPES.get(described, "string")}
        return schema | ({"format": FORMATS[described]} if described in FORMATS else {})
    if found == {bool}:
        return {"type": "boolean"}
    if found == {int}:
        return {"type": "number" if described == "number" else "integer"}
    if found <= {int, float, Decimal}:
        return {"type": "number"}
    if found == {datetime.date}:
        return {"type": "string", "format": "date"}
    if found <= {list, tuple}:
        return {"type": "array"}
    return {"type": "object" if found == {dict} else "string"}


def shortened(content: dict[str, Any]) -> dict[str, Any]:
    """An answer whose lists have at most two entries."""

    def cut(value: Any) -> Any:
        if isinstance(value, list):
            return [cut(entry) for entry in value[:SHOWN]]
        if isinstance(value, dict):
            return {name: cut(entry) for name, entry in value.items()}
        return value

    return {name: cut(value) for name, value in content.items()}


def _address(words: str) -> dict[str, str]:
    return {"type": "string", "format": "uri-reference", "description": words}


@cache
def _fixed() -> dict[str, Any]:
    """What is the same in every project: schemas of sources, licences, tables, and the envelope."""
    file = Path(__file__).parent / "templates" / NAME
    fixed: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return fixed
