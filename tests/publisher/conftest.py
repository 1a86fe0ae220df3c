"""A world of its own for each test: the invented lakes, with the files that the test changes."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

from publisher.cli import main
from tests.publisher.lakes import Files, Lay, Ran, Run, front_door, lay

# A busy machine is slow, and no test is about time.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lakes, built once. Not to be changed: `project(built=True)` gives a copy."""
    root = lay(tmp_path_factory.mktemp("built") / "lakes")
    ran = front_door("build", "--quiet", "--root", str(root), TZ="UTC", PYTHONHASHSEED="0")
    assert ran == (0, "", "")
    return root


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Lay:
    """Lays a project: the lakes with `files` over them, as they are or already built."""

    def new(files: Files | None = None, *, built: bool = False) -> Path:
        folder = tmp_path / f"project{len(list(tmp_path.glob('project*')))}"
        if built:
            return lay(folder, files, request.getfixturevalue("built"))
        return lay(folder, files)

    return new


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line inside this process; what it changes in the environment is undone."""
    for name in ("SOURCE_DATE_EPOCH", "NO_MKDOCS_2_WARNING"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)

    def run(root: Path, *arguments: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["build.py", *arguments, "--root", str(root)])
        status = main()
        return Ran(status, *capfd.readouterr())

    return run
