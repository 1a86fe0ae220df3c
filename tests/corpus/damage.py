"""Every kind of damage that the corpus does to a real table, by name.

A kind is a Hypothesis strategy that gives a `Case`: the bytes of a broken file, and where the
damage is to be told. `theirs` says what plain Frictionless does where it does not refuse it too.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.corpus.samples import Draw, Row, Sample, draw_sample, written

ACCEPTS, STOPS, REFUSES = "accepts it", "stops with a traceback", "refuses it"
WHOLE_HEADER = 1  # the line of the header

Places = frozenset[tuple[int, int]]


@dataclass(frozen=True, repr=False)
class Case:
    """A broken file: all places that are told, or (`first_only`) one that is among them."""

    sample: Sample
    content: bytes
    places: Places
    first_only: bool = False

    def __repr__(self) -> str:
        return f"Case({self.sample.table}, {sorted(self.places)}, {self.content[:2000]!r})"


@dataclass(frozen=True)
class Kind:
    """A kind of damage, and why Frictionless does something else with it, where it does."""

    name: str
    cases: st.SearchStrategy[Case]
    theirs: str = REFUSES
    why: str = ""


KINDS: dict[str, Kind] = {}
Make = Callable[[Draw], Case]


def kind(name: str, theirs: str = REFUSES, why: str = "") -> Callable[[Make], Make]:
    """Adds the kind that a function of `draw` makes cases of."""

    def add(make: Make) -> Make:
        assert name not in KINDS
        KINDS[name] = Kind(name, st.composite(make)(), theirs, why)
        return make

    return add


Fields = list[tuple[str, str]]
WHOLE: Fields = [
    ("population", "population"), ("counties", "land_area_m2"), ("noncitizens", "margin_of_error"),
]  # fmt: skip
NUMBERS: Fields = [("detainers", "value"), ("counties", "point_lat"), *WHOLE]
BOUNDED: Fields = [*WHOLE, ("counties", "point_lat"), ("population", "year")]
DATES: Fields = [
    ("policy_events", "date"), ("detainers", "period_end"), ("agreements_287g", "signed_date"),
    ("county_successors", "changed_on"), ("sources", "retrieved"),
]  # fmt: skip
CODES: Fields = [
    ("population", "county_fips"), ("counties", "county_fips"), ("secure_communities", "county_fips"),
]  # fmt: skip
LISTED: Fields = [
    ("policy_events", "actor"), ("detainers", "unit"), ("agreements_287g", "model"),
    ("sources", "licence"), ("statements", "finding"),
]  # fmt: skip
NAMED: Fields = [
    ("detainers", "observation_id"), ("policy_events", "event_id"), ("sources", "source_id"),
    ("agreements_287g", "agreement_id"),
]  # fmt: skip
TRUTHS: Fields = [("detainers", "partial")]
ADDRESSES: Fields = [("detainers", "page"), ("policy_events", "page"), ("sources", "page")]
POINTING: Fields = [
    ("policy_events", "source_id"), ("detainers", "measure"), ("population", "county_fips"),
    ("counties", "state_fips"),
]  # fmt: skip
TEXTS: Fields = [("policy_events", "summary"), ("sources", "title"), ("statements", "statement")]
TABLES = sorted({table for table, _ in [*NUMBERS, *DATES, *LISTED, *NAMED]})

DIGITS = st.text("123456789", min_size=1, max_size=4)
WORD = st.text("abcdefghijklmnop", min_size=2, max_size=8)


def of_cells(
    name: str,
    fields: Fields,
    wrong: Callable[[Draw, str], str],
    theirs: str = REFUSES,
    why: str = "",
    where: Callable[[str], bool] = bool,
) -> None:
    """Adds the kind that makes one cell wrong, of a field in the list and a text that fits."""

    @kind(name, theirs, why)
    def make(draw: Draw) -> Case:
        table, field = draw(st.sampled_from(fields))
        sample = draw_sample(draw, table, lambda row: where(row[field]))
        rows = sample.with_cell(field, wrong(draw, sample.cell(field)))
        place = (sample.line, sample.column(field))
        return Case(sample, written(sample.header, rows).encode(), frozenset({place}))


def always(text: str) -> Callable[[Draw, str], str]:
    return lambda _draw, _cell: text


def drawn(strategy: st.SearchStrategy[str]) -> Callable[[Draw, str], str]:
    return lambda draw, _cell: draw(strategy)


def part(cell: str, place: int) -> str:
    """Year, month or day of a date."""
    return cell.split("-")[place]


# Wrong types.
of_cells("a word in place of a number", NUMBERS, drawn(WORD))
of_cells(
    "marks for thousands", NUMBERS, lambda draw, _: f"{draw(DIGITS)},{draw(st.integers(100, 999))}"
)
of_cells(
    "a currency sign", NUMBERS, lambda draw, cell: draw(st.sampled_from(["$", "€", "£"])) + cell
)
of_cells("a percent sign", NUMBERS, lambda _, cell: f"{cell}%")
of_cells("a decimal comma", NUMBERS, lambda draw, _: f"{draw(DIGITS)},5")
of_cells("a fraction of a whole number", WHOLE, lambda _, cell: f"{cell}.5")
of_cells(
    "a letter that looks like a digit",
    NUMBERS,
    lambda draw, _: f"1{draw(st.sampled_from('OolI'))}5",
)
of_cells("a number with its unit", NUMBERS, lambda draw, cell: f"{cell} {draw(WORD)}")
of_cells("a range of numbers", NUMBERS, lambda draw, _: f"{draw(DIGITS)}-{draw(DIGITS)}")
of_cells(
    "a number that a spreadsheet shortened",
    WHOLE,
    lambda draw, _: f"{draw(st.integers(1, 9))}.2E+07",
)
of_cells("a number out of bounds", BOUNDED, lambda draw, _: f"-{draw(st.integers(1000, 9999))}")
of_cells(
    "a sign for no value",
    [*NUMBERS, *DATES],
    drawn(st.sampled_from(["N/A", "NULL", "-", "n.a.", "?"])),
)
of_cells("a word for true or false", TRUTHS, drawn(st.sampled_from(["yes", "no", "Y", "t", "x"])))
of_cells("a truth that is empty", TRUTHS, always(""))

# Days as spreadsheets and people write them.
of_cells("a day in American order", DATES, lambda _, c: f"{part(c, 1)}/{part(c, 2)}/{part(c, 0)}")
of_cells("a day that stands first", DATES, lambda _, c: f"{part(c, 2)}.{part(c, 1)}.{part(c, 0)}")
of_cells("a day as a spreadsheet counts it", DATES, drawn(st.integers(36000, 46000).map(str)))
of_cells("a month in words", DATES, lambda _, c: f"March {part(c, 2)}, {part(c, 0)}")
of_cells("a year of two digits", DATES, lambda _, c: f"{part(c, 2)}-Jan-{part(c, 0)[2:]}")
of_cells(
    "a day that does not exist",
    DATES,
    drawn(st.sampled_from(["2021-02-29", "2020-04-31", "2019-00-10", "2019-13-01"])),
)
of_cells("a day with a time", DATES, lambda _, c: f"{c} 00:00:00")
of_cells("a month without a day", DATES, lambda _, c: c[:7])
of_cells("a year alone", DATES, lambda _, c: c[:4])
of_cells("blanks before a day", DATES, lambda _, c: f" {c}")
of_cells("quotes of a typographer around a day", DATES, lambda _, c: f"“{c}”")

# Codes and names.
of_cells(
    "a code whose zero a spreadsheet cut", CODES, lambda _, c: c[1:], where=lambda c: c[:1] == "0"
)
of_cells("a code that became a number", CODES, lambda _, c: f"{c}.0")
of_cells(
    "a code that became a power of ten", CODES, lambda draw, _: f"{draw(st.integers(1, 9))}E+03"
)
of_cells("a code kept as text by a formula", CODES, lambda _, c: f'="{c}"')
of_cells("a code kept as text by an apostrophe", CODES, lambda _, c: f"'{c}")
of_cells("a code with a blank at its end", CODES, lambda _, c: f"{c} ")
of_cells("a code with a blank that does not break", CODES, lambda _, c: f"{c}\u00a0")
of_cells(
    "a code in digits of another script",
    CODES,
    lambda _, c: c.translate({48 + n: 0x0660 + n for n in range(10)}),
)
of_cells(
    "a code in wide digits",
    CODES,
    lambda _, c: c.translate({48 + n: 0xFF10 + n for n in range(10)}),
)
of_cells("a sign of no width in a code", CODES, lambda _, c: c[:2] + "\u200b" + c[2:])
of_cells(
    "a line end in a code",
    CODES,
    lambda draw, c: c[:2] + draw(st.sampled_from(["\n", "\r\n"])) + c[2:],
)
of_cells("a tab in a name", NAMED, lambda _, c: f"{c[:2]}\t{c[2:]}")
of_cells("a sign that steers a terminal", NAMED, lambda _, c: f"\x1b[31m{c}")
of_cells("a name in capitals", NAMED, lambda _, c: c.upper(), where=lambda c: c != c.upper())
of_cells(
    "a Cyrillic letter in a name",
    NAMED,
    lambda _, c: c.replace("a", "\u0430"),
    where=lambda c: "a" in c,
)
of_cells("a long dash in a name", NAMED, lambda _, c: c.replace("-", "–"), where=lambda c: "-" in c)
of_cells("text read in another encoding", NAMED, lambda _, c: f"{c}Ã©")
of_cells("a sign in place of lost letters", NAMED, lambda _, c: f"{c}\ufffd")
of_cells("a huge cell", [*NAMED, *CODES], lambda _, c: c * (200_000 // len(c)) + "!")
of_cells("a huge cell in place of a number", NUMBERS, always("9" * 200_000 + "x"))
of_cells("a word that is not in the list", LISTED, drawn(WORD))
of_cells("a listed word in other letters", LISTED, lambda _, c: c.swapcase())
of_cells("a listed word with a blank after it", LISTED, lambda _, c: f"{c} ")
of_cells(
    "a Greek letter in a listed word",
    [("policy_events", "actor"), ("sources", "source_type"), ("detainers", "area_type")],
    lambda _, c: c.replace("o", "ο"),
    where=lambda c: "o" in c,
)
of_cells("two listed words in one cell", LISTED, lambda _, c: f"{c}; {c}")
of_cells(
    "an address without its beginning", ADDRESSES, lambda _, c: c.split("://")[1].split("/")[0]
)
of_cells("a note in place of an address", ADDRESSES, always("see the report"))
of_cells("an empty cell that must not be", [*LISTED, *CODES, *ADDRESSES], always(""))
of_cells("an empty key", NAMED, always(""))

# Formulas.
of_cells(
    "a formula in place of a number",
    NUMBERS,
    lambda draw, _: f"=SUM(A1:A{draw(st.integers(2, 99))})",
)
of_cells(
    "an error of a formula",
    [*NUMBERS, *DATES],
    drawn(st.sampled_from(["#REF!", "#N/A", "#DIV/0!", "#####"])),
)
of_cells("a formula that runs a program", [*NAMED, *LISTED], always("=cmd|' /C calc'!A0"))

# References.
of_cells("a reference to nothing", POINTING, drawn(WORD))
of_cells(
    "a slip in a reference",
    POINTING,
    lambda _, c: f"{c[:-1]}{'x' if c[-1].isalpha() else (int(c[-1]) + 1) % 10}",
)
of_cells("a reference that is empty", POINTING, always(""))

# What Frictionless takes, and the warehouse reads otherwise or not at all.
NOT_SQL = "SQL, JSON and spreadsheets read it otherwise or not at all; the build would fail without a place"
of_cells(
    "a number with underscores",
    NUMBERS,
    lambda draw, _: f"1_{draw(st.integers(10, 20))}",
    ACCEPTS,
    NOT_SQL,
)
of_cells("a number in wide digits", NUMBERS, always("１２"), ACCEPTS, NOT_SQL)
of_cells(
    "a day in wide digits", DATES, lambda _, c: c[:-1] + chr(0xFF10 + int(c[-1])), ACCEPTS, NOT_SQL
)
of_cells(
    "a number without end",
    [("detainers", "value")],
    drawn(st.sampled_from(["Infinity", "-inf", "1e999"])),
    ACCEPTS,
    NOT_SQL,
)
of_cells(
    "no number (NaN)",
    [("detainers", "value")],
    drawn(st.sampled_from(["NaN", "nan", "-NaN"])),
    ACCEPTS,
    NOT_SQL,
)
of_cells("a whole number of 65 bits", WHOLE, always("18446744073709551616"), ACCEPTS, NOT_SQL)
of_cells(
    "a signalling NaN",
    [("counties", "point_lat"), ("counties", "point_lon")],
    always("sNaN"),
    STOPS,
    "decimal.InvalidOperation when it is compared with a bound",
)


# Keys.
@kind("a key twice")
def key_twice(draw: Draw) -> Case:
    table, field = draw(st.sampled_from(NAMED))
    sample = draw_sample(draw, table)
    first = draw(st.sampled_from([n for n in range(len(sample.rows)) if n != sample.place]))
    rows = [list(row) for row in sample.rows]
    column = sample.column(field)
    rows[sample.place][column - 1] = rows[first][column - 1]
    later = max(first, sample.place) + 2
    return Case(sample, written(sample.header, rows).encode(), frozenset({(later, column)}))


@kind("a row twice")
def row_twice(draw: Draw) -> Case:
    table = draw(st.sampled_from(TABLES))
    sample = draw_sample(draw, table)
    rows = [*map(list, sample.rows), sample.row]
    place = (len(rows) + 1, sample.column(sample.resource.primary_key[0]))
    # A field that must be unique is told beside the key.
    return Case(sample, written(sample.header, rows).encode(), frozenset({place}), first_only=True)


@kind("a key of two columns twice")
def key_of_two_twice(draw: Draw) -> Case:
    sample = draw_sample(draw, "population")
    again = sample.row
    again[sample.column("population") - 1] = "7"
    rows = [*map(list, sample.rows), again]
    place = (len(rows) + 1, 1)
    return Case(sample, written(sample.header, rows).encode(), frozenset({place}))


@kind("a unique value twice")
def unique_twice(draw: Draw) -> Case:
    sample = draw_sample(draw, "states")
    field = draw(st.sampled_from(["state", "state_name", "slug"]))
    first = 0 if sample.place else 1
    rows = sample.with_cell(field, sample.rows[first][sample.column(field) - 1])
    later = max(first, sample.place) + 2
    place = (later, sample.column(field))
    return Case(sample, written(sample.header, rows).encode(), frozenset({place}))


# Rows.
def any_sample(draw: Draw) -> Sample:
    return draw_sample(draw, draw(st.sampled_from(TABLES)))


def with_line(sample: Sample, text: str) -> bytes:
    """The file with a line put before the row that would be damaged."""
    lines = written(sample.header, [list(row) for row in sample.rows]).splitlines(keepends=True)
    return "".join([*lines[: sample.line - 1], f"{text}\n", *lines[sample.line - 1 :]]).encode()


def of_lines(
    name: str, text: Callable[[Draw, Sample], str], column: Callable[[Sample], int]
) -> None:
    """Adds the kind that puts a line between the rows."""

    @kind(name)
    def make(draw: Draw) -> Case:
        sample = any_sample(draw)
        place = (sample.line, column(sample))
        return Case(sample, with_line(sample, text(draw, sample)), frozenset({place}))


of_lines("a blank line", lambda _d, _s: "", lambda _: 0)
of_lines("a line of commas alone", lambda _d, s: "," * (len(s.header) - 1), lambda _: 0)
of_lines("a line of too many commas", lambda _d, s: "," * len(s.header), lambda _: 0)
of_lines("a note between the rows", lambda _d, _s: "Source: the office", lambda _: 2)
of_lines("a row of totals", lambda draw, _: f"Total,{draw(DIGITS)}", lambda _: 3)
of_lines(
    "a mark of a merge in git",
    lambda draw, _: draw(st.sampled_from(["<<<<<<< HEAD", "=======", ">>>>>>> main"])),
    lambda _: 2,
)


# With many such rows Frictionless takes another line for the header, unless it is told which one.
@kind("a comma at the end of every row")
def comma_at_every_end(draw: Draw) -> Case:
    sample = draw_sample(draw, "population")
    rows = [[*row, "", ""] for row in sample.rows]
    places = frozenset((line, len(sample.header) + 1) for line in range(2, len(rows) + 2))
    return Case(sample, written(sample.header, rows).encode(), places)


@kind("many notes below the rows")
def many_notes(draw: Draw) -> Case:
    sample = any_sample(draw)
    count = draw(st.integers(10, 20))
    notes = "".join(f"Note {n}\n" for n in range(count))
    text = written(sample.header, [list(row) for row in sample.rows]) + notes
    first = len(sample.rows) + 2
    places = frozenset((line, 2) for line in range(first, first + count))
    return Case(sample, text.encode(), places)


@kind("many blank lines below the rows")
def many_blank_lines(draw: Draw) -> Case:
    sample = any_sample(draw)
    count = draw(st.integers(10, 20))
    text = written(sample.header, [list(row) for row in sample.rows]) + "\n" * count
    first = len(sample.rows) + 2
    places = frozenset((line, 0) for line in range(first, first + count))
    return Case(sample, text.encode(), places)


@kind("the header again between the rows")
def header_again(draw: Draw) -> Case:
    sample = draw_sample(draw, draw(st.sampled_from(["detainers", "population", "counties"])))
    typed = [f.name for f in sample.resource.fields if f.type != "string"]
    place = (sample.line, sample.column(typed[0]))
    return Case(sample, with_line(sample, ",".join(sample.header)), frozenset({place}), True)


@kind("a cell too few")
def cell_too_few(draw: Draw) -> Case:
    sample = any_sample(draw)
    content = written(sample.header, sample.with_row(sample.row[:-1])).encode()
    return Case(sample, content, frozenset({(sample.line, len(sample.header))}))


@kind("a cell too many")
def cell_too_many(draw: Draw) -> Case:
    sample = any_sample(draw)
    content = written(sample.header, sample.with_row([*sample.row, draw(WORD)])).encode()
    return Case(sample, content, frozenset({(sample.line, len(sample.header) + 1)}))


@kind("a comma in a text without quotes")
def unquoted_comma(draw: Draw) -> Case:
    table, field = draw(st.sampled_from(TEXTS))
    sample = draw_sample(draw, table)
    row = sample.row
    column = sample.column(field)
    row[column - 1 : column] = [draw(WORD), f" {draw(WORD)}"]
    content = written(sample.header, sample.with_row(row)).encode()
    return Case(sample, content, frozenset({(sample.line, len(sample.header) + 1)}))


@kind("two cells changed over")
def swapped_cells(draw: Draw) -> Case:
    table, one, other = draw(
        st.sampled_from(
            [
                ("policy_events", "date", "actor"),
                ("detainers", "unit", "exactness"),
                ("population", "county_fips", "year"),
            ]
        )
    )
    sample = draw_sample(draw, table)
    row, left, right = sample.row, sample.column(one), sample.column(other)
    row[left - 1], row[right - 1] = row[right - 1], row[left - 1]
    places = frozenset({(sample.line, left), (sample.line, right)})
    return Case(sample, written(sample.header, sample.with_row(row)).encode(), places)


@kind("two columns changed over below the header")
def swapped_columns(draw: Draw) -> Case:
    sample = draw_sample(draw, "population")
    rows = [[row[1], row[0], *row[2:]] for row in sample.rows]
    places = {(line, column) for line in range(2, len(rows) + 2) for column in (1, 2)}
    return Case(sample, written(sample.header, rows).encode(), frozenset(places))


# The header.
def of_headers(
    name: str,
    change: Callable[[Draw, Sample], tuple[Row, list[Row], int]],
    theirs: str = REFUSES,
    why: str = "",
) -> None:
    """Adds the kind that changes the header, with the rows and the column that is to be told."""

    @kind(name, theirs, why)
    def make(draw: Draw) -> Case:
        sample = any_sample(draw)
        header, rows, column = change(draw, sample)
        places = frozenset({(WHOLE_HEADER, column)})
        return Case(sample, written(header, rows).encode(), places, first_only=True)


def column_of(draw: Draw, sample: Sample) -> int:
    return draw(st.integers(1, len(sample.header)))


def without_column(draw: Draw, sample: Sample) -> tuple[Row, list[Row], int]:
    column = column_of(draw, sample)
    header, *rows = [
        [*row[: column - 1], *row[column:]] for row in [sample.header, *map(list, sample.rows)]
    ]
    return header, rows, column


def with_header(
    change: Callable[[Row, int], Row],
) -> Callable[[Draw, Sample], tuple[Row, list[Row], int]]:
    def changed(draw: Draw, sample: Sample) -> tuple[Row, list[Row], int]:
        column = column_of(draw, sample)
        return change(sample.header, column), [list(row) for row in sample.rows], column

    return changed


def put(header: Row, column: int, text: str) -> Row:
    return [*header[: column - 1], text, *header[column:]]


of_headers("a column is missing", without_column)
of_headers("a column has another name", with_header(lambda h, c: put(h, c, "something")))
of_headers("a column's name is empty", with_header(lambda h, c: put(h, c, "")))
of_headers(
    "a column's name has a look-alike",
    with_header(
        lambda h, c: put(
            h, c, h[c - 1].translate({ord("e"): "\u0435", ord("a"): "\u0430", ord("o"): "\u043e"})
        )
    ),
)


of_headers(
    "a column's name has a blank before it",
    with_header(lambda h, c: put(h, c, f" {h[c - 1]}")),
    ACCEPTS,
    "it strips names; to other readers the column has another name",
)


@kind("a column's name twice")
def doubled_header(draw: Draw) -> Case:
    sample = any_sample(draw)
    first, second = sorted(
        draw(st.lists(st.integers(1, len(sample.header)), min_size=2, max_size=2, unique=True))
    )
    header = put(sample.header, second, sample.header[first - 1])
    content = written(header, [list(row) for row in sample.rows]).encode()
    return Case(sample, content, frozenset({(1, second)}), first_only=True)


@kind("a column too many")
def extra_column(draw: Draw) -> Case:
    sample = any_sample(draw)
    rows = [[*row, "x"] for row in sample.rows]
    content = written([*sample.header, "something"], rows).encode()
    return Case(sample, content, frozenset({(1, len(sample.header) + 1)}))


@kind("columns in another order")
def other_order(draw: Draw) -> Case:
    sample = any_sample(draw)
    header, *rows = [row[::-1] for row in [sample.header, *map(list, sample.rows)]]
    return Case(sample, written(header, rows).encode(), frozenset({(1, 0)}))


@kind("no header")
def no_header(draw: Draw) -> Case:
    sample = any_sample(draw)
    first, *rows = map(list, sample.rows)
    return Case(sample, written(first, rows).encode(), frozenset({(1, 0)}))


@kind(
    "a title above the header",
    ACCEPTS,
    "it takes the first line as long as most for the header; other readers take the first",
)
def title_above(draw: Draw) -> Case:
    sample = draw_sample(draw, "population")
    text = "Table 1\n" + written(sample.header, [list(row) for row in sample.rows])
    return Case(sample, text.encode(), frozenset({(1, 0)}))


# The file as a whole.
def of_files(
    name: str,
    change: Callable[[Draw, str, Sample], bytes],
    line: Callable[[Sample], int] = lambda _: 1,
    theirs: str = REFUSES,
    why: str = "",
) -> None:
    """Adds the kind that changes the text as a whole; it is told of a line, or of the file."""

    @kind(name, theirs, why)
    def make(draw: Draw) -> Case:
        sample = any_sample(draw)
        text = written(sample.header, [list(row) for row in sample.rows])
        places = frozenset({(line(sample), 0)})
        return Case(sample, change(draw, text, sample), places)


def spliced(text: str, line: int, put_in: str) -> str:
    """The text with something put before a line."""
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: line - 1], put_in, *lines[line - 1 :]])


GUESSES = "it guesses the mark between cells from the first lines; other readers of CSV do not"
for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")):

    @kind(f"{called} between the cells", ACCEPTS, GUESSES)
    def other_mark(draw: Draw, mark: str = mark) -> Case:
        sample = draw_sample(draw, "population")
        rows = [list(row) for row in sample.rows]
        content = written(sample.header, rows, mark=mark).encode()
        return Case(sample, content, frozenset({(1, 0)}))


of_files("an empty file", lambda _d, _t, _s: b"")
of_files("a file of blank lines", lambda _d, _t, _s: b"\n\n \n")


@kind("UTF-16")
def utf_16(draw: Draw) -> Case:
    sample = any_sample(draw)
    text = written(sample.header, [list(row) for row in sample.rows])
    return Case(sample, text.encode("utf-16"), frozenset({(1, 1)}))


of_files("a zero byte", lambda _d, t, s: spliced(t, s.line, "\0").encode(), lambda s: s.line)
of_files("a spreadsheet renamed", lambda _d, _t, _s: b"PK\x03\x04\x14\x00\x06\x00\x08\x00")
of_files("a page of the web", lambda _d, _t, _s: b"<!DOCTYPE html>\n<title>404</title>\n")
of_files("JSON", lambda _d, _t, _s: b'[{"a": 1}, {"a": 2}]\n')
of_files(
    "a quote that is never closed",
    lambda _d, t, s: spliced(t, s.line, '"').encode(),
    lambda s: s.line,
)
of_files(
    "text after a closing quote",
    lambda _d, t, s: spliced(t, s.line, '"a"b,').encode(),
    lambda s: s.line,
)


@kind("a letter of Windows-1252")
def windows_letter(draw: Draw) -> Case:
    table, field = draw(st.sampled_from(TEXTS))
    sample = draw_sample(draw, table)
    letter = draw(st.sampled_from("éñ’ü£"))
    cell = f"@{letter}t{letter}"
    text = written(sample.header, sample.with_cell(field, cell))
    content = text.encode("cp1252", "ignore")
    before = text.split(cell, maxsplit=1)[0].rpartition("\n")[2]
    return Case(sample, content, frozenset({(sample.line, before.count(",") + 1)}))


@kind("a second byte order mark")
def second_mark(draw: Draw) -> Case:
    sample = any_sample(draw)
    text = "\ufeff\ufeff" + written(sample.header, [list(row) for row in sample.rows])
    return Case(sample, text.encode(), frozenset({(1, 1)}), first_only=True)


@kind("line ends of two kinds above a wrong cell")
def mixed_ends(draw: Draw) -> Case:
    table, field = draw(st.sampled_from(DATES))
    sample = draw_sample(draw, table, lambda row: bool(row[field]))
    lines = written(sample.header, sample.with_cell(field, "soon")).splitlines()
    ends = [draw(st.sampled_from(["\n", "\r\n"])) for _ in lines]
    content = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
    return Case(sample, content, frozenset({(sample.line, sample.column(field))}))


@kind("cells of two lines above a wrong cell")
def long_cells(draw: Draw) -> Case:
    sample = draw_sample(draw, "policy_events")
    rows = [list(row) for row in sample.rows]
    more = draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows)))
    for row, count in zip(rows, more, strict=True):
        row[sample.column("summary") - 1] = "a" + "\nb" * count
    rows[sample.place][sample.column("date") - 1] = "soon"
    line = sample.line + sum(more[: sample.place])
    place = (line, sample.column("date"))
    return Case(sample, written(sample.header, rows).encode(), frozenset({place}))


@kind("several wrong cells")
def several(draw: Draw) -> Case:
    sample = draw_sample(draw, "population")
    rows = [list(row) for row in sample.rows]
    places = draw(
        st.sets(st.tuples(st.integers(0, len(rows) - 1), st.integers(2, 4)), min_size=2, max_size=4)
    )
    for row, column in places:
        rows[row][column - 1] = "x"
    told = frozenset((row + 2, column) for row, column in places)
    return Case(sample, written(sample.header, rows).encode(), told)


# What people and programs write differently, and means the same.
VARIANTS: dict[str, st.SearchStrategy[Case]] = {}


def variant(name: str, change: Callable[[Draw, Sample], str]) -> None:
    """Adds a way to write a table that is right."""

    def make(draw: Draw) -> Case:
        sample = any_sample(draw)
        return Case(sample, change(draw, sample).encode(), frozenset())

    VARIANTS[name] = st.composite(make)()


def text_of(sample: Sample, end: str = "\n") -> str:
    return written(sample.header, [list(row) for row in sample.rows], end)


def all_quoted(_: Draw, sample: Sample) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([sample.header, *sample.rows])
    return text.getvalue()


def ends_mixed(draw: Draw, sample: Sample) -> str:
    lines = text_of(sample).splitlines()
    return "".join(line + draw(st.sampled_from(["\n", "\r\n"])) for line in lines)


def optional_left_empty(_: Draw, sample: Sample) -> str:
    row = [
        cell if field.constraints.get("required") else ""
        for field, cell in zip(sample.resource.fields, sample.row, strict=True)
    ]
    return written(sample.header, sample.with_row(row))


def rows_in_another_order(draw: Draw, sample: Sample) -> str:
    return written(sample.header, [list(row) for row in draw(st.permutations(sample.rows))])


def texts_of_any_kind(draw: Draw, sample: Sample) -> str:
    table_texts = [f.name for f in sample.resource.fields if f.is_free_text]
    rows = sample.with_row(sample.row)
    for name in table_texts:
        text = draw(
            st.sampled_from(['a "b", c', "d\ne", "é ñ 漢字 😀", " f ", "=SUM(A1)", "g" * 90_000])
        )
        rows[sample.place][sample.column(name) - 1] = text
    # The summary of a change begins with one of four words.
    return text_of(sample) if sample.table == "changes" else written(sample.header, rows)


def days_without_zeros(_: Draw, sample: Sample) -> str:
    row = sample.row
    for n, field in enumerate(sample.resource.fields):
        if field.type == "date" and row[n]:
            row[n] = "-".join(part.lstrip("0") for part in row[n].split("-"))
    return written(sample.header, sample.with_row(row))


def with_sign_and_blanks(_: Draw, sample: Sample) -> str:
    row = sample.row
    for n, field in enumerate(sample.resource.fields):
        if field.type in {"integer", "number"} and row[n][:1].isdigit():
            row[n] = f" +{row[n]} "
    return written(sample.header, sample.with_row(row))


variant("as it is", lambda _, s: text_of(s))
variant("every cell in quotes", all_quoted)
variant("line ends of Windows", lambda _, s: text_of(s, "\r\n"))
variant("line ends of old Macintoshes", lambda _, s: text_of(s, "\r"))
variant("line ends of two kinds", ends_mixed)
variant("a byte order mark", lambda _, s: f"\ufeff{text_of(s)}")
variant("no line end at the end", lambda _, s: text_of(s).rstrip("\n"))
variant("no rows", lambda _, s: written(s.header, []))
variant("optional cells left empty", optional_left_empty)
variant("rows in another order", rows_in_another_order)
variant("texts with commas, quotes, line ends, other scripts", texts_of_any_kind)
variant("days without leading zeros", days_without_zeros)
variant("numbers with a plus sign and blanks around", with_sign_and_blanks)
