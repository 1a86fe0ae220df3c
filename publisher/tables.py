"""Rows as the columns and lines of an HTML table.

In: rows and the names of their columns. Out: `Markup` for the engine's table template.
Never: shows a cell that HTML could act on, or more rows than asked for.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from publisher.language import Language, Said
from publisher.markup import NONE, cell, web_address
from publisher.profile import Profile
from publisher.query import Rows
from publisher.site import SOURCE_ID, Site

LONG_TEXT = 40  # characters from which a column of text gets room
LOOKED_AT = 20  # values of a column that decide its kind


def columns_of(site: Site, rows: Rows, names: Sequence[str]) -> list[dict[str, str]]:
    """The title of each column, and its kind: `number`, `long` for text that needs room, or none.

    A column has the title of the field of that name.
    """
    return [
        {"title": site.language.text(column_title(site, name)), "kind": _kind(rows, name)}
        for name in names
    ]


def records_of(
    site: Site, root: str, rows: Rows, names: Sequence[str], limit: int, links: dict[str, str]
) -> list[Markup]:
    """The cells of at most `limit` rows, a line a row; the first cell is the row's head.

    `links` names the column that holds the address (from the first page) of a column's cells.
    """
    places = [
        (rows.columns.index(n), n, rows.columns.index(links[n]) if n in links else -1)
        for n in names
    ]
    # The tags around a cell are the same in every row, and cells there are by the 100,000.
    kinds = [f' class="{kind}"' if (kind := _kind(rows, name)) else "" for name in names]
    tags = [(f"<td{kind}>", "</td>") for kind in kinds]
    tags[:1] = [(f'<th scope="row"{kind}>', "</th>") for kind in kinds[:1]]
    records = []
    for record in rows.records[:limit]:
        cells = []
        for (place, name, link), (before, after) in zip(places, tags, strict=True):
            shown = _cell(site, root, record[place], name)
            if link >= 0 and record[link]:
                shown = _link(f"{root}{record[link]}", shown)
            cells += [before, shown, after]
        records.append(Markup("".join(cells)))
    return records


def column_title(site: Site, name: str) -> str:
    """The title of the field of that name, or else the name in words."""
    if name == SOURCE_ID:
        return "Source"
    return site.title_of_column.get(name) or name.replace("_", " ").capitalize()


def _kind(rows: Rows, name: str) -> str:
    values = [value for value in rows.column(name)[:LOOKED_AT] if value is not None]
    if values and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    ):
        return "number"
    texts = [v for v in values if isinstance(v, str) and not web_address(v)]
    return "long" if name != SOURCE_ID and any(len(v) > LONG_TEXT for v in texts) else ""


def _cell(site: Site, root: str, value: Any, name: str) -> Markup:
    if name == SOURCE_ID and value in site.tables.sources:
        source = site.tables.sources[value]
        return _link(f"{root}sources/#{source.id}", source.publisher or source.title)
    if value is None:
        return Markup(NONE)
    language = site.language
    if language.folder and isinstance(value, str) and not isinstance(value, Said):
        return language.kept(_said_in, 20_000)(value, name, site.main_code)
    return cell(value, name, language)


def _said_in(language: Language, text: str, name: str, main: str) -> Markup:
    """A text in another language, if there is a message for it; else as it is, and marked so."""
    if (known := language.known(text)) is not None:
        return cell(known, name, language)
    shown = cell(text, name, language)
    if text.count(" ") < 2 or web_address(text):  # a name or a code has no language
        return shown
    return Markup('<span lang="{}">{}</span>').format(main, shown)


@lru_cache(maxsize=10_000)
def _link(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)


def profile_of(found: Profile, language: Language) -> dict[str, dict[str, Any]]:
    """What is in each field of a table, by field: values as readers see them."""

    def shown(value: Any, column: str) -> Markup | None:
        if isinstance(value, bool):
            return Markup("true" if value else "false")
        return None if value is None else cell(value, column, language)

    return {
        field.name: {
            "rows": field.rows,
            "filled": field.filled,
            "distinct": field.distinct,
            "least": shown(field.least, field.name),
            "most": shown(field.most, field.name),
            "values": [
                {"value": shown(one.value, field.name), "label": one.label, "count": one.count}
                for one in field.values
            ],
        }
        for field in found.fields
    }
