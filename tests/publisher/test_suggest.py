"""What a wrong cell was probably meant to be, in words and as the cell to write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.package import Field
from publisher.suggest import closest, fits, hint


def field(kind: str, **more: object) -> Field:
    return Field("a", kind, {"name": "a", "type": kind, **more})


DAY = field("date")
WHOLE = field("integer", constraints={"minimum": 0})
NUMBER = field("number")
OFFICE = field("string", constraints={"enum": ["sheriff", "mayor", "town board"], "required": True})
CODE = field("string", constraints={"pattern": "^([0-9]{5})$"})
NAME = field("string", constraints={"pattern": "^([a-z0-9]+(-[a-z0-9]+)*)$"})
TRUTH = field("boolean", trueValues=["true"], falseValues=["false"])
PAGE = field("string", format="uri")

# The field, the cell, what is said, and the cell to write (empty where none is likely).
CASES: list[tuple[Field, str, str, str]] = [
    (DAY, "2018-13-05", "Month 13 does not exist. With day and month changed over: '2018-05-13'?", "2018-05-13"),
    (DAY, "2018-13-25", "Month 13 does not exist.", ""),
    (DAY, "2018-04-31", "Day 31 does not exist: April 2018 has 30 days.", ""),
    (DAY, "2019-02-29", "Day 29 does not exist: February 2019 has 28 days.", ""),
    (DAY, "12/31/2018", "The month stands first here: write '2018-12-31'.", "2018-12-31"),
    (DAY, "31/12/2018", "The day stands first here: write '2018-12-31'.", "2018-12-31"),
    (DAY, "31.12.2018", "The day stands first here: write '2018-12-31'.", "2018-12-31"),
    (DAY, "3/4/2018", "Write '2018-03-04' if the month stands first, '2018-04-03' if the day does.", ""),
    (DAY, "5/5/2018", "The month stands first here: write '2018-05-05'.", "2018-05-05"),
    (DAY, "13/13/2018", "Month 13 does not exist.", ""),
    (DAY, "3/4/18", "Write the year with four digits, first: YYYY-MM-DD.", ""),
    (DAY, "2018/3/4", "Dates are written year, month, day with hyphens: write '2018-03-04'.", "2018-03-04"),
    (DAY, "20180304", "Dates are written year, month, day with hyphens: write '2018-03-04'.", "2018-03-04"),
    (DAY, "2018-03-04 00:00:00", "Dates are written year, month, day with hyphens: write '2018-03-04'.", "2018-03-04"),
    (DAY, "March 4, 2018", "Dates are written year, month, day with hyphens: write '2018-03-04'.", "2018-03-04"),
    (DAY, "4 Mar. 2018", "Dates are written year, month, day with hyphens: write '2018-03-04'.", "2018-03-04"),
    (DAY, "2018-03", "The day is missing: a date has year, month and day.", ""),
    (DAY, "2018", "The day is missing: a date has year, month and day.", ""),
    (DAY, "43163", "A spreadsheet keeps 2018-03-04 as 43163: write '2018-03-04'.", "2018-03-04"),
    (DAY, " 2018-03-04", "There is a blank before or after it: write '2018-03-04'.", "2018-03-04"),
    (DAY, "2018−03−04", "It has the sign '−' (Minus sign), not '-': write '2018-03-04'.", "2018-03-04"),
    (WHOLE, "1,234", "A number has no marks for thousands: write '1234'.", "1234"),
    (WHOLE, "12 345", "A number has no marks for thousands: write '12345'.", "12345"),
    (WHOLE, "$1,234", "A number has no currency sign: write '1234'.", "1234"),
    (WHOLE, "90 people", "Only the number stands in the cell: write '90'.", "90"),
    (WHOLE, "about 90", "Only the number stands in the cell: write '90'.", "90"),
    (WHOLE, "90.0", "A code or a whole number has no decimals: write '90'.", "90"),
    (WHOLE, "90.5", "It has decimals, and a whole number has none.", ""),
    (WHOLE, "1O0", "There is a letter that looks like a digit: write '100'.", "100"),
    (WHOLE, "n/a", "Leave the cell empty where there is no value.", ""),
    (NUMBER, "12,5", "Decimals stand after a point: write '12.5'.", "12.5"),
    (NUMBER, "1,234.5", "A number has no marks for thousands: write '1234.5'.", "1234.5"),
    (NUMBER, "€ 90", "A number has no currency sign: write '90'.", "90"),
    (NUMBER, "12%", "The sign % stays out of the cell: write '12'.", "12"),
    (OFFICE, "Sherif", "Did you mean 'sheriff'?", "sheriff"),
    (OFFICE, "Sheriff", "Capital and small letters differ: write 'sheriff'.", "sheriff"),
    (OFFICE, "town-board", "Did you mean 'town board'?", "town board"),
    (OFFICE, "mayor ", "There is a blank before or after it: write 'mayor'.", "mayor"),
    (OFFICE, "m\u0430yor", "It has the sign 'а' (Cyrillic small letter a), not 'a': write 'mayor'.", "mayor"),
    (OFFICE, "may\u200bor", "It has the sign ' ' (Zero width space), which cannot be seen: write 'mayor'.", "mayor"),
    (CODE, "1001", "The zero at its start is lost: write '01001'.", "01001"),
    (CODE, "37183.0", "A code or a whole number has no decimals: write '37183'.", "37183"),
    (NAME, "Wake County's List", "Small letters and digits only: write 'wake-countys-list'.", "wake-countys-list"),
    (TRUTH, "Yes", "This column takes 'true' or 'false': write 'true'.", "true"),
    (TRUTH, "0", "This column takes 'true' or 'false': write 'false'.", "false"),
    (PAGE, "www.example.org/a", "An address begins with https:// or http://: write 'https://www.example.org/a'.", "https://www.example.org/a"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "cell", "words", "instead"), CASES, ids=[f"{c[0].type} {c[1]}" for c in CASES]
)
def test_what_was_probably_meant(asked: Field, cell: str, words: str, instead: str) -> None:
    found = hint(asked, cell)
    assert found is not None
    assert (found.words, found.instead) == (words, instead)


# Where a guess would be no help.
@pytest.mark.parametrize(
    ("asked", "cell"),
    [
        (DAY, "soon"),
        (DAY, "Brumaire 4, 1799"),
        (WHOLE, "-1"),
        (WHOLE, "many"),
        (WHOLE, "2018-2019"),
        (NUMBER, "9" * 100 + "x"),
        (OFFICE, "governor"),
        (CODE, "183"),
        (OFFICE, ""),
        (TRUTH, "perhaps"),
    ],
)
def test_nothing_is_made_up(asked: Field, cell: str) -> None:
    assert hint(asked, cell) is None


@given(st.text(max_size=12), st.sampled_from([DAY, WHOLE, NUMBER, OFFICE, CODE, NAME, TRUTH, PAGE]))
def test_what_is_proposed_would_be_right(cell: str, asked: Field) -> None:
    found = hint(asked, cell)
    if found and found.instead:
        assert fits(asked, found.instead)
        assert found.instead != cell or fits(asked, cell)


@pytest.mark.parametrize(
    ("word", "near"), [("sherif", "Sheriff"), ("SHERIFF", "Sheriff"), ("x", ""), ("", "")]
)
def test_the_option_spelled_most_alike(word: str, near: str) -> None:
    assert closest(word, ["Mayor", "Sheriff", "Town board"]) == near
