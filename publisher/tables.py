"""Rows as the columns and lines of an HTML table.

In: rows and the names of their columns. Out: `Markup` for the engine's table template.
Never: shows a cell that HTML could act on, or more rows than asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from publisher.language import Language, Said
from publisher.markup import NONE, cell, web_address
from publisher.profile import Profile
from publisher.query import Rows
from publisher.site import SOURCE_ID, Site

LONG_TEXT = 40  # characters from which a column of text gets room
_NOTHING = Markup(NONE)
LOOKED_AT = 20  # values of a column that decide its kind


@dataclass(frozen=True)
class Column:
    """A column as readers see it; of the kind `number`, `long` (text that needs room) or none."""

    name: str
    title: str
    kind: str


def columns_of(site: Site, rows: Rows, names: Sequence[str]) -> list[Column]:
    """The columns of those names; each has the title of the field of that name."""
    text = site.language.text
    return [Column(name, text(column_title(site, name)), _kind(rows, name)) for name in names]


def body_of(
    site: Site, root: str, rows: Rows, columns: Sequence[Column], limit: int, links: dict[str, str]
) -> Markup:
    """The lines of at most `limit` rows, on one line of HTML; the first cell is the row's head.

    `links` names the column that holds the address (from the first page) of a column's cells.
    """
    # The tags around a cell are the same in every row, and cells there are by the 100,000.
    places: list[tuple[int, str, int, str, str]] = []
    for column in columns:
        kind = f' class="{column.kind}"' if column.kind else ""
        before, after = (f"<td{kind}>", "</td>") if places else (f'<th scope="row"{kind}>', "</th>")
        link = rows.columns.index(links[column.name]) if column.name in links else -1
        places.append((rows.columns.index(column.name), column.name, link, before, after))
    parts = []
    for record in rows.records[:limit]:
        parts.append("<tr>")
        for place, name, link, before, after in places:
            shown = _cell(site, root, record[place], name)
            if link >= 0 and record[link]:
                shown = _link(f"{root}{record[link]}", shown)
            parts += [before, shown, after]
        parts.append("</tr>")
    return Markup("".join(parts))


def column_title(site: Site, name: str) -> str:
    """The title of the field of that name, or else the name in words."""
    if name == SOURCE_ID:
        return "Source"
    return site.title_of_column.get(name) or name.replace("_", " ").capitalize()


def _kind(rows: Rows, name: str) -> str:
    place = rows.columns.index(name)
    looked_at = (record[place] for record in rows.records[:LOOKED_AT])
    values = [value for value in looked_at if value is not None]
    if values and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    ):
        return "number"
    texts = [v for v in values if isinstance(v, str) and not web_address(v)]
    return "long" if name != SOURCE_ID and any(len(v) > LONG_TEXT for v in texts) else ""


def _cell(site: Site, root: str, value: Any, name: str) -> Markup:
    if value is None:
        return _NOTHING
    if name == SOURCE_ID and value in site.tables.sources:
        source = site.tables.sources[value]
        return _link(f"{root}sources/#{source.id}", source.publisher or source.title)
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
