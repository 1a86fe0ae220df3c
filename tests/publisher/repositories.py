"""Git repositories for tests: made in a folder, without the settings of whoever runs the tests."""

import os
import subprocess
from pathlib import Path

OWN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


def git(root: Path, *arguments: str) -> str:
    """What git prints, without the line end."""
    run = subprocess.run(
        ["git", *arguments],
        cwd=root,
        env={**os.environ, **OWN},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def commit(root: Path, message: str = "Change") -> str:
    """Commits everything in the folder, a repository from then on; the commit."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD")
