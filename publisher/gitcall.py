"""Asks git.

In: the folder of a project and the arguments of a command. Out: what git answered.
Never: pushes, or makes the index fresher by looking; only `release` writes.
"""

import os
import subprocess
from pathlib import Path

from publisher.problem import CannotRunError


def git(
    root: Path, *arguments: str, absent: str = "git is not installed"
) -> "subprocess.CompletedProcess[str]":
    """A run of git in a folder, its output as text; messages are in one language.

    Names of files that are not UTF-8 are kept (`surrogateescape`). Raises CannotRunError with the
    words of `absent` when git is not installed.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["git", "-C", str(root), *arguments],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise CannotRunError(absent) from None
