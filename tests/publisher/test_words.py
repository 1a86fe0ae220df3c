"""What a field asks for is said the same way in messages and in the dictionary."""

import pytest

from publisher.package import Field
from publisher.words import asked_of, expected_of, list_of


@pytest.mark.parametrize(
    ("items", "last", "said"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (["a", "b", "c"], "or", "a, b or c"),
        ([1, 2], "and", "1 and 2"),
    ],
)
def test_a_list_in_a_sentence(items: list[object], last: str, said: str) -> None:
    assert list_of(items, last) == said


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("string", {}, "text"),
        ("integer", {"constraints": {"minimum": 0}}, "a whole number, at least 0"),
        ("number", {"constraints": {"minimum": 0, "maximum": 9.5}}, "a number, at least 0, at most 9.5"),
        ("date", {"example": "2020-01-31"}, "a date written YYYY-MM-DD, such as 2020-01-31"),
        ("year", {}, "a year of four digits"),
        ("boolean", {}, "true or false"),
        ("string", {"format": "uri"}, "a web address"),
        ("string", {"format": "default"}, "text"),
        ("string", {"constraints": {"enum": ["a", "b", "c"], "required": True}}, "one of a, b or c"),
        ("string", {"constraints": {"pattern": "[0-9]{5}"}}, "text, in the form [0-9]{5}"),
        ("string", {"constraints": {"minLength": 2, "maxLength": 5}}, "text, 2 characters or more, 5 characters or fewer"),
    ],
)  # fmt: skip
def test_what_a_field_asks_for(kind: str, more: dict[str, object], said: str) -> None:
    assert asked_of(Field("a", kind, {"name": "a", "type": kind, **more})) == said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "text"),
        ({"description": "A code."}, "text. A code."),
        ({"constraints": {"pattern": "[0-9]{5}"}}, "text, in the form [0-9]{5}"),
        (
            {
                "description": "Five digits.",
                "constraints": {"pattern": "[0-9]{5}"},
                "example": "01001",
            },
            "text, such as 01001. Five digits.",
        ),
        (
            {"description": "An office.", "constraints": {"enum": ["mayor", "judge"]}},
            "one of mayor or judge. An office.",
        ),
    ],
)
def test_what_a_message_expects_is_said_in_the_words_of_the_description(
    more: dict[str, object], said: str
) -> None:
    assert expected_of(Field("a", "string", {"name": "a", "type": "string", **more})) == said


def test_a_message_names_thirty_values_of_a_long_list() -> None:
    enum = [str(number) for number in range(100)]
    field = Field("a", "string", {"description": "One.", "constraints": {"enum": enum}})
    assert expected_of(field).endswith(", 28, 29 or 70 more. One.")
