"""Traces the numbers in every page of a built site, in several processes.

In: the folder of a project whose site is built. Out: problems, and how many pages were read.
Never: builds the site, or changes it.
"""

import pickle
from dataclasses import dataclass
from pathlib import Path

from publisher.builderconfig import read_settings
from publisher.declared import FILE, Declared, read_declared
from publisher.families import portable
from publisher.package import load_package
from publisher.prepare import prepare
from publisher.problem import Problem
from publisher.progress import Progress
from publisher.project import Project
from publisher.site import Site
from publisher.trace import KIND, Tracer, once, trace_members
from publisher.workers import pool
from publisher.write import Planned, in_language_of, plan_pages

CHUNK = 400  # pages handed to a process at once

Chunk = tuple[int, int, int]  # language, template, first page


@dataclass(frozen=True)
class Work:
    """All that a process needs to trace any page."""

    sites: tuple[tuple[Site, list[Planned]], ...]
    declared: Declared
    folder: Path


@dataclass(frozen=True)
class Traced:
    """How many pages were read, and what is wrong in them and in the file that declares."""

    pages: int
    problems: list[Problem]


def trace_site(project: Project, progress: Progress, workers: int = 2) -> Traced:
    """Reads every page. A declared expression that no page needs is a problem too.

    Raises CannotRunError where a page is missing.
    """
    root = project.root
    declared = read_declared(root)
    package, settings = load_package(root), read_settings(root)
    ready = prepare(package, settings, project.warehouse, project.cache, progress)
    sites = tuple(
        (portable(site), plan_pages(in_language_of(ready.templates, site), site))
        for site in ready.sites
    )
    chunks: list[Chunk] = [
        (language, template, first)
        for language, (_, planned) in enumerate(sites)
        for template, plan in enumerate(planned)
        for first in range(0, len(plan.members), CHUNK)
    ]
    tracers = [Tracer(site, declared) for site, _ in sites]
    problems = [problem for tracer in tracers for problem in tracer.queries()]
    used = {like for tracer in tracers for like in tracer.used}
    state = pickle.dumps(Work(sites, declared, project.site), pickle.HIGHEST_PROTOCOL)
    with (
        progress.counting("tracing numbers", len(chunks)) as step,
        pool(workers, _begin, state) as others,
    ):
        for found, likes in map(step, others.map(_chunk, chunks)):
            problems += found
            used |= likes
    for like in declared.texts.keys() - used:
        expected = "an expression that some page needs"
        problems.append(Problem(FILE, 0, 0, KIND, like, expected, "Take the line out."))
    return Traced(sum(len(p.members) for _, planned in sites for p in planned), once(problems))


_WORK: list[tuple[Work, list[Tracer]]] = []  # of this process


def _begin(state: bytes) -> None:
    work: Work = pickle.loads(state)
    _WORK[:] = [(work, [Tracer(site, work.declared) for site, _ in work.sites])]


def _chunk(chunk: Chunk) -> tuple[list[Problem], set[str]]:
    (work, tracers), (language, template, first) = _WORK[0], chunk
    tracer, plan = tracers[language], work.sites[language][1][template]
    members = plan.members[first : first + CHUNK]
    return once(trace_members(tracer, plan, members, work.folder)), tracer.used
