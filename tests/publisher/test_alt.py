"""A chart has a text that says what it shows, made from its rows alone."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.alt import alt_text
from publisher.language import ENGLISH
from publisher.markup import as_text
from publisher.query import Rows

DAY = {"field": "day", "type": "temporal"}
LEVEL = {"field": "level", "type": "quantitative"}
NAME = {"field": "name", "type": "nominal"}


def rows(*records: tuple[Any, ...], columns: tuple[str, ...] = ("day", "level")) -> Rows:
    return Rows("levels", columns, list(records))


def spec(mark: str, **encoding: object) -> dict[str, Any]:
    return {"data": {"name": "levels"}, "mark": mark, "encoding": encoding}


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2020, month, number)


LINE = spec("line", x=DAY, y=LEVEL)
BARS = spec("bar", x=LEVEL, y=NAME)


def test_a_value_of_a_part_of_its_period_is_no_lowest_and_no_last() -> None:
    columns = ("day", "level", "partial")
    drawn = rows((day(1), 5, False), (day(2), 4, False), (day(3), 1, True), columns=columns)
    assert alt_text(LINE, drawn, "Levels", partial="partial") == (
        "Line chart: Levels. 2 values from January 2020 to February 2020."
        " Lowest 4 (February 2020), highest 5 (January 2020). Not complete: March 2020."
    )


def test_a_text_says_the_values_where_the_chart_draws_shares_of_them() -> None:
    columns = ("day", "level", "lakes")
    drawn = rows((day(1), 0.5, 200), (day(2), 1, 400), columns=columns)
    said = alt_text(LINE, drawn, "Lakes", says="lakes")
    assert said.endswith("Lowest 200 (January 2020), highest 400 (February 2020).")


def test_values_that_are_texts_are_listed() -> None:
    columns = ("day", "level", "label")
    drawn = rows((day(1), 80, "80 on a day"), (day(2), 16, "16 in a week"), columns=columns)
    said = alt_text(spec("point", x=DAY, y=LEVEL), drawn, "Counts", says="label")
    assert said == "Dot chart: Counts. 80 on a day; 16 in a week."


# The spec, its rows, and what is said.
SAID: list[tuple[str, dict[str, Any], Rows, str]] = [
    (
        "a line over time",
        LINE,
        rows((day(1), 4.5), (day(2, 3), 4.25), (day(4), 1200)),
        "Line chart: Levels. 3 values from 1 January 2020 to 1 April 2020."
        " Lowest 4.2 (3 February 2020), highest 1,200 (1 April 2020)."
        " From first to last it rises from 4.5 to 1,200.",
    ),
    (
        "a line that falls and ends as it begins",
        LINE,
        rows((day(1), 5), (day(2), 4), (day(3), 5)),
        "Line chart: Levels. 3 values from January 2020 to March 2020."
        " Lowest 4 (February 2020), highest 5 (January 2020)."
        " From first to last it ends as it begins, at 5.",
    ),
    (
        "years, which have no mark for thousands",
        spec("bar", x=LEVEL, y={"field": "year", "type": "ordinal"}),
        rows((2015, 12), (2016, 3), columns=("year", "level")),
        "Bar chart: Levels. 2 values. Lowest 3 (2016), highest 12 (2015).",
    ),
    (
        "bars by name",
        BARS,
        rows(("Blue", 12.5), ("Green", 3), columns=("name", "level")),
        "Bar chart: Levels. 2 values. Lowest 3 (Green), highest 12.5 (Blue).",
    ),
    ("values without difference", LINE, rows((day(1), 5), (day(2), 5)), "Line chart: Levels. 2 values from January 2020 to February 2020. All are 5."),
    ("values that are missing", LINE, rows((day(1), None), (day(2), 5), (day(3), None)), "Line chart: Levels. 1 value, 5 (February 2020)."),
    ("no value at all", LINE, rows((day(1), None)), "Line chart: Levels. No values are recorded."),
    ("no rows", LINE, rows(), "Line chart: Levels."),
    ("nothing measured", spec("geoshape"), rows((day(1), 1)), "Map: Levels. Drawn from 1 row, which the table below lists."),
    ("rows counted", spec("tick", x=DAY), rows((day(1), 1), (day(2), 1)), "Timeline: Levels. Drawn from 2 rows, which the table below lists."),
    ("an unknown mark", spec("arc"), rows((day(1), 1)), "Chart: Levels. Drawn from 1 row, which the table below lists."),
    (
        "layers share what is above them",
        {
            "data": {"name": "levels"},
            "encoding": {"x": DAY},
            "layer": [
                {"mark": "rule", "data": {"name": "events"}, "encoding": {}},
                {"mark": {"type": "area"}, "encoding": {"y": LEVEL}},
            ],
        },
        rows((day(1), 4), (day(2), 6)),
        "Area chart: Levels. 2 values from January 2020 to February 2020."
        " Lowest 4 (January 2020), highest 6 (February 2020).",
    ),
    (
        "charts side by side",
        {"data": {"name": "levels"}, "hconcat": [{"mark": "bar", "encoding": {"x": DAY, "y": LEVEL}}]},
        rows((day(1), 4)),
        "Bar chart: Levels. 1 value, 4 (January 2020).",
    ),
    (
        "a row without a date among rows with one",
        LINE,
        rows((day(1), 4), (None, 5), (day(3), 6)),
        "Line chart: Levels. 3 values from January 2020 to March 2020."
        " Lowest 4 (January 2020), highest 6 (March 2020).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("chart", "drawn", "text"), [s[1:] for s in SAID], ids=[s[0] for s in SAID]
)
def test_what_is_said_of_a_chart(chart: dict[str, Any], drawn: Rows, text: str) -> None:
    assert alt_text(chart, drawn, "Levels.") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.date(2020, 5, 1), "1 May 2020"),
        (0.04, "0.04"),
        (0.25, "0.2"),
        (-0.0512, "-0.051"),
        (datetime.date(2020, 5, 31), "31 May 2020"),
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        (0, "0"),
        (-1234567, "-1,234,567"),
        (1234.0, "1,234"),
        (1234.56, "1,234.6"),
        ("Wake", "Wake"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
    ],
)
def test_a_value_is_said_in_words(value: object, text: str) -> None:
    assert ENGLISH.said(value) == text


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.uuids()
    | st.binary()
    | st.text()
    | st.lists(st.integers())
)


@given(VALUES)
def test_any_value_can_be_said_and_shown(value: object) -> None:
    assert isinstance(ENGLISH.said(value), str)
    assert isinstance(as_text(value), str)
    assert as_text(value) != "" or value == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        ("a", "a"),
        (0, "0"),
        (1234, "1,234"),
        (Decimal("1234.50"), "1,234.5"),
        (Decimal("12"), "12"),
        (datetime.date(2011, 5, 1), "1 May 2011"),
        (True, "yes"),
    ],
)
def test_a_value_is_shown_to_readers(value: object, text: str) -> None:
    assert as_text(value) == text
