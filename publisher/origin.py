"""Where the numbers of a page come from: in its sentences, and in a list at its foot.

In: a `Site`, a query, what a page used. Out: `Markup` with the way to the record of each query.
Never: runs a query.

The record of a query is its page below `figures/`, and the JSON file that stands beside it.
"""

from collections.abc import Iterable
from typing import Any

import jinja2
from markupsafe import Markup

from publisher.language import Language
from publisher.markup import cell, escaped
from publisher.pages import UnknownError
from publisher.query import Rows
from publisher.site import Site
from publisher.templating import on_one_line, worded


def in_sentence(value: Any, column: str, language: Language) -> Markup:
    """A cell as it stands in a sentence, where Markdown acts on what HTML leaves alone."""
    if isinstance(value, str):
        return escaped(language.known(value) or value)
    return cell(value, column, language)


def with_origin(site: Site, root: str, name: str, text: Markup) -> Markup:
    """A value of a query as a link to the query's record; `root` leads to the first page."""
    title = escaped(site.language.text(site.queries[name].title))
    address = f"{root}figures/{site.figure_of_query(name)}/"
    return Markup('<a class="value" href="{}" title="{}">{}</a>').format(address, title, text)


def headline(text: str, rows: Rows, row: dict[str, Any], language: Language) -> str:
    """A headline is a template over the rows, so that its numbers cannot go stale.

    Empty without one, or without rows. Raises UnknownError for one that cannot be filled in.
    """
    if not text or not len(rows):
        return ""
    context = {"rows": rows, "first": rows.first, "last": rows.last, "row": row}
    try:
        return worded(text, language, **context)
    except jinja2.TemplateError as error:
        raise UnknownError(f"a headline of '{rows.name}' that can be filled in ({error})") from None


def origins(site: Site, root: str, address: str, names: Iterable[str], member: str) -> Markup:
    """The list at the foot of a page: its queries, each with its record as a page and as JSON.

    The page of a record does not list itself; a page without a query has no list. `member` is the
    key of a page of a family.
    """
    language = site.language
    entries: dict[str, dict[str, str]] = {}
    for name in names:
        slug = site.figure_of_query(name)
        record = f"figures/{slug}/"
        title = site.queries[name].title
        known = language.known(title)
        if record != address:
            entries[slug] = {
                "page": root + record,
                "json": f"{root}{record}{slug}.json",
                "title": known or title,
                "lang": site.main_code if language.folder and known is None else "",
            }
    if not entries:
        return Markup("")
    columns = sorted({site.queries[name].key for name in names} - {""})
    keys = [Markup("<code>{} = '{}'</code>").format(column, member) for column in columns]
    return on_one_line(
        language,
        "origins.html",
        queries=list(entries.values()),
        keys=keys if member else [],
    )
