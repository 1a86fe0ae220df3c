"""Makes the files of released versions again, from their tags.

In: the records of versions, and the git repository of the project. Out: `Version`s with files.
Never: lets a file out under a version whose bytes are not those that were released.

What a tag holds is read by this engine, not by the one of its day: that one would want the
libraries of its day. So each file is compared with the checksum that was recorded at the release.
A file that was once made right is kept by its checksum and not made again.
"""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from publisher.cache import Cache, digest, tools_digest
from publisher.described import Published
from publisher.gitcall import git
from publisher.package import load_package
from publisher.problem import CannotRunError, InputError
from publisher.progress import Progress
from publisher.release import CHECKSUMS
from publisher.released import Version, kept_files, read_versions, sums_text
from publisher.revisions import opened
from publisher.words import list_of
from publisher.writer import Writer

KEPT, TRIED = "version", "version-tried"  # kinds of what the cache keeps
# The commit of a tag, whether the tag has a message of its own or not (git-for-each-ref).
COMMIT = "%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)"


def tagged(root: Path, versions: tuple[Version, ...]) -> dict[str, str]:
    """The commit (hex) of each version whose tag is here; none without git or its history."""
    if not versions:
        return {}
    names = [f"refs/tags/{version.name}" for version in versions]
    try:
        asked = git(root, "for-each-ref", f"--format=%(refname:strip=2) {COMMIT}", *names)
    except CannotRunError:
        return {}
    lines = asked.stdout.splitlines() if asked.returncode == 0 else []
    return dict(sorted(line.split(" ", 1) for line in lines))


def versions_of(root: Path, cache: Cache, progress: Progress) -> tuple[Version, ...]:
    """Every recorded version, newest first, with the files that could be made again.

    Warns of each version of which a file is not as it was. Raises InputError for a record that
    cannot be read.
    """
    versions = read_versions(root)
    commits = tagged(root, versions)
    if absent := [version.name for version in versions if version.name not in commits]:
        progress.line(
            f"no tag {list_of(absent, 'or')} in this copy of the repository, so what they held is"
            " not served (git fetch --tags gets tags)"
        )
    found = tuple(
        _filled(replace(version, commit=commits[version.name]), root, cache, progress)
        if version.name in commits
        else version
        for version in versions
    )
    cache.sweep(KEPT, {sha for version in versions for sha in version.sums.values()})
    return found


def _filled(version: Version, root: Path, cache: Cache, progress: Progress) -> Version:
    """A version with its files, made again as far as the cache does not have them."""
    if _missing(version, cache):
        tried = digest(tools_digest(), version.commit)
        why = cache.get(TRIED, tried)
        if why is None:
            why = _make(version, root, cache).encode()
            cache.put(TRIED, tried, why)
        if missing := _missing(version, cache):
            said = why.decode() or "not the bytes that were released"
            progress.warn(
                f"version {version.name} is served without {list_of(missing)}: {said}."
                f" The program of its day makes them: git checkout {version.name}"
            )
    files = []
    for name, sha in version.sums.items():
        path = cache.path(KEPT, sha)
        if path.exists():
            ending = name.rsplit(".", 1)[-1]
            files.append(Published(name, ending, "", path, path.stat().st_size, sha))
    return replace(version, files=tuple(files))


def _missing(version: Version, cache: Cache) -> list[str]:
    return [name for name, sha in version.sums.items() if not cache.path(KEPT, sha).exists()]


def _make(version: Version, root: Path, cache: Cache) -> str:
    """Makes what is as it was, into the cache; why nothing could be made, or nothing."""
    try:
        with opened(version.commit, root) as revision:
            made = kept_files(load_package(revision.root))
    except InputError as error:
        return f"its tag cannot be read ({error.problems[0]})"
    for name, data in made.items():
        if version.sums.get(name) == (sha := sha256(data).hexdigest()):
            cache.put(KEPT, sha, data)
    return ""


def pack_versions(versions: tuple[Version, ...], writer: Writer) -> int:
    """Writes the files of every version below `data/<version>/`; their number."""
    count = 0
    for version in versions:
        sums = {file.name: file.sha256 for file in version.files}
        for file in version.files:
            writer.write(f"data/{version.name}/{file.name}", file.path.read_bytes())
        if sums:
            writer.write(f"data/{version.name}/{CHECKSUMS}", sums_text(sums))
        count += len(sums)
    return count
