"""Builds a project twice, apart, and compares the two sites file by file.

In: a project. Out: `site/`, when both builds gave the same bytes.
Never: touches `site/` before that, or lets one build see what the other made.

The second build is in all that must not matter as far from the first as one machine allows.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from publisher.bounds import CONTENT
from publisher.build import alone
from publisher.builderconfig import CONFIG
from publisher.built import take_over
from publisher.differing import Differing, compared, first_place
from publisher.gitcall import git
from publisher.manifest import NAME, files_of, origin_of
from publisher.package import DESCRIPTOR, load_package
from publisher.problem import CannotRunError, InputError, Problem, shown
from publisher.progress import NORMAL, VERBOSE, Progress
from publisher.project import Project
from publisher.words import list_of

ENGINE = Path(__file__).parents[1]
FOLDERS = ("1", "a second folder/with a longer name")
NAMED = 10  # files that are named

_RUN = "import sys; from publisher.cli import main; sys.exit(main())"
_APART = """import os
os.umask(0o077)
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
"""
# A day that is often tomorrow, a language whose numbers and order of letters differ, another order
# of sets, and the date that some systems give to builds.
_ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "de_DE.UTF-8",
    "LANG": "de_DE.UTF-8",
    "PYTHONHASHSEED": "1",
    "SOURCE_DATE_EPOCH": "86400",
}
_NEXT_YEAR = ("faketime", "-f", "+400d")  # libfaketime, where it is installed


def build_twice(
    project: Project, progress: Progress, builder: str, strict: bool, precompress: bool
) -> int:
    """Builds twice, compares, and puts the site in place; the exit status of a build that failed.

    Raises InputError with the first difference when the bytes are not the same.
    """
    load_package(project.root)
    options = ["--builder", builder]
    options += ["--strict"] if strict else []
    options += ["--precompress"] if precompress else []
    options += {NORMAL: [], VERBOSE: ["--verbose"]}.get(progress.level, ["--quiet"])
    with alone(project, progress), tempfile.TemporaryDirectory(prefix="twice-") as folder:
        origin = origin_of(project.root, builder, precompress)
        one, other = (_laid(project, Path(folder) / name) for name in FOLDERS)
        progress.line("the first build")
        if status := _run(one, options, {"PYTHONHASHSEED": "0"}):
            return status
        clock = _NEXT_YEAR if shutil.which(_NEXT_YEAR[0]) else ()
        progress.line(f"the second: {list_of(_others(clock))}")
        if status := _run(other, options, _ELSEWHERE, _APART, clock):
            return status
        with progress.stage("compare") as stage:
            here, there = files_of(one.site), files_of(other.site)
            stage.counts = {"files": len(here)}
            if differing := compared(here, there):
                raise InputError(_problem(one.site, other.site, differing, len(here)))
            if (one.site / NAME).read_bytes() != (other.site / NAME).read_bytes():
                raise InputError(_problem(one.site, other.site, Differing(changed=(NAME,)), 1))
        take_over(project, one, origin)
    return 0


def _others(clock: tuple[str, ...]) -> list[str]:
    """What the second build has otherwise, in words."""
    others = ["another folder", "time zone", "locale", "hash seed", "umask"]
    others += ["one processor"] if hasattr(os, "sched_setaffinity") else []
    return [*others, "a clock 400 days ahead" if clock else "the same clock (no faketime here)"]


def _laid(project: Project, top: Path) -> Project:
    """A copy of all that a build reads, with the git history of the project and without a cache.

    It lies as deep in its folder as the project in its repository, whose tags versions come from.
    """
    history, prefix = _history(project.root)
    root = top / prefix
    root.mkdir(parents=True)
    if history:
        (top / ".git").write_text(f"gitdir: {history}\n")
    for name in (DESCRIPTOR, CONFIG):
        if (project.root / name).is_file():
            shutil.copy(project.root / name, root / name)
    for name in CONTENT:
        if (project.root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(project.root / name, root / name, ignore=ignored)
    return Project(root)


def _history(root: Path) -> tuple[Path | None, str]:
    """The folder that all work trees of the repository share, and the project's place in one."""
    try:
        asked = git(root, "rev-parse", "--git-common-dir", "--show-prefix")
    except CannotRunError:
        return None, ""
    if asked.returncode:
        return None, ""
    common, _, prefix = asked.stdout.rstrip("\n").partition("\n")
    return (root / common).resolve(), prefix


def _run(
    project: Project,
    options: list[str],
    changes: dict[str, str],
    before: str = "",
    clock: tuple[str, ...] = (),
) -> int:
    """A build in a process of its own; its exit status."""
    path = os.pathsep.join(filter(None, [str(ENGINE), os.environ.get("PYTHONPATH", "")]))
    command = [sys.executable, "-c", before + _RUN, "build", *options, "--root", str(project.root)]
    environment = {**os.environ, **changes, "PYTHONPATH": path}
    run = subprocess.run([*clock, *command], cwd=project.root, env=environment, check=False)
    if run.returncode < 0:
        raise CannotRunError(f"a build was ended by signal {-run.returncode}")
    return run.returncode


def _problem(one: Path, other: Path, differing: Differing, count: int) -> Problem:
    """The first file that differs, where and how, and how many do."""
    paths = differing.paths
    path = paths[0]
    more = f"; {len(paths):,} of {count:,} files differ: " if len(paths) > 1 else ""
    more += list_of([*paths[:NAMED], *(["others"] if len(paths) > NAMED else [])]) if more else ""
    mend = (
        "What made it depends on chance, the clock, an address in memory, the order of a set or"
        " of a folder, or another of what the second build had otherwise."
    )
    expected = "the same bytes from two builds"
    if path in differing.missing or path in differing.extra:
        which = "second" if path in differing.missing else "first"
        found = f"only the {which} build made it{more}"
        return Problem(path, 0, 0, "repeat", found, expected, mend)
    place = first_place((one / path).read_bytes(), (other / path).read_bytes())
    where = "" if place.line else f" at byte {place.offset:,}"
    found = f"{shown(place.one)} in one build, {shown(place.other)} in the other{where}{more}"
    return Problem(path, place.line, place.column, "repeat", found, expected, mend)
