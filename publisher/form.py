"""The form of datapackage.json: what kind of value stands where.

In: the JSON of the description. Out: the parts that have another form than the engine reads.
Never: says whether the parts belong together; that is seen when they are read.
"""

from collections.abc import Iterator
from typing import Any

# The form of the parts that the engine reads, where they are there: a kind of value, [a list of],
# {an object with}, (one of). Beyond the standard: `label` names the fields that name a row to a
# reader, `freeText` marks a field of free text, `mend` says how to mend a cell of the field, and
# `officeTitles` lists words before a person's name (the check uses all four). `badExample` is a
# cell that the check refuses, as people write it, and why. `spatial` names the place that rows are
# about, for catalogues.
TEXTS = (
    "name", "title", "description", "path", "format", "version", "created",
    "homepage", "email", "spatial",
)  # fmt: skip
TITLED: dict[str, Any] = dict.fromkeys(TEXTS, str)
NAMES = (str, [str])
FIELD = {
    "type": str,
    "unit": str,
    "freeText": bool,
    "mend": str,
    "badExample": {"value": str, "why": str},
    "constraints": dict,
    "trueValues": [str],
    "falseValues": [str],
}
SCHEMA = {
    "fields": [TITLED | FIELD],
    "missingValues": [str],
    "primaryKey": NAMES,
    "foreignKeys": [{"fields": NAMES, "reference": {"resource": str, "fields": NAMES}}],
}
CREDITS = {name: [TITLED] for name in ("licenses", "sources", "contributors", "packages")}
RESOURCE = TITLED | CREDITS | {"label": NAMES, "path": object, "schema": SCHEMA, "temporal": dict}
FORM = TITLED | CREDITS | {"keywords": [str], "officeTitles": [str], "resources": [RESOURCE]}
WORDS = {
    str: "a text",
    bool: "true or false",
    dict: "an object in braces",
    list: "a list in brackets",
    tuple: "a name or a list of names",
}


def misshapen(value: Any, form: Any, place: str = "") -> Iterator[tuple[str, Any, str]]:
    """The parts of a value that do not have their form: place, what is there, what is expected."""
    kind: Any = form if isinstance(form, type) else type(form)
    if kind is tuple:
        if all(any(misshapen(value, one)) for one in form):
            yield place, value, WORDS[kind]
    elif not isinstance(value, kind):
        yield place, value, WORDS[kind]
    elif isinstance(form, dict):
        for key in (key for key in form if key in value):
            yield from misshapen(value[key], form[key], f"{place}.{key}".lstrip("."))
    elif isinstance(form, list):
        for number, item in enumerate(value, start=1):
            name = item.get("name", number) if isinstance(item, dict) else number
            yield from misshapen(item, form[0], f"{place}.{name}")
