"""What a field asks for, in plain words.

In: a `Field`. Out: a phrase that error messages and dictionary pages both use.
Never: names a type or constraint the way a program does.
"""

from collections.abc import Iterable

from publisher.package import Field

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date written YYYY-MM-DD",
    "datetime": "a date and time written YYYY-MM-DDThh:mm:ss",
    "time": "a time written hh:mm:ss",
    "year": "a year of four digits",
    "yearmonth": "a month written YYYY-MM",
}
_FORMATS = {"uri": "a web address", "email": "an e-mail address", "uuid": "a UUID"}
MANY = 30  # values of a list that a message names


def list_of(items: Iterable[object], last: str = "and") -> str:
    """The items as a list in a sentence: `a`, `a and b`, `a, b and c`."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def expected_of(field: Field) -> str:
    """What a field asks for, as a message says it: the phrase, then the field's description.

    A pattern is left out where a description says in words what it means.
    """
    if not field.description:
        return asked_of(field)
    constraints = {k: v for k, v in field.constraints.items() if k != "pattern"}
    if len(enum := constraints.get("enum", [])) > MANY:
        constraints["enum"] = [*enum[:MANY], f"{len(enum) - MANY} more"]
    asked = asked_of(
        Field(field.name, field.type, {**field.descriptor, "constraints": constraints})
    )
    return f"{asked}. {field.description}"


def asked_of(field: Field) -> str:
    """The type and constraints of a field as one phrase, such as `a whole number, at least 0`."""
    constraints = field.constraints
    if allowed := constraints.get("enum"):
        return f"one of {list_of(allowed, 'or')}"
    phrases = [_FORMATS.get(field.descriptor.get("format", ""), _TYPES[field.type])]
    if "minimum" in constraints:
        phrases.append(f"at least {constraints['minimum']}")
    if "maximum" in constraints:
        phrases.append(f"at most {constraints['maximum']}")
    if "minLength" in constraints:
        phrases.append(f"{constraints['minLength']} characters or more")
    if "maxLength" in constraints:
        phrases.append(f"{constraints['maxLength']} characters or fewer")
    if "pattern" in constraints:
        phrases.append(f"in the form {constraints['pattern']}")
    if example := field.descriptor.get("example"):
        phrases.append(f"such as {example}")
    return ", ".join(phrases)
