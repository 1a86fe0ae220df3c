"""The rules of those who read our metadata, as JSON Schema.

What they ask for is theirs; it is written here in our own words, with the page that says it.
"""

from collections.abc import Iterator
from typing import Any

import jsonschema

TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": r"^https?://[^\s]+$"}
DAY = r"\d{4}(-\d\d(-\d\d(T[\d:.]+Z?)?)?)?"
SPAN = {"type": "string", "pattern": f"^{DAY}/{DAY}$"}
MEDIA_TYPE = {"type": "string", "pattern": r"^[-\w]+/[-\w]+(\.[-\w]+)*(\+[-\w]+)?$"}


def kept(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """An object whose properties keep rules, and some of which must be there."""
    return {"type": "object", "properties": properties, "required": list(required)}


def some(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


# DCAT-US 1.1, for a publisher that is no federal agency (resources.data.gov/resources/dcat-us).
DCAT_CONTACT = kept(
    {"fn": TEXT, "hasEmail": {"pattern": r"^mailto:[\w.-]+@[\w.-]+\.[\w.-]+$"}}, "fn"
)
DCAT_FILE = kept(
    {"downloadURL": ADDRESS, "mediaType": MEDIA_TYPE, "format": TEXT, "title": TEXT},
    "downloadURL",
    "mediaType",
    "format",
)
DCAT_DATASET = kept(
    {
        "title": TEXT,
        "description": TEXT,
        "identifier": TEXT,
        "keyword": some(TEXT),
        "modified": {"type": "string", "pattern": f"^{DAY}$"},
        "publisher": kept({"name": TEXT}, "name"),
        "contactPoint": DCAT_CONTACT,
        "accessLevel": {"enum": ["public", "restricted public", "non-public"]},
        "license": ADDRESS,
        "rights": TEXT | {"maxLength": 255},
        "spatial": TEXT,
        "temporal": SPAN,
        "landingPage": ADDRESS,
        "describedBy": ADDRESS,
        "describedByType": MEDIA_TYPE,
        "references": some(ADDRESS) | {"uniqueItems": True},
        "theme": some(TEXT),
        "language": some({"pattern": "^[a-z]{2,3}(-[A-Z]{2})?$"}),
        "distribution": some(DCAT_FILE),
    },
    *("title", "description", "identifier", "keyword", "modified", "publisher", "contactPoint"),
    "accessLevel",
)
DCAT = kept(
    {
        "conformsTo": {"const": "https://project-open-data.cio.gov/v1.1/schema"},
        "dataset": some(DCAT_DATASET) | {"uniqueItems": True},
    },
    *("@context", "conformsTo", "dataset"),
)

# What Google reads of a dataset
# (developers.google.com/search/docs/appearance/structured-data/dataset).
NAMED = kept({"name": TEXT, "url": ADDRESS}, "@type", "name")
GOOGLE_PART = kept(
    {
        "@type": {"const": "Dataset"},
        "name": TEXT,
        "description": {"type": "string", "minLength": 50, "maxLength": 5000},
        "license": some(NAMED | {"properties": {"@type": {"const": "CreativeWork"}}}),
        "creator": some(NAMED | {"properties": {"@type": {"enum": ["Organization", "Person"]}}}),
        "isBasedOn": some(NAMED),
        "citation": some(TEXT),
        "keywords": some(TEXT),
        "isAccessibleForFree": {"type": "boolean"},
        "temporalCoverage": SPAN,
        "spatialCoverage": TEXT,
        "variableMeasured": some(
            kept({"@type": {"const": "PropertyValue"}, "name": TEXT}, "@type", "name")
        ),
        "distribution": some(
            kept(
                {
                    "@type": {"const": "DataDownload"},
                    "contentUrl": TEXT,
                    "encodingFormat": MEDIA_TYPE,
                    "contentSize": {"pattern": r"^\d+ B$"},
                    "sha256": {"pattern": "^[0-9a-f]{64}$"},
                },
                *("@type", "contentUrl", "encodingFormat", "contentSize", "sha256"),
            )
        ),
    },
    *("@type", "name", "description", "license", "creator", "url"),
)
GOOGLE = {
    "allOf": [
        GOOGLE_PART,
        kept(
            {
                "@context": {"const": "https://schema.org/"},
                "hasPart": some(GOOGLE_PART | {"required": ["@type", "name", "description"]}),
            },
            "@context",
        ),
    ]
}


def broken(value: Any, rules: dict[str, Any]) -> list[str]:
    """The places in a value that break rules: `dataset.0.title`. A missing part has its own name."""
    return sorted(set(_places(jsonschema.Draft202012Validator(rules).iter_errors(value))))


def _places(errors: Any) -> Iterator[str]:
    for error in errors:
        path = [str(part) for part in error.absolute_path]
        if error.validator == "required":
            path.append(error.message.split("'")[1])
        yield ".".join(path)
