"""The site as it would be built, each page made when it is asked for.

In: a project and, again and again, the paths that a browser asks for. Out: `Answer`s.
Never: builds what nobody looks at. After a change only what depends on it is read and queried
again; a page, its pictures and its files are made on request.

A mistake in the content leaves the last good state, and each answer says what is wrong.
"""

import mimetypes
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publisher import draw, packfigures
from publisher.build import lay_out_edition, pack_shared, run_builder
from publisher.builderconfig import CONFIG, read_reader, read_settings
from publisher.cache import digest, file_digest
from publisher.depends import Asked, asked_by
from publisher.edition import Edition
from publisher.families import Family, whole_page
from publisher.finding import add_to_search
from publisher.language import FOLDER as MESSAGES
from publisher.macros import Used
from publisher.prepare import Prepared, prepare
from publisher.problem import ChangedError, InputError, Problem, Report
from publisher.progress import QUIET, Progress
from publisher.project import Project, right_package
from publisher.publish import put_in_place
from publisher.report import as_text
from publisher.shell import Shell
from publisher.site import Site
from publisher.write import (
    Filled,
    Filler,
    Member,
    Planned,
    environment_of,
    in_language_of,
    plan_pages,
)
from publisher.writer import Writer

ASSETS = "site_src/theme/assets"
THEME = "site_src/theme/overrides"
INDEX = "index.html"
KEPT = 100  # pages that are shown as they last were while a mistake is mended


@dataclass(frozen=True)
class Answer:
    """What a browser gets. Without a body the path leads nowhere."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    problems: tuple[Problem, ...] = ()


class State:
    """One state of the content, with what has been made of it so far."""

    def __init__(self, project: Project, ready: Prepared, progress: Progress) -> None:
        self.project = project
        self.ready = ready
        self.progress = progress
        self.is_built = self.is_packed = False
        self.editions: dict[str, Edition] = {}
        self.pages: dict[str, tuple[Edition, Planned, Member]] = {}
        for site in ready.sites:
            planned = plan_pages(in_language_of(ready.templates, site), site)
            addresses = (member.address for plan in planned for member in plan.members)
            edition = Edition(site, frozenset(addresses))
            self.editions[site.language.folder] = edition
            for plan in planned:
                for member in plan.members:
                    self.pages[site.language.folder + member.address] = (edition, plan, member)
        self.shells: dict[tuple[str, str], dict[int, Shell]] = {}
        self.shells_key = self._shells_key()
        self.fillers: dict[tuple[str, str], tuple[Filler, Asked]] = {}
        self.converter = read_reader(project.root).converter()

    def _shells_key(self) -> str:
        """The hash of what a shell is made from, so that the next state can take it over."""
        root = self.project.root
        files = [root / CONFIG, *(root / THEME).rglob("*"), *(root / MESSAGES).rglob("*")]
        fronts = [(p.path, p.front, "\n## " in p.body) for p in self.ready.templates]
        return digest([file_digest(f) for f in sorted(files) if f.is_file()], fronts)

    def draw(self, site: Site, names: set[str], member: str) -> None:
        """Draws figures as far as one page needs them."""
        figures = [site.figures[name] for name in sorted(names) if name in site.figures]
        editions, shapes = [(figures, site.results)], self.ready.shapes
        draw.draw(editions, shapes, self.project.cache, Progress(QUIET), 1, only=member)

    def filled(self, edition: Edition, plan: Planned, member: Member) -> Filled:
        """A page, its pictures drawn."""
        site, page = edition.site, plan.page
        place = (site.language.folder, page.path)
        if place not in self.fillers:
            environment = environment_of(site.package.root, site.language)
            self.fillers[place] = Filler(page, site), asked_by(page, environment)
        filler, asked = self.fillers[place]
        named = {str(member.row.get(column)) for kind, column in asked.by_row if kind == "figure"}
        names = set(site.figures) if asked.everything else {*asked.figures, *named}
        self.draw(site, names, member.key)
        return filler.fill(member)

    def family_page(self, edition: Edition, plan: Planned, member: Member) -> str:
        """A page of a family as HTML."""
        place = (edition.site.language.folder, plan.page.path)
        if place not in self.shells:
            self.build()
        family = Family(plan, self.shells[place])
        filled = self.filled(edition, plan, member)
        return whole_page(filled, family, self.converter, edition)

    def build(self) -> None:
        """Runs the site builder for the pages of their own and the shells; once for a state."""
        if self.is_built:
            return
        sites = self.ready.sites
        for site in sites:
            self.draw(site, {name for name, f in site.figures.items() if not f.key}, "")
        laid = [lay_out_edition(self.project, site, self.ready.templates) for site in sites]
        fresh = self.project.work / "preview.new"
        for edition, families in run_builder(self.project, "mkdocs", laid, fresh, self.progress):
            folder, found = edition.site.language.folder, []
            for family in families:
                self.shells[folder, family.plan.page.path] = family.shells
                filler = Filler(family.plan.page, edition.site)
                found += [
                    Filled(m.address, m.key, filler.heads(m), "", [], Used()).written
                    for m in family.plan.members
                ]
            add_to_search(fresh / folder, found)
        main = sites[0]
        packfigures.pack_assets(self.project.root, main.theme, self.project.cache, Writer(fresh))
        put_in_place(fresh, self.folder)
        self.is_built, self.is_packed = True, False

    def pack(self) -> None:
        """Makes the files that stand beside no page of a family; once for a state."""
        self.build()
        if not self.is_packed:
            pack_shared(self.project, self.ready.sites, Writer(self.folder), self.progress)
            self.is_packed = True

    @property
    def folder(self) -> Path:
        return self.project.work / "preview"


class Preview:
    """The states of a project while someone works on it. `version` changes with every one."""

    def __init__(self, project: Project, progress: Progress) -> None:
        self.project = project
        self.progress = progress
        self.version = 0
        self.problems: tuple[Problem, ...] = ()
        self._state: State | None = None
        self._good: dict[str, bytes] = {}  # the last good page at each path that was asked for
        self._lock = threading.Lock()
        self._updating = threading.Lock()

    def update(self) -> None:
        """Takes in what has changed. A mistake is kept as `problems`; the last state stays."""
        with self._updating, suppress(ChangedError):  # what is edited meanwhile is taken in next
            self._update()

    def _update(self) -> None:
        progress = Progress(self.progress.level)
        state = self._state
        problems: tuple[Problem, ...] = ()
        try:
            state = self._next(progress)
        except InputError as error:
            problems = error.problems
            if state:  # without one there is nothing to show, and the caller says why
                progress.line(as_text(Report(tuple(sorted(problems)))), QUIET)
        with self._lock:
            self._state, self.problems = state, problems
            self.version += 1

    def _next(self, progress: Progress) -> State:
        package = right_package(self.project, progress)
        old = self._state
        settings, work = read_settings(self.project.root), self.project
        before = old.ready if old else None
        ready = prepare(package, settings, work.warehouse, work.cache, progress, before)
        state = State(self.project, ready, progress)
        if old and old.shells_key == state.shells_key:
            state.shells = old.shells
        return state

    def answer(self, path: str) -> Answer:
        """What stands at a path (without a slash at its start)."""
        try:
            return self._answer(path)
        except ChangedError:
            with self._updating:  # the tables of the last state are not there any more
                pass
        try:
            return self._answer(path)
        except ChangedError:
            return Answer(self._good.get(path, b""), problems=self.problems)

    def _answer(self, path: str) -> Answer:
        with self._lock:
            if self._state is None:
                return Answer(problems=self.problems)
            try:
                found = _found(self._state, path)
            except InputError as error:
                self.progress.line(as_text(Report(tuple(sorted(error.problems)))), QUIET)
                return Answer(self._good.get(path, b""), problems=error.problems)
            if found is None:
                return Answer(problems=self.problems)
            if _is_page(path):
                self._good.pop(path, None)
                self._good[path] = found  # the last one in
                while len(self._good) > KEPT:
                    del self._good[next(iter(self._good))]
                return Answer(found, problems=self.problems)
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return Answer(found, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)


def _is_page(path: str) -> bool:
    return path == "" or path.endswith(("/", f"/{INDEX}")) or path == INDEX


def _found(state: State, path: str) -> bytes | None:
    """The bytes at a path; None when there are none."""
    if path.startswith("assets/") and (found := _asset(state, path)):
        return found
    address = path.removesuffix(INDEX)
    if _is_page(path) and address in state.pages:
        edition, plan, member = state.pages[address]
        if plan.page.front.get("each"):
            return state.family_page(edition, plan, member).encode()
        state.build()
        return _file(state.folder, f"{address}{INDEX}")
    if (beside := _beside(state, path)) is not None:
        return beside
    if path.startswith("search") or "/search" in path:
        state.build()
    else:
        state.pack()
    return _file(state.folder, f"{address}{INDEX}" if _is_page(path) else path)


def _asset(state: State, path: str) -> bytes | None:
    own = _file(state.project.root / ASSETS, path.removeprefix("assets/"))
    if own is None and not state.folder.exists():
        state.build()
    return own or _file(state.folder, path)


def _beside(state: State, path: str) -> bytes | None:
    """A file that stands beside a page of a family: its rows, its page for an iframe."""
    parts = path.split("/")
    for length in range(len(parts) - 1, 0, -1):
        address = "/".join(parts[:length]) + "/"
        if address not in state.pages:
            continue
        edition, plan, member = state.pages[address]
        if not plan.page.front.get("each"):
            return None
        rest = path.removeprefix(address)
        rest = f"{rest}{INDEX}" if rest.endswith("/") else rest
        written = state.filled(edition, plan, member).written
        files = dict(packfigures.page_files(edition.site, written))
        return files[rest].encode() if rest in files else None
    return None


def _file(folder: Path, path: str) -> bytes | None:
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        return None
    return file.read_bytes()
