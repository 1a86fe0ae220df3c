"""Checks a published site against what the files of this project make.

In: the address or folder of a published site, and the project. Out: `Verdict`.
Never: lets what a published site says decide what is read, fetched or written here.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from publisher.build import build
from publisher.differing import Differing, File, Place, compared, first_place
from publisher.manifest import NAME, Manifest, Origin, files_of, read_manifest
from publisher.problem import CannotRunError, shown
from publisher.progress import Progress
from publisher.project import Project
from publisher.publish import environment, paths_below
from publisher.remote import RefusedError, Remote
from publisher.words import list_of

LONGEST = 1 << 26  # bytes of a manifest, and of a file whose difference is shown
CONNECTIONS = 8
FIRST = "index.html"  # in every sample
NAMED = 10
SHORT = 12  # digits of a commit that people read
NOTHING = File(0, "")  # what a server did hand out, and cannot be the file


@dataclass(frozen=True)
class Verdict:
    """What a published site is, beside the one of this project."""

    published: Manifest
    here: Manifest
    looked: int  # files of the published site that were read
    untrue: tuple[str, ...]  # of these, those that its own manifest does not describe
    differing: Differing
    path: str = ""  # of the first file with other bytes
    place: Place | None = None  # in it, where both can be read

    @property
    def is_same(self) -> bool:
        return not self.differing and not self.untrue


def verify(project: Project, where: str, sample: int | None, progress: Progress) -> Verdict:
    """Builds the site as the published one says it was built, and compares.

    In a folder every file is read; from an address, of the files that its manifest has as they are
    here, a `sample` of that many, all for None. Raises CannotRunError when there is no manifest or
    no answer, InputError when the project cannot be built.
    """
    site = Remote(where) if re.match("https?:", where) else Folder(where)
    published = _manifest(site, where)
    found: dict[str, File | None] = {}
    if isinstance(site, Folder):
        with progress.stage("read") as stage:
            found |= site.files()
            stage.counts = {"files": len(found)}
        found = {**dict.fromkeys(published.files), **found}
    origin = published.origin
    # `read_manifest` lets through only what is an option, and addresses in these two variables.
    with environment(**{name: value or None for name, value in origin.environment.items()}):
        build(project, progress, origin.builder, False, origin.precompress)
    here = read_manifest((project.site / NAME).read_bytes())
    if isinstance(site, Remote):
        alike = [path for path, file in published.files.items() if here.files.get(path) == file]
        wanted = sampled(alike, sample)
        with progress.stage("download") as stage:
            found |= downloaded(site, wanted, here.files, progress)
            stage.counts = {"files": len(found)}
    there = {path: file for path, file in (published.files | found).items() if file is not None}
    differing = compared(there, here.files)
    untrue = tuple(sorted(p for p, file in found.items() if published.files.get(p) != file))
    looked = sum(1 for file in found.values() if file is not None)
    path, place = _first(site, project, differing)
    return Verdict(published, here, looked, untrue, differing, path, place)


class Folder:
    """A published site in a folder of this machine."""

    def __init__(self, name: str) -> None:
        self.path = Path(name)
        if not self.path.is_dir():
            raise CannotRunError(f"{shown(name)} is neither a folder nor an http(s) address")

    def read(self, path: str, limit: int) -> bytes | None:
        file = self.path / path
        if not file.is_file():
            return None
        if file.stat().st_size > limit:
            raise RefusedError("too large")
        return file.read_bytes()

    def files(self) -> dict[str, File]:
        for path in paths_below(self.path):
            if not S_ISREG((self.path / path).lstat().st_mode):
                raise CannotRunError(f"{shown(path)} in {self.path} is a link or a device, no file")
        return files_of(self.path)


def _manifest(site: Remote | Folder, where: str) -> Manifest:
    try:
        data = site.read(NAME, LONGEST)
        if data is None:
            raise CannotRunError(f"there is no {NAME} at {where}: is that where the site begins?")
        return read_manifest(data)
    except (RefusedError, ValueError) as error:
        raise CannotRunError(f"{NAME} at {where} cannot be used: {error}") from None


def sampled(paths: list[str], number: int | None) -> list[str]:
    """As many of the paths, the same ones each time; all for None.

    Half are the pages that most readers see, those nearest to the first; half are from everywhere.
    """
    if number is None:
        return paths
    anyhow = sorted(paths, key=lambda path: sha256(path.encode()).digest())
    near = sorted(anyhow, key=lambda path: (path != FIRST, path.count("/")))[: (number + 1) // 2]
    known = set(near)
    rest = [path for path in anyhow if path not in known]
    return sorted(near + rest[: number - len(near)])


def downloaded(
    site: Remote, paths: list[str], here: dict[str, File], progress: Progress
) -> dict[str, File | None]:
    """What a server hands out for paths; None where it has nothing."""

    def get(path: str) -> File | None:
        try:
            return site.known(path, here[path].bytes)
        except RefusedError:
            return NOTHING

    with (
        progress.counting("downloading", len(paths)) as step,
        ThreadPoolExecutor(CONNECTIONS) as pool,
    ):
        try:
            return {
                path: step(file) for path, file in zip(paths, pool.map(get, paths), strict=True)
            }
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _first(
    site: Remote | Folder, project: Project, differing: Differing
) -> tuple[str, Place | None]:
    """The first file with other bytes, and the place where it begins to differ."""
    if not differing.changed:
        return "", None
    path = differing.changed[0]
    try:
        there = site.read(path, LONGEST)
    except RefusedError:
        return path, None
    here = (project.site / path).read_bytes()
    return path, None if there is None or there == here else first_place(there, here)


def told(verdict: Verdict) -> str:
    """The verdict in lines to read."""
    published, here = verdict.published, verdict.here
    count = len(published.files)
    lines = [f"published: {_origin(published.origin)}, {count:,} files"]
    lines += [f"here:      {_origin(here.origin)}, {len(here.files):,} files"]
    whole = f"{verdict.looked:,} of {count:,} files were read"
    lines += [f"{whole}: {'not all as' if verdict.untrue else 'all as'} its manifest says"]
    differing = verdict.differing
    for name, paths in (
        ("not as its own manifest says", verdict.untrue),
        ("different", differing.changed),
        ("missing there", differing.missing),
        ("extra there", differing.extra),
    ):
        if paths:
            named = [*paths[:NAMED], *(["others"] if len(paths) > NAMED else [])]
            lines.append(f"{name} ({len(paths):,}): {list_of(named)}")
    if place := verdict.place:
        at = f"{place.line}:{place.column}" if place.line else f"byte {place.offset:,}"
        lines.append(f"first difference: {verdict.path}:{at}")
        lines += [f"    published: {shown(place.one)}", f"    here:      {shown(place.other)}"]
    lines += _advice(published.origin, here.origin, verdict.is_same)
    lines.append("the same" if verdict.is_same else "not the same")
    return "\n".join(lines)


def _origin(origin: Origin) -> str:
    return (
        f"commit {origin.commit[:SHORT]}" if origin.commit else f"no commit ({shown(origin.why)})"
    )


def _advice(published: Origin, here: Origin, is_same: bool) -> list[str]:
    """What to do when the two do not come from the same."""
    lines = []
    if not published.commit:
        lines.append("The published site names no commit, so no one can know what made it.")
    elif published.commit != here.commit:
        lines.append(
            "This is another commit. For the one that was published: git worktree add --detach"
            f" ../published {published.commit}, then verify there."
        )
    if is_same:
        return lines
    if published.engine != here.engine:
        lines.append(
            "It was made by another version of the program or of its libraries:"
            " requirements/ of its commit has those."
        )
    if lacking := sorted(set(published.versions) - set(here.versions)):
        lines.append(f"No tag {list_of(lacking, 'or')} here: git fetch --tags.")
    return lines
