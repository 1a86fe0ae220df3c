"""The whole way of the data, from tables to site, as one page to read.

In: the folder of a project. Out: `site/`, and `build/report.json` with what each stage did.
Never: leaves half a site; when a stage fails, the last good one stays.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from publisher import (
    cards,
    check,
    draw,
    feeds,
    pack,
    publish,
    query,
    rules,
    site,
    theme,
    warehouse,
    write,
)
from publisher.cache import Cache, digest, file_digest, tools_digest, write_whole
from publisher.charts import read_charts
from publisher.package import DESCRIPTOR, Package, load_package
from publisher.problem import InputError, Report
from publisher.progress import Progress
from publisher.writer import Writer

CONTENT = ("datasets", "site_src")


@dataclass(frozen=True)
class Project:
    """Where a project's folders are."""

    root: Path

    @property
    def cache(self) -> Cache:
        return Cache(self.root / ".cache")

    @property
    def work(self) -> Path:
        return self.root / "build"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def warehouse(self) -> Path:
        return self.work / "warehouse.duckdb"


def check_project(project: Project, progress: Progress) -> tuple[Package, Report]:
    """The package and every problem of its files, keys and rules; nothing is built.

    Raises InputError when the description or a rule itself is wrong.
    """
    package = load_package(project.root)
    found = rules.read_rules(project.root)
    with progress.stage("check") as stage:
        key = digest(
            warehouse.warehouse_key(package),
            [(rule.name, rule.header, rule.sql) for rule in found.values()],
        )
        kept = project.cache.get("good", key)
        report = check.check(package, project.cache, progress)
        stage.counts = {"files": report.counts["files"], "checked": report.counts["checked"]}
        if report.errors:
            return package, report
        if kept is None:
            warehouse.load(package, project.warehouse)
            with warehouse.reading(project.warehouse) as connection:
                report = report.plus(rules.apply_rules(package, found, connection))
            if not report.problems:
                project.cache.put("good", key, b"")
        stage.counts["rules"] = len(found)
    return package, report


def build(
    project: Project, progress: Progress, builder: str = "mkdocs", strict: bool = False
) -> None:
    """Builds the site, or finds that nothing has changed since it was built.

    Raises InputError with every problem of the first stage that finds one.
    """
    package = load_package(project.root)
    settings = publish.read_settings(project.root)
    key = _input_key(project, f"{builder} {settings}")
    if _is_built(project, key, strict):
        progress.line("nothing has changed since the site was built")
        return
    package, report = check_project(project, progress)
    if report.errors:
        raise InputError(report.problems)
    for problem in report.warnings:
        progress.warn(str(problem))

    with progress.stage("warehouse") as stage:
        loaded = warehouse.load(package, project.warehouse)
        stage.counts = {"tables": len(package.tables), "loaded": len(package.tables) * loaded}

    files = query.read_queries(project.root)
    charts = read_charts(project.root, set(files), set(package.topologies))
    with progress.stage("query") as stage, warehouse.reading(project.warehouse) as connection:
        queries, results = query.run_queries(package, files, connection)
        tables = site.read_tables(package, connection)
        stage.counts = {"queries": len(queries), "rows": sum(map(len, results.values()))}

    colors = theme.read_theme(project.root)
    with progress.stage("draw") as stage:
        figures = draw.plan(charts, queries, results, colors, project.cache)
        shapes = {name: project.root / r.paths[0] for name, r in package.topologies.items()}
        stage.counts |= draw.draw(figures.values(), results, shapes, project.cache, progress)

    whole = site.Site(
        package, queries, results, figures, colors, project.cache, tables, **vars(settings)
    )
    docs, blocks = Writer(project.work / "docs"), Writer(project.work / "blocks")
    extra = Writer(project.work / "files")
    with progress.stage("write") as stage:
        pages = write.read_pages(project.root)
        written = write.write_pages(pages, whole, docs, blocks, progress)
        size = docs.finish() + blocks.finish()
        stage.counts = {"pages": len(docs.sizes), "changed": docs.changed, "bytes": size}

    with progress.stage("pack") as stage:
        _pack(project, whole, written, extra, progress)
        stage.counts = {
            "files": len(extra.sizes),
            "changed": extra.changed,
            "bytes": extra.finish(),
        }

    with progress.stage("publish") as stage:
        fresh = project.work / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        publish.build_site(project.root, package, builder, fresh, progress)
        publish.finish_pages(project.work / "blocks", fresh)
        publish.add_files(project.work / "files", fresh)
        if strict and progress.warnings:
            raise InputError(publish.as_problems(progress.warnings))
        sizes = publish.site_files(fresh)
        publish.put_in_place(fresh, project.site)
        stage.counts = {"files": len(sizes), "bytes": sum(sizes.values())}
    _write_report(project, progress, key, sizes)


def _pack(
    project: Project,
    whole: site.Site,
    written: list[write.Written],
    extra: Writer,
    progress: Progress,
) -> None:
    """Everything that stands beside the pages: tables, figures, rows, feeds, cards, assets."""
    pack.pack_tables(whole.package, project.warehouse, extra, progress)
    pack.pack_figures(whole, project.cache, extra, progress)
    pack.pack_pages(whole, written, extra)
    feeds.pack_feeds(whole, project.root, extra)
    if whole.url:
        cards.pack_cards(written, whole, project.cache, extra, progress)
    pack.pack_assets(project.root, whole.theme, project.cache, extra)


def _input_key(project: Project, options: str) -> str:
    """The hash of everything a build reads: content, configuration and the engine itself."""
    names = [DESCRIPTOR, publish.CONFIG]
    for folder in CONTENT:
        names += sorted(
            file.relative_to(project.root).as_posix()
            for file in (project.root / folder).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        )
    return digest(tools_digest(), options, [(n, file_digest(project.root / n)) for n in names])


def _is_built(project: Project, key: str, strict: bool) -> bool:
    """Whether `site/` is the site of these inputs, every file there with its size.

    A site that was built with warnings does not count when they are errors.
    """
    try:
        kept = json.loads((project.work / "site.json").read_text())
    except (FileNotFoundError, ValueError):
        return False
    if strict and kept.get("warnings"):
        return False
    return bool(kept["key"] == key and kept["files"] == publish.site_files(project.site))


def _write_report(project: Project, progress: Progress, key: str, sizes: dict[str, int]) -> None:
    """`report.json` for people and CI; `site.json` to know this site again."""
    stages = [{"stage": s.name, "seconds": s.seconds, **s.counts} for s in progress.stages]
    report = {"stages": stages, "warnings": progress.warnings}
    write_whole(project.work / "report.json", (json.dumps(report, indent=2) + "\n").encode())
    kept = {"key": key, "files": sizes, "warnings": len(progress.warnings)}
    write_whole(project.work / "site.json", json.dumps(kept).encode())
