"""The whole way of the data, from tables to site, as one page to read.

In: the folder of a project. Out: `site/`, and `build/report.json` with what each stage did.
Never: leaves half a site; when a stage fails, the last good one stays.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from publisher import (
    built,
    cards,
    compress,
    dcat,
    draw,
    feeds,
    figurefiles,
    links,
    manifest,
    openapi,
    packfigures,
    publish,
    site,
    versions,
    warehouse,
    write,
)
from publisher.builderconfig import read_reader, read_settings
from publisher.cache import Cache, remove_parts
from publisher.declared import Declared, read_declared
from publisher.described import json_file
from publisher.docs import Docs, lay_out, take_shells
from publisher.edition import Edition
from publisher.families import Done, Family, Work, write_beside, write_families
from publisher.finding import add_to_search, pack_sitemap
from publisher.package import load_package
from publisher.pages import Page
from publisher.prepare import prepare
from publisher.problem import ChangedError, InputError, Problem
from publisher.progress import QUIET, Progress
from publisher.project import Project, right_package
from publisher.release import KIND as PACKED
from publisher.release import Release
from publisher.trace import Tracer, once, trace
from publisher.workers import pool
from publisher.writer import Writer

MANY = 5_000  # files of a site from which a process of its own is worth beginning
TOLD = 10  # problems of one kind that get a warning of their own; the rest are counted


@contextmanager
def alone(project: Project, progress: Progress) -> Iterator[None]:
    """Lets one build of a project go on at a time; a second one waits until the first has ended.

    The lock is the system's own, so that it ends with a process that is killed. A system without
    such locks (Windows) does without.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    project.work.mkdir(exist_ok=True)
    with (project.work / "build.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.line("another build of this project is running: waiting for its end", QUIET)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build(
    project: Project,
    progress: Progress,
    builder: str = "mkdocs",
    strict: bool = False,
    precompress: bool = False,
) -> None:
    """Builds the site, or finds that nothing has changed since it was built.

    With `precompress`, a compressed copy stands beside each text. Raises InputError with every
    problem of the first stage that finds one.
    """
    load_package(project.root)  # a folder without a project is not written to
    with alone(project, progress):
        for folder in (project.cache.folder, project.work):
            remove_parts(folder)
        _build(project, progress, builder, strict, precompress)


def _build(
    project: Project, progress: Progress, builder: str, strict: bool, precompress: bool
) -> None:
    package = load_package(project.root)
    settings = read_settings(project.root)
    origin = manifest.origin_of(project.root, builder, precompress)
    options = f"{builder} {settings} {precompress}"
    key = built.input_key(project, options, origin.versions)
    if built.is_built(project, key, strict):
        built.name_origin(project, origin)
        progress.line("nothing has changed since the site was built")
        return
    package = right_package(project, progress)
    declared = read_declared(project.root)

    warehouse.load(package, project.warehouse)
    with Release(package, project.warehouse, project.cache).made_ahead() as made:
        ready = prepare(package, settings, project.warehouse, project.cache, progress)
        sites = ready.sites
        with progress.stage("draw") as stage:
            pack = partial(_pack, sites[0], made, progress)
            stage.counts |= _draw(sites, ready.shapes, project.cache, progress, pack)
            stage.counts |= _pack_figures(sites[0], progress)

    with progress.stage("write") as stage:
        laid = [lay_out_edition(project, one, ready.templates) for one in sites]
        stage.counts = {"pages": sum(len(docs.written) for docs in laid)}

    fresh = project.work / "fresh"
    with progress.stage("builder"):
        families = run_builder(project, builder, laid, fresh, progress)

    with progress.stage("families") as stage:
        work, extra = Work(families, read_reader(project.root), fresh), Writer(fresh)
        shared = partial(pack_shared, project, sites, extra, Progress(QUIET))
        done = write_families(work, progress, shared)
        stage.counts = {"pages": sum(len(written) for written, _ in done)}
    with progress.stage("trace") as stage:
        stage.counts = {"numbers": _trace(laid, declared, fresh, progress)}

    with progress.stage("files") as stage:
        stage.counts |= _write_indexes(project, laid, done, extra, progress)

    if precompress:
        with progress.stage("compress") as stage:
            stage.counts |= compress.compress(fresh, progress)

    with progress.stage("publish") as stage:
        sizes, broken = _hashed(fresh, origin, sites[0].url)
        _say_broken(broken, progress)
        _say_missing(project, sites, [missing for _, missing in done], progress)
        if strict and progress.warnings:
            raise InputError(publish.as_problems(progress.warnings))
        # Edited meanwhile, the site may be of neither the old content nor the new.
        if built.input_key(project, options, origin.versions) != key:
            raise ChangedError("the content")
        # Killed after this line, no one can tell whose site it is: the next build makes it anew.
        built.forget(project)
        publish.put_in_place(fresh, project.site)
        stage.counts = {"files": len(sizes), "bytes": sum(sizes.values())}
    built.write_report(project, progress, key, sizes)


def _write_indexes(
    project: Project, laid: list[Docs], done: list[Done], extra: Writer, progress: Progress
) -> dict[str, int]:
    """What is made of all pages: the sitemap, the cards, the index for the search."""
    sites = [docs.edition.site for docs in laid]
    pages_of = [written for written, _ in done]
    written = {
        one.language.folder: docs.written + pages
        for one, docs, pages in zip(sites, laid, pages_of, strict=True)
    }
    pack_sitemap(sites[0].url, written, extra.folder, extra)
    if sites[0].url:
        cards.pack_cards(written[""], sites[0], project.cache, extra, progress)
    for one, pages in zip(sites, pages_of, strict=True):
        add_to_search(extra.folder / one.language.folder, pages)
    return {"files": len(extra.sizes), "bytes": sum(extra.sizes.values())}


def _pack(main: site.Site, made: Callable[[], None], progress: Progress) -> None:
    """Makes the files of the release, and those of the figures that have no picture among them.

    What the release does not hold any more leaves the cache.
    """
    with progress.stage("pack") as stage:
        made()
        files = main.release.files.values()
        main.release.cache.sweep(PACKED, {file.path.name for file in files})
        stage.counts = {"files": len(files), "bytes": sum(file.size for file in files)}
    for entry in main.lists["figures"]:
        if entry["family"] or not entry["chart"]:
            figurefiles.figure_files(main, entry["name"])


def _draw(
    sites: list[site.Site],
    shapes: dict[str, Path],
    cache: Cache,
    progress: Progress,
    meanwhile: Callable[[], object],
) -> dict[str, int]:
    """Draws the figures of every language; what no figure uses any more leaves the cache."""
    editions = [(one.figures.values(), one.results) for one in sites]
    counts = draw.draw(editions, shapes, cache, progress, meanwhile=meanwhile)
    used = {
        key
        for one in sites
        for figure in one.figures.values()
        for keys in figure.drawings.values()
        for key in keys
    }
    cache.sweep("svg", used)
    return counts


def _pack_figures(main: site.Site, progress: Progress) -> dict[str, int]:
    """Makes the files of each figure, before pages say how large they are."""
    entries = main.lists["figures"]
    with progress.counting("packing figures", len(entries)) as step:
        made = [figurefiles.figure_files(main, step(entry["name"])) for entry in entries]
    keys = {file.path.name for files in made for file in files}
    main.cache.sweep(figurefiles.KIND, keys)
    return {"figure files": sum(map(len, made))}


def lay_out_edition(project: Project, one: site.Site, templates: list[Page]) -> Docs:
    """The folder of Markdown for one language."""
    planned = write.plan_pages(write.in_language_of(templates, one), one)
    own = frozenset(member.address for plan in planned for member in plan.members)
    end = f"-{one.language.code}" if one.language.folder else ""
    return lay_out(Edition(one, own), planned, Writer(project.work / f"docs{end}"))


def run_builder(
    project: Project, builder: str, laid: list[Docs], fresh: Path, progress: Progress
) -> tuple[tuple[Edition, tuple[Family, ...]], ...]:
    """The pages of every language as the site builder makes them, in a folder of their own.

    What stands beside a page that is not of a family is written there too.
    """
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for docs in laid:
        publish.build_site(project.root, builder, docs.edition, fresh, progress)
        publish.finish_pages(docs, fresh, writes_styles=builder == "zensical")
        write_beside(docs.edition, docs.written, fresh)
    return tuple((docs.edition, take_shells(docs, fresh)) for docs in laid)


def _trace(laid: list[Docs], declared: Declared, fresh: Path, progress: Progress) -> int:
    """Warns of numbers in pages that no query gave and that are not declared; how many."""
    found: list[Problem] = []
    for docs in laid:
        found += once(trace(Tracer(docs.edition.site, declared), docs.planned, fresh))
    _warn(progress, found, "more such numbers: build.py trace names them")
    return len(found)


def _warn(progress: Progress, found: Sequence[object], more: str) -> None:
    """A warning for each of the first; one that counts the rest."""
    for one in found[:TOLD]:
        progress.warn(str(one))
    if len(found) > TOLD:
        progress.warn(f"{len(found) - TOLD:,} {more}")


def pack_shared(
    project: Project, sites: list[site.Site], extra: Writer, progress: Progress
) -> None:
    """The files that stand beside no page of their own: tables, figures, API, feeds, assets."""
    main, *others = sites
    packfigures.pack_release(main.release, extra)
    extra.write(dcat.DATA_JSON, json_file(dcat.data_json(main)))
    packfigures.pack_figures(main, extra, progress)
    for other in others:
        packfigures.pack_other_figures(other, extra)
    versions.pack_versions(main.versions, extra)
    openapi.pack_api(main, extra)
    feeds.pack_feeds(main, project.root, extra)
    packfigures.pack_assets(project.root, main.theme, project.cache, extra)


def _hashed(
    fresh: Path, origin: manifest.Origin, url: str
) -> tuple[dict[str, int], list[links.Broken]]:
    """Writes the manifest: the size of every file, and the links that lead nowhere.

    Of a large site the links are followed in another process meanwhile.
    """
    files = frozenset(publish.paths_below(fresh)) | {manifest.NAME}
    if len(files) < MANY:
        return manifest.write_manifest(fresh, origin), links.broken_links(fresh, files, url)
    with pool(1) as other:
        broken = other.submit(links.broken_links, fresh, files, url)
        return manifest.write_manifest(fresh, origin), broken.result()


def _say_broken(broken: list[links.Broken], progress: Progress) -> None:
    """A warning for each link that leads nowhere, unless the builder has told of it already."""
    told = "\n".join(progress.warnings)
    found = [one for one in broken if one.link not in told]
    _warn(progress, found, "more links lead nowhere")


def _say_missing(
    project: Project, sites: list[site.Site], missing: list[list[str]], progress: Progress
) -> None:
    """One warning for a language whose message file lacks texts; they are listed in a file."""
    for one, lacking in zip(sites, missing, strict=True):
        texts = dict.fromkeys([*one.language.missing, *lacking])
        path = f"build/missing.{one.language.code}.po"
        (project.root / path).unlink(missing_ok=True)
        if texts:
            entries = (f'msgid {json.dumps(t, ensure_ascii=False)}\nmsgstr ""\n' for t in texts)
            (project.root / path).write_text("\n".join(entries), encoding="utf-8")
            progress.warn(f"{one.language.code}: {len(texts)} texts without a message, see {path}")
