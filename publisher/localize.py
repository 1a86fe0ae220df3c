"""The rows of the queries as the pages of one language have them.

In: rows, and the `show` lines of their query. Out: rows with texts in that language.
Never: changes what other readers get as CSV; there a column is what the query selected.

    -- show period: {{ _("to %(end)s", end=period_end | dated("short")) }}

makes, or words anew, the column `period` of each row. A column whose name ends in the code of a
language (`name_es`) stands there for the column without that ending (`name`).
"""

from collections.abc import Iterable
from typing import Any

import jinja2

from publisher.language import Language, Said
from publisher.problem import InputError, Problem
from publisher.query import Query, Rows
from publisher.templating import worded


def in_words(
    queries: dict[str, Query],
    results: dict[str, Rows],
    language: Language,
    codes: Iterable[str],
    known: dict[str, Rows] | None = None,
) -> dict[str, Rows]:
    """The rows of every query in a language; `codes` are those of all but the main one.

    Those that are `known` are not worded again. Raises InputError for a `show` line that cannot be
    filled in.
    """
    others = set(codes)
    problems: list[Problem] = []
    found = {}
    for name, rows in results.items():
        if known and name in known:
            found[name] = known[name]
            continue
        try:
            found[name] = _shown(queries[name], localized(rows, language.code, others), language)
        except jinja2.TemplateError as error:
            text, expected = f"show: {error}", "a line that can be filled in from a row"
            problems.append(Problem(queries[name].path, 0, 0, "query", text, expected))
    if problems:
        raise InputError(problems)
    return found


def localized(rows: Rows, code: str, codes: Iterable[str]) -> Rows:
    """The rows with what is meant for one language; columns for the others are left out."""
    ends = {name: name.rpartition("_") for name in rows.columns}
    meant = {name for name, (base, _, end) in ends.items() if base in ends and end in codes}
    if not meant:
        return rows
    place = {name: index for index, name in enumerate(rows.columns)}
    kept = [name for name in rows.columns if name not in meant]
    taken = [place.get(f"{name}_{code}", place[name]) for name in kept]
    records = [tuple(record[index] for index in taken) for record in rows.records]
    return Rows(rows.name, tuple(kept), records)


def _shown(query: Query, rows: Rows, language: Language) -> Rows:
    """The rows with the columns that the query words, each in its place or at the end."""
    if not query.shown:
        return rows
    columns = (*rows.columns, *(name for name in query.shown if name not in rows.columns))
    # Of a row that was worded before, the words are known; only those of the last time are kept.
    place, made_of = ("shown", query.name), (query.shown, columns)
    before, known = language.compiled.get(place, (None, {}))
    known = known if before == made_of else {}
    now: dict[int, tuple[Any, Any]] = {}
    records = []
    for record, row in zip(rows.records, rows, strict=True):
        number = hash(str(record))
        if number in known and known[number][0] == record:
            records.append(known[number][1])
        else:
            said = {name: worded(text, language, **row) for name, text in query.shown.items()}
            # A text that stayed as it was is not in the language of the page because of that.
            new = {name: text for name, text in said.items() if text != row.get(name)}
            whole = row | {name: Said(text) if text else None for name, text in new.items()}
            records.append(tuple(whole[name] for name in columns))
        now[number] = (record, records[-1])
    language.compiled[place] = made_of, now
    return Rows(rows.name, columns, records)
