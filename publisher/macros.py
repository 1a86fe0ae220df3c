"""What page templates can call: `value`, `table`, `figure`, `rows`.

In: a `Site` and the page that is being written. Out: HTML on one line, already escaped.
Never: runs a query.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from publisher.alt import alt_text
from publisher.cells import csv_text
from publisher.markup import web_address
from publisher.offers import Offers
from publisher.origin import headline, in_sentence, origins, with_origin
from publisher.pages import UnknownError
from publisher.plan import SIZES, Figure, Template
from publisher.policy import policy_tags
from publisher.query import Rows
from publisher.release import LATEST
from publisher.site import Site, Source, slug
from publisher.svg import rooted
from publisher.tables import body_of, columns_of, profile_of
from publisher.templating import environment, on_one_line

TABLE_ROWS = 40  # rows of a table in a page; the CSV has all
SOURCES_SHOWN = 3
INLINE_BYTES = 120_000  # a larger drawing is a file beside the page, loaded when scrolled to
BUNDLE = "assets/vega.js"


@dataclass
class Used:
    """What a page of a family used, so that its rows and figures can be offered by themselves."""

    queries: dict[str, None] = field(default_factory=dict)
    figures: dict[str, None] = field(default_factory=dict)
    embeds: dict[str, str] = field(default_factory=dict)  # path from the page -> HTML
    profiles: dict[str, None] = field(default_factory=dict)
    drawing: tuple[str, str] | None = None  # the page's main chart: figure, cache key


class Macros:
    """The functions of one page. `root` leads from the page to the site's first page.

    For a page of a family, `family` is the family's query, `row` its row and `member` its key.
    """

    def __init__(
        self, site: Site, address: str, family: str, member: str, row: dict[str, Any]
    ) -> None:
        self.site = site
        self.family = family
        self.address = address
        self.root = "../" * address.count("/") or "./"
        self.member = member
        self.row = row
        self.language = site.language
        self.used = Used()
        self.offers = Offers(site, self.root)

    def rows(self, name: str) -> Rows:
        """The rows of a query; in a family page those of this page."""
        if name not in self.site.queries:
            raise UnknownError(f"the query '{name}'")
        if self.site.queries[name].key and not self.member:
            return self.site.results[name]
        self.used.queries[name] = None
        return self.site.rows(name, self.member)

    def value(self, name: str, column: str = "value", row: dict[str, Any] | None = None) -> Markup:
        """The one value of a query, with a link to the query, its rows and its sources.

        On a page of a family, `name` may be the family's own query: the value is the page's.
        `row` is one of `rows(name)`, where the query has more than one.
        """
        if row is None:
            row = self.row if name == self.family else self._one(name)
        if name not in self.site.queries or column not in row:
            raise UnknownError(f"one row with the column '{column}' from the query '{name}'")
        text = in_sentence(row[column], column, self.language)
        return with_origin(self.site, self.root, name, text)

    def _one(self, name: str) -> dict[str, Any]:
        rows = self.rows(name)
        return rows.first if len(rows) == 1 else {}

    def origins(self) -> Markup:
        """The list at the foot of the page: every query that it shows something of."""
        own = [self.family] if self.family in self.site.queries else []
        used = [name for name in self.used.queries if len(self.site.rows(name, self.member))]
        names = dict.fromkeys([*own, *used])
        return origins(self.site, self.root, self.address, names, self.member)

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        limit: int = TABLE_ROWS,
        title: str = "",
        links: dict[str, str] | None = None,
    ) -> Markup:
        """The rows of a query as a table of at most `limit` rows, with its sources and CSV.

        `links` names the column that holds the address (from the first page) for a column's cells.
        """
        rows = self.rows(name)
        shown = title or self.language.text(self.site.queries[name].title)
        sources = self.site.sources_of(name, rows)
        return Markup("").join(
            [
                self._table(rows, shown, columns, limit, links or {}),
                on_one_line(self.language, "sources.html", **self._sources(sources, name)),
                on_one_line(self.language, "bar.html", links=self._links(name), spec=""),
            ]
        )

    def sample(self, name: str, limit: int = 8) -> Markup:
        """The first rows of a table of the package."""
        if name not in self.site.tables.samples:
            raise UnknownError(f"the table '{name}'")
        rows = self.site.tables.samples[name]
        csv = f"{self.root}{LATEST}/{name}.csv"
        total = self.site.tables.counts[name]
        shown = self.language.text("First rows")
        return self._html_table(rows, shown, rows.columns, limit, csv, total)

    def example(self, name: str) -> str:
        """One row of a table of the package as CSV, below the names of its fields."""
        if name not in self.site.tables.examples:
            raise UnknownError(f"the table '{name}'")
        names = [field.name for field in self.site.package.tables[name].fields]
        rows = [names, self.site.tables.examples[name]]
        return csv_text(row for row in rows if row).removesuffix("\n")

    def profile(self, name: str) -> dict[str, Any]:
        """What is in each field of a table of the package, by field; also as files beside the page.

        Each with `rows`, `filled`, `distinct` (different values), `least` and `most` (or None), and
        `values`: all of them where they are few, each with `value`, `label` and `count`.
        """
        if name not in self.site.package.tables:
            raise UnknownError(f"the table '{name}'")
        self.used.profiles[name] = None
        return profile_of(self.site.release.profile(name), self.language)

    def code(self, text: str) -> Markup:
        """A text as it is, line by line, such as a query."""
        # A blank line would end a block of HTML in Markdown.
        lines = html.escape(text).replace("\n", "&#10;")
        return Markup(f'<pre class="code" tabindex="0"><code>{lines}</code></pre>')

    def figure(self, name: str, title: str = "") -> Markup:
        """A chart with all that belongs to it; nothing when there are no rows to draw."""
        figure = self.site.figures.get(name)
        if figure is None:
            raise UnknownError(f"the figure '{name}'")
        member = self.member if figure.key else ""
        if member not in figure.drawings:
            return Markup("")
        data = self.site.drawn(name, member)
        query, rows = figure.query, data[figure.query.name]
        shown = title or self._headline(query.header.get("headline", ""), rows)
        shown = shown or self.language.text(query.title)
        spec = figure.templates[0].spec
        self.used.figures[name] = None
        self.used.drawing = self.used.drawing or (name, figure.drawings[member][0])
        for used in data:
            self.used.queries[used] = None
        folder = f"{self.root}figures/{slug(name)}/"
        rows_json = "data.json" if figure.key else f"{folder}{slug(name)}.data.json"
        sources: dict[str, Source] = {}
        for used, its in data.items():
            sources |= {source.title: source for source in self.site.sources_of(used, its)}
        embed = self._embed(figure)
        words = [query.header.get(part, "") for part in ("description", "note")]
        subtitle, note = (self.language.text(text) if text else "" for text in words)
        drawn = on_one_line(
            self.language,
            "figure.html",
            anchor=f"figure-{slug(name)}",
            title=shown,
            subtitle=subtitle,
            alt=alt_text(
                spec,
                rows,
                shown,
                self.language,
                says=query.header.get("says", ""),
                partial=query.header.get("partial", ""),
            ),
            drawings=[
                self._drawing(key, template, folder, slug(name))
                for key, template in zip(figure.drawings[member], figure.templates, strict=True)
            ],
            notes=[note] if note else [],
            spec=f"{folder}{slug(name)}{self.language.ending}.vl.json",
            rows_json=rows_json,
            bundle=f"{self.root}{BUNDLE}",
            links=self._links(query.name, name, embed),
            table=self._table(rows, shown, None, TABLE_ROWS),
            **self._sources(list(sources.values()), query.name),
        )
        if embed:
            self.used.embeds[embed] = self._embedded(embed, shown, drawn)
        return drawn

    def _embed(self, figure: Figure) -> str:
        """The path from this page to its page for an iframe, if the figure has it here.

        A figure of its own has it below its figure page; a family's chart below each of its
        pages, when it says so (`usermeta`, `embed`).
        """
        if not figure.key:
            return "embed/" if self.address == f"figures/{slug(figure.name)}/" else ""
        wanted = figure.templates[0].spec.get("usermeta", {}).get("embed")
        return f"embed/{slug(figure.name)}/" if wanted and self.member else ""

    def _embedded(self, path: str, title: str, figure: Markup) -> str:
        """The page for an iframe. Its links are those of this page, by way of `base`."""
        return (
            environment("html", self.language)
            .get_template("embed.html")
            .render(
                base="../" * path.count("/"),
                root=self.root,
                title=title,
                policy=Markup(policy_tags()),
                figure=figure,
                page="./",
                site=self.site.package.descriptor.get("title", ""),
                language=self.language.code,
            )
        )

    def _drawing(self, key: str, template: Template, folder: str, name: str) -> dict[str, Any]:
        svg = template.picture(key, self.site.cache)
        if not svg:
            raise UnknownError(f"the drawing of '{name}', which is not in the cache")
        if len(svg) <= INLINE_BYTES or self.member:
            links = "<a href=" in svg
            return {"size": template.size, "svg": Markup(rooted(svg, self.root)), "links": links}
        height = svg[:400].split('height="')[1].split('"')[0]
        src = f"{folder}{name}{self.language.ending}-{template.size}"
        width = SIZES[template.size]
        place = {"src": src, "width": width, "height": height}
        return {"size": template.size, "svg": "", "links": "", **place}

    def _headline(self, text: str, rows: Rows) -> str:
        said = self.language.text(text) if text and len(rows) else ""
        return headline(said, rows, self.row, self.language)

    def _links(self, name: str, figure: str = "", embed: str = "") -> list[dict[str, Any]]:
        """What a reader can take or look up: files, the query, how to cite and embed, the place."""
        page = f"{self.root}figures/{self.site.figure_of_query(name)}/"
        own = page + self.site.figure_of_query(name)
        family = bool(self.site.queries[name].key)
        files = {"CSV": f"{slug(name)}.csv" if family and self.member else f"{own}.csv"}
        if figure and not family:
            files |= {"SVG": f"{own}.svg", "PNG": f"{own}.png"}
        elif figure and not self.language.folder:
            files["SVG"] = f"{slug(figure)}.svg"
        pages = {"Query": f"{page}#query", "Cite": f"{page}#cite"}
        if figure and (embed or not family):
            pages["Embed"] = embed if family else f"{page}#embed"
        if figure:
            pages["Link"] = f"#figure-{slug(figure)}"
        return [
            {"name": name, "address": address, "download": links is files}
            for links in (files, pages)
            for name, address in links.items()
        ]

    def _sources(self, sources: list[Source], name: str) -> dict[str, Any]:
        known = [
            {
                "title": s.title,
                "address": f"{self.root}sources/#{s.id}" if s.id else web_address(s.page),
            }
            for s in sources
        ]
        about = f"{self.root}figures/{self.site.figure_of_query(name)}/"
        more = len(known) - SOURCES_SHOWN
        return {"sources": known[:SOURCES_SHOWN], "more_sources": max(more, 0), "about": about}

    def _table(
        self,
        rows: Rows,
        title: str,
        columns: Sequence[str] | None,
        limit: int,
        links: dict[str, str] | None = None,
    ) -> Markup:
        csv = self._links(rows.name)[0]["address"]
        for name in [*(columns or self.site.queries[rows.name].columns), *(links or {}).values()]:
            if name not in rows.columns:
                raise UnknownError(f"the column '{name}' of the query '{rows.name}'")
        # A column without a single value tells nothing; the CSV has it all the same.
        wanted = columns or self.site.queries[rows.name].columns or rows.columns
        kept = [n for n in wanted if rows.has_any(n)] or wanted
        return self._html_table(rows, title, kept, limit, csv, len(rows), links)

    def _html_table(
        self,
        rows: Rows,
        title: str,
        names: Sequence[str],
        limit: int,
        csv: str,
        total: int,
        links: dict[str, str] | None = None,
    ) -> Markup:
        columns = columns_of(self.site, rows, names)
        return on_one_line(
            self.language,
            "table.html",
            title=title,
            columns=columns,
            body=body_of(self.site, self.root, rows, columns, limit, links or {}),
            total=total,
            shown=min(limit, len(rows)),
            csv=csv,
        )
