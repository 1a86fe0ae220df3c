"""Everything up to the point where pages can be filled in: tables, rows, charts, in each language.

In: the folder of a project whose tables passed the check. Out: `Prepared`.
Never: does again what a `Prepared` of before still holds.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from publisher import pages, query, theme, warehouse
from publisher.builderconfig import Settings
from publisher.cache import Cache, digest, file_digest
from publisher.charts import FOLDER as CHARTS
from publisher.charts import Chart, read_charts
from publisher.depends import figures_of
from publisher.endpoints import Endpoint, read_endpoints
from publisher.language import FOLDER as MESSAGES
from publisher.language import Language, read_languages
from publisher.localize import in_words
from publisher.package import Package
from publisher.pages import Page
from publisher.plan import Figure, plan
from publisher.progress import Progress
from publisher.query import Query, Rows
from publisher.release import Release
from publisher.released import Version
from publisher.site import Site, Tables, read_tables
from publisher.sqlfile import SqlFile
from publisher.versions import versions_of
from publisher.write import environment_of, languages_of


@dataclass(frozen=True)
class Prepared:
    """A site in each language, the main one first, and what it was made from."""

    package: Package
    settings: Settings
    templates: list[Page]
    sites: list[Site]
    files: dict[str, SqlFile]
    results: dict[str, Rows]
    keys: dict[str, str]  # hashes: of each table, and of the charts and messages

    @property
    def shapes(self) -> dict[str, Path]:
        """The files of the TopoJSON resources, by name."""
        package = self.package
        return {name: package.root / r.paths[0] for name, r in package.topologies.items()}


@dataclass(frozen=True)
class _Read:
    """What the sites of all languages have in common."""

    package: Package
    settings: Settings
    templates: list[Page]
    charts: dict[str, Chart]
    queries: dict[str, Query]
    results: dict[str, Rows]
    tables: Tables
    release: Release
    endpoints: tuple[Endpoint, ...]
    versions: tuple[Version, ...]


def prepare(
    package: Package,
    settings: Settings,
    database: Path,
    cache: Cache,
    progress: Progress,
    before: Prepared | None = None,
) -> Prepared:
    """Loads the tables, runs the queries and compiles the charts.

    Tables, queries, charts and languages that are as they were `before` are taken from there.
    Raises InputError with every problem of the first stage that finds one.
    """
    root = package.root
    with progress.stage("warehouse") as stage:
        loaded = warehouse.load(package, database)
        stage.counts = {"tables": len(package.tables), "loaded": len(loaded)}
    keys = warehouse.keys_in(database) | {
        CHARTS: _digest_of(root, CHARTS, theme.TOKENS),
        MESSAGES: digest(_digest_of(root, MESSAGES), repr(settings)),
    }
    files = query.read_queries(root)
    charts = read_charts(root, set(files), set(package.topologies))
    with progress.stage("query") as stage, warehouse.reading(database) as connection:
        known = _known(files, keys, before) if before else {}
        queries, results = query.run_queries(package, files, connection, known)
        tables = read_tables(package, connection)
        stage.counts = {
            "queries": len(queries) - len(known),
            "rows": sum(map(len, results.values())),
        }
    templates = pages.read_pages(root)
    release = Release(package, database, cache)
    main_queries = {name: chart.queries[0] for name, chart in charts.items()}
    endpoints = read_endpoints(package, queries, results, main_queries)
    given = (package, settings, templates, charts, queries, results, tables, release)
    read = _Read(*given, endpoints, versions_of(root, cache, progress))
    if before and before.keys[MESSAGES] == keys[MESSAGES]:
        languages = tuple(site.language for site in before.sites)
    else:
        languages = read_languages(root, settings.language, settings.alternates)
        before = None
    codes = {language.code for language in languages[1:]}
    same = before if before and before.keys[CHARTS] == keys[CHARTS] else None
    sites = [
        _site(language, codes, read, before, same.sites[number] if same else None)
        for number, language in enumerate(languages)
    ]
    return Prepared(package, settings, templates, sites, files, results, keys)


def _digest_of(root: Path, *places: str) -> str:
    """The hash of files and of all files below folders."""
    files = [file for place in places for file in (root / place, *(root / place).rglob("*"))]
    return digest([(str(f), file_digest(f)) for f in sorted(files) if f.is_file()])


def _known(files: dict[str, SqlFile], keys: dict[str, str], before: Prepared) -> dict[str, Rows]:
    """The rows of the queries that read nothing that has changed."""
    changed = {name for name, key in keys.items() if before.keys.get(name) != key}
    texts = {name: file.sql for name, file in before.files.items()}
    same = query.unchanged(files, texts, changed)
    return {name: before.results[name] for name in same if name in before.results}


def _site(
    language: Language, codes: set[str], read: _Read, before: Prepared | None, same: Site | None
) -> Site:
    """What pages may speak of in one language.

    Of the site `before` come rows that are the same; of one with the `same` chart functions the
    figures whose rows are.
    """
    colors = theme.read_theme(read.package.root)
    old = (
        next((site for site in before.sites if site.language is language), None) if before else None
    )
    known = {}
    if before and old:
        known = {
            name: old.results[name]
            for name, rows in read.results.items()
            if before.results.get(name) is rows and old.queries[name] == read.queries[name]
        }
    rows = in_words(read.queries, read.results, language, codes, known)
    wanted = read.charts
    if language.folder:
        spoken = [page for page in read.templates if language.code in languages_of(page)]
        named = figures_of(spoken, environment_of(read.package.root, language))
        wanted = {n: chart for n, chart in wanted.items() if named is None or n in named}
    kept = {
        name: _kept(same.figures[name], chart, known, read.queries)
        for name, chart in wanted.items()
        if same and name in same.figures
    }
    todo = {name: chart for name, chart in wanted.items() if not kept.get(name)}
    made = plan(todo, read.queries, rows, colors, read.release.cache, language)
    figures = {name: kept.get(name) or made[name] for name in wanted}
    cache, tables, release = read.release.cache, read.tables, read.release
    given = (read.package, read.queries, rows, figures, colors, cache, tables, release)
    place = (read.settings.repository, read.settings.branch)
    known_as = (read.settings.url, language, read.settings.language)
    return Site(*given, *known_as, *place, read.endpoints, read.versions)


def _kept(
    figure: Figure, chart: Chart, known: dict[str, Rows], queries: dict[str, Query]
) -> Figure | None:
    """A compiled chart as it can be used again; None when it has to be compiled anew."""
    if all(name in known for name in chart.queries):
        return figure
    query = queries[figure.query.name]
    if figure.reads_rows or query.sql != figure.query.sql or query.key != figure.key:
        return None
    return replace(figure, query=query, drawings={})  # the same spec, for other rows
