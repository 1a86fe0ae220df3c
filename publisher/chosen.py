"""Which files of the package a command is about: those named, or those changed.

In: a `Package`, with paths or a revision of git. Out: paths from the project's folder.
Never: changes the repository, the index or a file.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from publisher.gitcall import git
from publisher.package import DESCRIPTOR, Package
from publisher.problem import CannotRunError
from publisher.suggest import closest

# Where a change began, the first that is there.
BASES = ("origin/HEAD", "origin/main", "main")


def named_files(package: Package, names: Iterable[Path], here: Path) -> set[str]:
    """The described files that names stand for: a file, or a folder with all below it.

    A name counts from `here`, or else from the project's folder. Raises CannotRunError for one
    that stands for no file, and says which there are.
    """
    known = sorted(path for resource in package.resources for path in resource.paths)
    found: set[str] = set()
    for name in names:
        asked = {_from_root(package.root, folder / name) for folder in (here, package.root)}
        below = {p for p in known for a in asked if a in (".", p) or p.startswith(f"{a}/")}
        if not below:
            raise CannotRunError(_unknown(package, name, known))
        found |= below
    return found


def _from_root(root: Path, path: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return ""  # outside the project, where no file of it can be


def _unknown(package: Package, name: Path, known: list[str]) -> str:
    lines = [f"{name} is no file of {DESCRIPTOR}"]
    folders = {parent.as_posix() for path in known for parent in Path(path).parents}
    if near := closest(name.as_posix(), [*known, *folders]):
        lines[0] += f"; did you mean {near}?"
    elif _from_root(package.root, package.root / name) and (package.root / name).is_file():
        lines[0] += "; add it to the `path` of its table there"
    return "\n  ".join([*lines, "the files are:", *known])


def changed_files(package: Package, base: str = "") -> set[str]:
    """The described files that differ from a revision, in themselves or in their description.

    The work tree counts, with files that git does not know yet. Without `base` it is the revision
    where the current branch left the main one, or else the last commit. Raises CannotRunError
    where there is no repository, or no such revision.
    """
    root = package.root
    revision = _commit(root, base) if base else _start(root)
    differ = _git(root, "diff", "--name-only", "--relative", "--no-renames", "-z", revision, "--")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    changed = set((differ + new).split("\0"))
    before = _described(root, revision) if DESCRIPTOR in changed else None
    return {
        path
        for resource in package.resources
        for path in resource.paths
        if path in changed
        or (before is not None and before.get(resource.name) != resource.descriptor)
    }


def _described(root: Path, revision: str) -> dict[str, object]:
    """The descriptions of the tables at a revision; none when there were none."""
    try:
        descriptor = json.loads(_git(root, "show", f"{revision}:./{DESCRIPTOR}"))
        return {entry["name"]: entry for entry in descriptor["resources"]}
    except (CannotRunError, ValueError, KeyError, TypeError):
        return {}


def _commit(root: Path, base: str) -> str:
    try:
        return _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}"
        )
    except CannotRunError:
        _git(root, "rev-parse", "--git-dir")  # no repository at all is the better thing to say
        message = f"git knows no revision {base!r} (paths stand before --changed)"
        raise CannotRunError(message) from None


def _start(root: Path) -> str:
    _git(root, "rev-parse", "--verify", "HEAD")
    for base in BASES:
        try:
            return _git(root, "merge-base", base, "HEAD")
        except CannotRunError:
            continue
    return _git(root, "rev-parse", "--verify", "HEAD")


def _git(root: Path, *arguments: str) -> str:
    """What a command of git prints, without the last line end.

    Raises CannotRunError when it fails.
    """
    run = git(root, *arguments, absent="--changed needs git, which is not installed")
    if run.returncode:
        said = run.stderr.strip().splitlines()
        raise CannotRunError(f"git {arguments[0]}: {said[0] if said else 'no answer'}")
    return run.stdout.removesuffix("\n")
