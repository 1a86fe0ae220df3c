"""Releases a version: checks, says what has changed since the last one, commits and tags.

In: a project in a git repository without open changes. Out: one commit and one annotated tag.
Never: pushes; leaves half a release when git refuses.
"""

import datetime
import itertools
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from publisher.bounds import CONTENT
from publisher.cache import write_whole
from publisher.changelog import section, with_release, with_version
from publisher.diffshow import counts_of
from publisher.gitcall import git
from publisher.package import DESCRIPTOR, Package, Resource, load_package
from publisher.problem import CannotRunError, InputError, Problem, text_of
from publisher.progress import Progress
from publisher.project import Project, right_package
from publisher.released import (
    NAME,
    Change,
    Version,
    kept_files,
    order,
    read_versions,
    record_files,
)
from publisher.revisions import opened
from publisher.site import row_counts
from publisher.tablediff import ADDED, SAME, TableDiff, compare_tables
from publisher.versions import tagged
from publisher.warehouse import load, reading

CHANGELOG = "CHANGELOG.md"
NAMED = re.compile(r"([\w-]+):\s+(.*)")


@dataclass(frozen=True)
class Planned:
    """A release that is ready to be written: its record, its files by path, its words."""

    version: Version
    files: dict[str, bytes]
    message: str
    branch: str
    remote: str


def plan_release(
    project: Project, name: str, notes: Path | None, today: datetime.date, progress: Progress
) -> Planned:
    """A release of the work tree, called `name` or after the month of `today`.

    Raises InputError where nothing can be released from here: open changes, wrong tables, a version
    that is no new one. Raises CannotRunError without a repository.
    """
    root = project.root
    branch = _clean_branch(root)
    versions = read_versions(root)
    last = _last(root, versions)
    name = _name(root, name, today, last)
    package = right_package(project, progress)
    general, said = _notes(notes, package)
    with progress.stage("compare"):
        changes = tuple(_changes(project, package, last, said))
    created = f"{today.isoformat()}T00:00:00Z"
    package = replace(
        package, descriptor={**package.descriptor, "version": name, "created": created}
    )
    with progress.stage("pack") as stage:
        sums = {path: sha256(data).hexdigest() for path, data in kept_files(package).items()}
        stage.counts = {"files": len(sums)}
    version = Version(name, today, last.name if last else "", changes, general, sums)
    described = text_of(root, DESCRIPTOR, "descriptor")
    log = (root / CHANGELOG).read_text(encoding="utf-8") if (root / CHANGELOG).exists() else ""
    files = {
        DESCRIPTOR: with_version(described, name, created).encode(),
        CHANGELOG: with_release(log, version).encode(),
        **record_files(version),
    }
    remote = (_git(root, "remote").splitlines() or ["origin"])[0]
    return Planned(version, files, section(version), branch, remote)


def write_release(root: Path, planned: Planned) -> None:
    """Writes the files, commits them and tags the commit.

    Raises CannotRunError when git refuses; then the files are as they were before.
    """
    name, paths = planned.version.name, list(planned.files)
    before = {p: (root / p).read_bytes() for p in paths if (root / p).exists()}
    head = _git(root, "rev-parse", "HEAD").strip()
    try:
        for path, content in planned.files.items():
            write_whole(root / path, content)
        _git(root, "add", "--", *paths)
        _git(root, "commit", "--quiet", "--message", f"Release {name}", "--", *paths)
        message = f"Release {name}\n\n{planned.message}"
        # As it is: a line that begins with # would be taken for a comment.
        _git(root, "tag", "--annotate", "--cleanup=whitespace", "--message", message, name)
    except CannotRunError:
        git(root, "reset", "--quiet", "--soft", head)
        git(root, "reset", "--quiet", "--", *paths)
        for path in paths:
            if path in before:
                write_whole(root / path, before[path])
            else:
                (root / path).unlink(missing_ok=True)
        raise


def described(planned: Planned, is_done: bool) -> str:
    """What was done, or would be, and what comes next."""
    version, files = planned.version, "\n".join(f"  {path}" for path in planned.files)
    since = f", after {version.before}" if version.before else ", the first"
    lines = [
        f"Release {version.name}{since}",
        "",
        planned.message,
        f"{'Written and committed' if is_done else 'To be written and committed'}:",
        files,
        f"{'Tagged' if is_done else 'To be tagged'}: {version.name}",
        "",
    ]
    if not is_done:
        return "\n".join([*lines, "Nothing was written (--dry-run)."])
    push = f"git push --atomic {planned.remote} {planned.branch} {version.name}"
    back = f"git tag -d {version.name} && git reset --keep HEAD~1"
    return "\n".join([*lines, f"Publish it: {push}", f"Take it back: {back}"])


def _clean_branch(root: Path) -> str:
    """The branch that the work tree is at. Raises InputError for a tree with open changes."""
    inside = git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        raise CannotRunError("a release is a commit and a tag, and here is no git repository")
    listed = _git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
    entries = [entry for entry in listed.split("\0") if entry]
    # A file beside the content that git does not know, such as the notes, is in no release.
    content = (DESCRIPTOR, *(f"{folder}/" for folder in CONTENT))
    prefix = _git(root, "rev-parse", "--show-prefix").strip()
    open_changes = [
        entry[3:]
        for entry in entries
        if not entry.startswith("?? ") or entry[3:].removeprefix(prefix).startswith(content)
    ]
    if open_changes:
        more = f" and {len(open_changes) - 1} more" if len(open_changes) > 1 else ""
        found, mend = f"changes that are not committed{more}", "Commit them or put them aside."
        raise _wrong(found, "a work tree as it was committed", mend, open_changes[0])
    branch = git(root, "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    if not branch:
        mend = "Switch to the branch that is published."
        raise _wrong("no branch (a detached HEAD)", "a branch", mend, "work tree")
    return branch


def _last(root: Path, versions: tuple[Version, ...]) -> Version | None:
    """The version that was released last, with its commit."""
    if not versions:
        return None
    commit = tagged(root, versions).get(versions[0].name)
    if commit is None:
        mend = "Get the history first: git fetch --tags (in a shallow copy with --unshallow)."
        found = f"no tag {versions[0].name}, the version released last"
        raise _wrong(found, "the history of what was released", mend, "work tree")
    return replace(versions[0], commit=commit)


def _name(root: Path, asked: str, today: datetime.date, last: Version | None) -> str:
    """The name of the new version."""
    taken = set(_git(root, "tag", "--list").splitlines())
    if not asked:
        asked = month = f"{today.year}.{today.month:02}"
        end = order(last.name) if last else ()
        numbers = itertools.count(end[2] + 1 if end[:2] == order(month) and len(end) > 2 else 1)
        while end[:2] <= order(month) and (asked in taken or order(asked) <= end):
            asked = f"{month}.{next(numbers)}"
    expected = "a year and a month such as 2026.12, or 2026.12.1 for a second one"
    if not NAME.fullmatch(asked):
        raise _wrong("no version", expected, "", asked)
    if asked in taken:
        raise _wrong("there is a tag of that name", "a new version", "", asked)
    if last and order(asked) <= order(last.name):
        raise _wrong(f"it is not after {last.name}, the last", "a later version", "", asked)
    return asked


def _changes(
    project: Project, package: Package, last: Version | None, said: dict[str, list[str]]
) -> Iterable[Change]:
    """What differs in each table and file since the last version, with reasons.

    Reasons are those of the notes; without any, the commits that changed the files.
    """
    load(package, project.warehouse)
    with reading(project.warehouse) as connection:
        rows = row_counts(package, connection)
    if last is None:
        for name, table in package.tables.items():
            words = f"{rows[name]:,} {'row' if rows[name] == 1 else 'rows'}"
            why = tuple(said.get(name, ()))
            yield Change(name, table.title, words, rows[name], rows[name], reasons=why)
        return
    with opened(last.commit, project.root) as old, tempfile.TemporaryDirectory() as scratch:
        before = load_package(old.root)
        names = (last.name, "work tree")
        differ = [
            table
            for table in compare_tables(before, package, names, Path(scratch))
            if table.change != SAME or table.notes
        ]
    older = {resource.name: resource for resource in before.resources}
    newer = {resource.name: resource for resource in package.resources}
    for found in differ:
        sides = [side[found.name] for side in (older, newer) if found.name in side]
        reasons = said.get(found.name, []) if said else _commits(project.root, last.commit, sides)
        yield _change(found, sides[-1].title, rows.get(found.name), reasons)


def _change(table: TableDiff, title: str, rows: int | None, why: list[str]) -> Change:
    words = counts_of(table)
    if table.change == ADDED and table.is_table:
        words = f"a new table, {words.removeprefix('table added, ')}"
    counts = (table.added, table.removed, table.changed)
    return Change(table.name, title, words, rows, *counts, reasons=tuple(why))


def _commits(root: Path, since: str, sides: list[Resource]) -> list[str]:
    """The subjects of the commits that changed the files of a table, oldest first."""
    paths = sorted({path for side in sides for path in side.paths})
    log = ("log", "--reverse", "--no-merges", "--format=%s", f"{since}..HEAD", "--", *paths)
    return list(dict.fromkeys(line for line in _git(root, *log).splitlines() if line.strip()))


def _notes(file: Path | None, package: Package) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """The lines of a file of notes: for the whole release, and for each table that is named.

    A line that begins with the name of a table and a colon is about that table. A line that is
    indented goes on with the one before.
    """
    if file is None:
        return (), {}
    entries: list[str] = []
    for line in text_of(file.parent, file.name, "release").splitlines():
        text = line.strip()
        if line[:1].isspace() and text and entries:
            entries[-1] += f" {text}"
        elif text:
            entries.append(text.removeprefix("- ").strip())
    general: list[str] = []
    tables: dict[str, list[str]] = {}
    known = {resource.name for resource in package.resources}
    for entry in entries:
        named = NAMED.fullmatch(entry)
        if named and named[1] in known:
            tables.setdefault(named[1], []).append(named[2])
        else:
            general.append(entry)
    return tuple(general), tables


def _git(root: Path, *arguments: str) -> str:
    """What git prints. Raises CannotRunError with its words when it refuses."""
    run = git(root, *arguments)
    if run.returncode:
        said = (run.stderr or run.stdout).strip()
        raise CannotRunError(f"git {arguments[0]}: {said}")
    return run.stdout


def _wrong(found: str, expected: str, mend: str, place: str) -> InputError:
    return InputError(Problem(place, 0, 0, "release", found, expected, mend))
