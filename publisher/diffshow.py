"""A comparison as text for a terminal, and as Markdown for a pull request.

In: a `Diff`. Out: text.
Never: lets a cell act: no control characters, no Markdown, no HTML, nobody's name called out.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.diff import Diff
from publisher.pagediff import Family, Named, Value
from publisher.tablediff import ADDED, CHANGED, REMOVED, SAME, Cell, Row, TableDiff
from publisher.words import list_of

COMMENT = 65_536  # characters of the longest comment GitHub takes
CELL = 80  # characters shown of a cell
NOTE = 300  # characters shown of a note
CELLS = 12  # cells shown of a row
TABLES = 8  # tables named in the summary
# How many entries of a list are shown: as many as fit in a comment.
STEPS = (50, 40, 30, 20, 15, 10, 7, 5, 3, 2, 1, 0)
SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
EMPTY = "(empty)"
_JOINERS = "\u200c\u200d"  # parts of words and of emoji, though they are format characters
_ACTIVE = re.compile(r"""[!"#$&*:<>@\[\\\]^_`{|}~]|(?<=www)\.""", re.IGNORECASE)
_ENDS = re.compile(r"^ +| +$")


@dataclass(frozen=True)
class Form:
    """How a rendering writes: a text of the data, an arrow, a heading, a list of lines."""

    data: Callable[[str], str]
    arrow: str
    heading: Callable[[str], str]
    item: Callable[[str, str], str]  # sign, text


def text(diff: Diff) -> str:
    """The comparison for a terminal."""
    return "\n".join(_lines(diff, TEXT, STEPS[0]))


def markdown(diff: Diff, limit: int = COMMENT) -> str:
    """The comparison for a comment of at most `limit` characters; what is left out is counted."""
    shown = ""
    for number in STEPS:
        shown = "\n".join(_lines(diff, MARKDOWN, number))
        if len(shown) <= limit:
            break
    return shown


def summary(diff: Diff, form: Form) -> str:
    """What differs, in a sentence or two."""
    said = [
        f"{form.data(_cut(table.name))}: {counts_of(table)}"
        for table in diff.tables
        if _differs(table)
    ]
    if len(said) > TABLES:
        said = [*said[:TABLES], f"{len(said) - TABLES:,} other tables"]
    sentences = ["; ".join(said) if said else "No row of a table differs"]
    pages = sum(family.added + family.removed + family.changed for family in diff.pages)
    shown = (
        (len(diff.values), "figure", ""),
        (len(diff.lists), "other query", "other queries"),
        (len(diff.charts), "chart", ""),
        (pages, "page", ""),
    )
    counted = [_count(number, one, many) for number, one, many in shown if number]
    if counted:
        alone = sum(number for number, _, _ in shown) == 1
        sentences.append(f"{list_of(counted)} {'differs' if alone else 'differ'}")
    elif diff.whole:
        sentences.append("No figure, chart or page differs")
    return ". ".join(sentences) + "."


def _differs(table: TableDiff) -> bool:
    return table.change != SAME or bool(table.notes)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def counts_of(table: TableDiff) -> str:
    """How a table differs, such as `1 row added, 2 changed (3 cells)`."""
    if not table.is_table:
        return f"file {table.change}"
    parts = []
    if table.change in (ADDED, REMOVED):
        parts.append(f"table {table.change}")
    for number, word in (
        (table.added, ADDED),
        (table.removed, REMOVED),
        (table.changed, CHANGED),
    ):
        if number:
            noun = "" if any("row" in part for part in parts) else "rows " if number > 1 else "row "
            cells = f" ({_count(table.cells, 'cell')})" if word == CHANGED else ""
            parts.append(f"{number:,} {noun}{word}{cells}")
    for names, word in ((table.columns_added, ADDED), (table.columns_removed, REMOVED)):
        if names:
            parts.append(f"{_count(len(names), 'column')} {word}")
    return ", ".join(parts) or "see the notes"


def _lines(diff: Diff, form: Form, number: int) -> list[str]:
    """All lines, with at most `number` entries of each list."""
    lines = [form.heading(f"{form.data(diff.before)} {form.arrow} {form.data(diff.after)}")]
    lines.append(summary(diff, form))
    if diff.notes:
        lines += ["", *_notes(diff.notes, form, number)]
    tables = [table for table in diff.tables if _differs(table)]
    for table in tables[:number]:
        lines += _table(table, form, number)
    lines += _more(len(tables), number, "table", form)
    sections: tuple[tuple[str, Sequence[Any], Callable[[Any], str]], ...] = (
        ("Figures", diff.values, lambda value: _value(value, form)),
        ("Other queries", diff.lists, lambda named: _named(named, form)),
        ("Charts", diff.charts, lambda named: _named(named, form)),
    )
    for title, entries, show in sections:
        if entries and number:
            lines += ["", form.heading(title)]
            lines += _listed(entries, form, number, "entry", show, "entries")
    if diff.pages and number:
        lines += ["", form.heading("Pages")]
        for family in diff.pages[:number]:
            lines += _family(family, form, number)
        lines += _more(len(diff.pages), number, "template", form)
    return lines


def _listed(
    entries: Sequence[Any],
    form: Form,
    number: int,
    one: str,
    show: Callable[[Any], str],
    many: str = "",
) -> list[str]:
    return [show(entry) for entry in entries[:number]] + _more(
        len(entries), number, one, form, many
    )


def _notes(notes: tuple[str, ...], form: Form, number: int) -> list[str]:
    return _listed(notes, form, number, "note", lambda n: form.item("", form.data(_cut(n, NOTE))))


def _more(total: int, number: int, one: str, form: Form, many: str = "") -> list[str]:
    """A line that counts what is left out."""
    left = total - number
    noun = _count(left, f"more {one}", f"more {many or f'{one}s'}")
    return [form.item("", f"… {noun}")] if left > 0 else []


def _table(table: TableDiff, form: Form, number: int) -> list[str]:
    key = f" (by {list_of(map(form.data, table.key[:CELLS]))})" if table.key else ""
    lines = ["", form.heading(f"{form.data(_cut(table.name))}{key}")]
    lines += _notes(table.notes, form, number)
    for names, sign in ((table.columns_added, "+"), (table.columns_removed, "-")):
        lines += [form.item(sign, f"column {form.data(_cut(name))}") for name in names[:number]]
        lines += _more(len(names), number, "column", form)
    rows = table.rows[:number] if number >= len(table.rows) else _shared(table.rows, number)
    lines += [form.item(SIGNS[row.change], _row(row, form)) for row in rows]
    shown = {word: sum(row.change == word for row in rows) for word in SIGNS}
    totals = {ADDED: table.added, REMOVED: table.removed, CHANGED: table.changed}
    for word, total in totals.items():
        left = total - shown[word]
        if left:
            lines.append(form.item("", f"… {_count(left, 'more row')} {word}"))
    return lines


def _shared(rows: tuple[Row, ...], number: int) -> list[Row]:
    """So many of the rows, as many of each kind of change as there is room for."""
    places: dict[str, int] = {}
    ranked = []
    for row in rows:
        places[row.change] = places.get(row.change, 0) + 1
        ranked.append((places[row.change], row))
    kept = {id(row) for _, row in sorted(ranked, key=lambda pair: pair[0])[:number]}
    return [row for row in rows if id(row) in kept]


def _row(row: Row, form: Form) -> str:
    cells = [_cell(cell, row.change, form) for cell in row.cells[:CELLS]]
    if (left := len(row.cells) - CELLS) > 0:
        cells.append(f"… {_count(left, 'more cell')}")
    key = ", ".join(form.data(_cut(value)) for value in row.key[:CELLS])
    return f"{key}: {'; '.join(cells)}" if key and cells else key or "; ".join(cells)


def _cell(cell: Cell, change: str, form: Form) -> str:
    before, after = _cut_both(cell.before or "", cell.after or "")
    name, unit = form.data(_cut(cell.column)), f" {form.data(cell.unit)}" if cell.unit else ""
    if change != CHANGED:
        return f"{name} {form.data(before or after)}{unit}"
    return f"{name} {form.data(before)} {form.arrow} {form.data(after)}{unit}"


def _value(value: Value, form: Form) -> str:
    before, after = _cut_both(value.before or "", value.after or "")
    was = "(none)" if value.before is None else form.data(before)
    now = "(none)" if value.after is None else form.data(after)
    column = f", {form.data(_cut(value.column))}" if value.column != "value" else ""
    title = form.data(_cut(value.title))
    return form.item("", f"{form.data(value.query)}{column} ({title}): {was} {form.arrow} {now}")


def _named(named: Named, form: Form) -> str:
    parts = [named.change] if named.change != CHANGED else []
    if named.change == CHANGED:
        if named.rows > 0:
            rows = _count(named.rows, "row")
            parts.append(f"{rows} {'differs' if named.rows == 1 else 'differ'}")
        if named.rows < 0:
            parts.append("the rows stand in another order")
        if named.code:
            parts.append("its code differs")
    said = list_of(parts) or "its title, its notes or its shapes differ"
    sign = SIGNS[named.change] if named.change != CHANGED else ""
    return form.item(sign, f"{form.data(named.name)} ({form.data(_cut(named.title))}): {said}")


def _family(family: Family, form: Form, number: int) -> list[str]:
    counts = ((family.added, ADDED), (family.removed, REMOVED), (family.changed, CHANGED))
    said = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    why = family.why[:TABLES]
    more = [f"{len(family.why) - TABLES} more"] if len(family.why) > TABLES else []
    because = f"; because of {list_of([*map(form.data, why), *more])}" if why else ""
    lines = [form.item("", f"{form.data(family.path)}: {said} of {family.pages:,}{because}")]
    shown = family.addresses[:number]
    below = [form.item(SIGNS[change], form.data(address or "/")) for change, address in shown]
    total = family.added + family.removed + family.changed
    below += _more(total, len(shown), "page", form)
    return lines + [f"  {line}" for line in below]


def visible(value: str) -> str:
    """A text on one line in which nothing acts and nothing hides."""
    value = value.replace("\r\n", "\n").replace("\n", "⏎").replace("\t", "⇥")
    value = "".join(
        "�" if unicodedata.category(c)[0] == "C" and c not in _JOINERS else c for c in value
    )
    value = "".join("␠" if unicodedata.category(c) in ("Zl", "Zp") else c for c in value)
    return _ENDS.sub(lambda ends: "␠" * len(ends[0]), value) or EMPTY


def _cut(value: str, limit: int = CELL) -> str:
    return value if len(value) <= limit else f"{value[: limit - 1]}…"


def _cut_both(before: str, after: str) -> tuple[str, str]:
    """Both texts, cut so that the first place where they differ is seen."""
    if max(len(before), len(after)) <= CELL:
        return before, after
    same = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    if same <= CELL // 2 or not before or not after:
        return _cut(before), _cut(after)
    start = same - CELL // 4
    return f"…{_cut(before[start:], CELL - 1)}", f"…{_cut(after[start:], CELL - 1)}"


def _as_markdown(value: str) -> str:
    """A text that Markdown and HTML leave alone, as code: there GitHub calls out nobody."""
    # Marks that may begin or end something are character references: no link, no table cell, no
    # code, no tag. In `code` GitHub makes no mention, reference or address of the result.
    marked = _ACTIVE.sub(lambda mark: f"&#{ord(mark[0])};", value)
    return f"<code>{marked}</code>"


TEXT = Form(
    data=visible,
    arrow="->",
    heading=str,
    item=lambda sign, said: f"  {sign} {said}" if sign else f"  {said}",
)
MARKDOWN = Form(
    data=lambda value: _as_markdown(visible(value)),
    arrow="→",
    heading=lambda said: f"### {said}\n",
    item=lambda sign, said: f"- {f'`{sign}` ' if sign else ''}{said}",
)
