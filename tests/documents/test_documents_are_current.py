"""What the documents say of the code is what the code does."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def helped(*arguments: str) -> str:
    """What `build.py … --help` prints on a terminal 80 columns wide."""
    run = subprocess.run(
        [sys.executable, "build.py", *arguments, "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def test_the_readme_lists_the_commands_as_help_does() -> None:
    listed = [line.strip() for line in helped().split("Commands:\n")[1].splitlines()]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("## Commands\n\n```\n")[1].split("\n```")[0]
    assert block.splitlines() == listed


def test_help_fits_a_screen() -> None:
    lines = helped().splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_every_module_of_the_engine_is_on_the_map_or_serves_one_that_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("## Map of the code\n\n```\n")[1].split("\n```")[0]
    assert len(block.splitlines()) < 20
    for path in re.findall(r"^(\S+)\s", block, re.MULTILINE):
        assert (ROOT / path).exists(), path
    for name in re.findall(r"\b(\w+\.py)\b", block):
        assert (ROOT / "publisher" / name).exists() or (ROOT / name).exists(), name


def test_the_readme_names_the_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\nmake site " in readme
    assert "\nmake test " in readme
    assert "\nmake test\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")
