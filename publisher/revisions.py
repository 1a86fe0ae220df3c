"""Gives a folder for each side of a comparison.

In: a folder's path or the name of a git revision, and the folder of the project.
Out: a `Revision` with the folder that holds the content; one of git is unpacked elsewhere.
Never: touches the work tree, the index or the branches.
"""

import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from publisher.bounds import CONTENT as FOLDERS
from publisher.builderconfig import CONFIG
from publisher.gitcall import git
from publisher.package import DESCRIPTOR
from publisher.problem import CannotRunError, InputError, Problem

CONTENT = (DESCRIPTOR, CONFIG, *FOLDERS)
WORK_TREE = "work tree"
COMMIT = re.compile("[0-9a-f]{4,64}")
SHORT = 7  # digits of a commit that people read


@dataclass(frozen=True)
class Revision:
    """One side of a comparison: what it is called, and the folder of its content."""

    name: str
    root: Path

    def place(self, path: str) -> str:
        """A file of this side as people and git write it: `name:path`; in the work tree `path`."""
        return path if self.name == WORK_TREE else f"{self.name}:{path}"


@contextmanager
def opened(name: str, root: Path) -> Iterator[Revision]:
    """The side of that name, for as long as the block runs; no name is the work tree at `root`.

    A folder that holds a project comes before a revision of the same name. Raises InputError
    when it is neither, CannotRunError when git is needed and is not there.
    """
    if not name:
        yield Revision(WORK_TREE, root)
        return
    if (Path(name) / DESCRIPTOR).is_file():
        yield Revision(name, Path(name).resolve())
        return
    commit = _commit(name, root)
    with tempfile.TemporaryDirectory(prefix="revision-") as folder:
        content = Path(folder) / "content"
        _unpack(name, commit, root, content)
        short = commit[:SHORT]
        yield Revision(short if COMMIT.fullmatch(name) else f"{name} ({short})", content)


def _commit(name: str, root: Path) -> str:
    """The commit (hex) that a name stands for. Raises InputError when there is none."""
    if not root.is_dir():
        raise _wrong(str(root), "no such folder", "the folder of a project")
    # What begins with - would be an option of git.
    said = ""
    if not name.startswith("-"):
        asked = _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if asked.returncode == 0:
            return asked.stdout.strip()
        said = (asked.stderr.strip().splitlines() or [""])[0]
    if Path(name).is_dir():
        raise _wrong(name, f"a folder without {DESCRIPTOR}", "the folder of a project")
    repository = _git(root, "rev-parse", "--git-dir")
    if repository.returncode and "not a git repository" in repository.stderr:
        raise _wrong(name, "no such folder, and no git repository here", "the folder of a project")
    if repository.returncode:
        raise CannotRunError(f"git: {repository.stderr.strip()}")
    mend = "If it stands in another copy of the repository only, fetch it first."
    expected = "a folder, or a branch, tag or commit of git"
    raise _wrong(name, said or "no such folder or revision", expected, mend)


def _unpack(name: str, commit: str, root: Path, content: Path) -> None:
    """Writes the content of a commit into a folder that does not exist yet."""
    listed = _git(root, "ls-tree", "--name-only", commit, "--", *CONTENT)
    paths = [path for path in listed.stdout.splitlines() if path in CONTENT]
    if DESCRIPTOR not in paths:
        raise _wrong(name, f"a revision without {DESCRIPTOR}", "one that holds this project")
    packed = content.with_suffix(".tar")
    made = _git(root, "archive", "--format=tar", f"--output={packed}", commit, "--", *paths)
    if made.returncode:
        raise CannotRunError(f"git archive: {made.stderr.strip()}")
    try:
        with tarfile.open(packed) as archive:
            # "data" refuses absolute paths and links that leave the folder.
            archive.extractall(content, filter="data")
    except tarfile.FilterError as error:
        found = f"a path that leaves the project: {error}"
        raise _wrong(name, found, "paths inside the project") from None


def _git(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return git(root, *arguments, absent="git is not installed; two folders can be compared")


def _wrong(name: str, found: str, expected: str, mend: str = "") -> InputError:
    return InputError(Problem(name, 0, 0, "revision", found, expected, mend))
