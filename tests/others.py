"""Programs of others that must take what is published, each in a place of its own.

They need other versions of what the engine uses. `make lock` pins them in requirements/others/;
the first test that runs one installs it below .venv/tools/, where it stays until its pins change.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PINS = ROOT / "requirements" / "others"
TOOLS = Path(sys.prefix) / "tools"
NEWER = {"check-datapackage": (3, 12)}  # of those that this Python may be too old for


def place_of(name: str) -> Path:
    """The folder with the programs of a pinned tool, installed if need be. Fails if it cannot be."""
    pins = PINS / f"{name}.txt"
    key = hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()[:12]
    place = TOOLS / f"{name}-{key}"
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in other processes wait
        if not (place / "whole").exists():
            for old in TOOLS.glob(f"{name}-*"):
                shutil.rmtree(old)
            _uv(name, "venv", "--quiet", "--python", _python(name), str(place))
            python = str(place / "bin" / "python")
            _uv(
                name,
                "pip",
                "install",
                "--quiet",
                "--require-hashes",
                "--python",
                python,
                "-r",
                str(pins),
            )
            (place / "whole").touch()
    return place / "bin"


def run(name: str, *arguments: str, script: str = "") -> str:
    """What a program of a tool prints: `arguments`, or its Python with a script. Fails if it fails."""
    place = place_of(name)
    command = [str(place / "python"), "-c", script] if script else [str(place / arguments[0])]
    rest = arguments if script else arguments[1:]
    done = subprocess.run([*command, *rest], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{name} {' '.join(rest)}: {done.stdout}{done.stderr}"
    return done.stdout


def _python(name: str) -> str:
    """This Python, or one that is new enough; where none is found, uv gets one."""
    needed = NEWER.get(name, (3, 11))
    if sys.version_info >= needed:
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = (shutil.which(f"python3.{minor}") for minor in range(needed[1], 20))
    for path in [*found, *sorted(kept.glob("*/bin/python"))]:
        if path and _answers(str(path), needed):
            return str(path)
    return ".".join(map(str, needed))


def _answers(python: str, needed: tuple[int, int]) -> bool:
    """Whether a Python runs (a shim may not) and is new enough."""
    asked = f"import sys; sys.exit(sys.version_info < {needed})"
    return subprocess.run([python, "-c", asked], capture_output=True, check=False).returncode == 0


def _uv(name: str, *arguments: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    done = subprocess.run([str(uv), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(
            f"{name} could not be installed below {TOOLS}: the first run of this test needs PyPI"
            f" and Python {'.'.join(map(str, NEWER.get(name, (3, 11))))}.\n{done.stderr}"
        )
