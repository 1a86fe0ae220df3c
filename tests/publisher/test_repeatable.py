"""Two builds of the same files are the same bytes, wherever, whenever and by whomever made."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.publisher.lakes import CHARTS, INDEX, ROOT, Lay, Run, changed, lay, tree
from tests.publisher.repositories import commit

pytestmark = pytest.mark.xdist_group("lakes")

# In CI it has to be there.
NEEDS_CLOCK = pytest.mark.skipif(
    shutil.which("faketime") is None and not os.environ.get("CI"), reason="no faketime"
)
UNCHANGED = "nothing has changed since the site was built\n"


def poor_and_private() -> None:
    """One processor, and files that nobody else may read."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.umask(0o077)


ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "1"}
OTHERS = {"TZ": "America/Adak", "LC_ALL": "C", "USER": "other", "SOURCE_DATE_EPOCH": "1000000000"}


@pytest.mark.parametrize(
    ("before", "command", "environment"),
    [
        pytest.param(poor_and_private, (), ELSEWHERE, id="elsewhere"),
        pytest.param(None, (), OTHERS, id="another user"),
        pytest.param(None, ("faketime", "-f", "+400d"), {}, marks=NEEDS_CLOCK, id="next year"),
    ],
)
def test_nothing_but_the_files_of_the_project_is_in_the_site(
    before: Callable[[], None] | None,
    command: tuple[str, ...],
    environment: dict[str, str],
    built: Path,
    tmp_path: Path,
) -> None:
    root = lay(tmp_path / "elsewhere" / "and with blanks in its name" / "lakes")
    run = subprocess.run(
        [*command, sys.executable, str(ROOT / "build.py"), "build", "-q", "--root", str(root)],
        env={**os.environ, **environment},
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "")
    assert tree(root / "site") == tree(built / "site")


def test_a_build_that_is_verified_leaves_the_site_in_place(
    project: Lay, run: Run, built: Path
) -> None:
    root = project({".gitignore": ".cache/\nbuild/\nsite/\n"})
    name = commit(root)
    ran = run(root, "build", "--verify")
    assert (ran.status, ran.out) == (0, "")
    assert "\nthe second: another folder, time zone, locale, hash seed, " in ran.err
    known, found = tree(built / "site"), tree(root / "site")
    assert {path for path in found if found[path] != known.get(path)} == {"manifest.json"}
    assert f'"commit": "{name}"' in (root / "site/manifest.json").read_text()
    assert run(root, "build") == (0, "", UNCHANGED)


SET = changed(
    CHARTS,
    "alt.Chart(lake_list.data)",
    'alt.Chart(lake_list.data, description=" ".join({"ada", "bea", "cleo", "dora", "eve", "flo"}))',
)
CLOCK = changed(
    CHARTS,
    "alt.Chart(lake_list.data)",
    'alt.Chart(lake_list.data, title=str(__import__("datetime").date.today()))',
)


@pytest.mark.parametrize(
    "files",
    [pytest.param(SET, id="set"), pytest.param(CLOCK, id="clock", marks=NEEDS_CLOCK)],
)
def test_a_chart_that_is_not_the_same_twice_is_named_and_the_site_stays(
    files: dict[str, str | bytes | None], project: Lay, run: Run
) -> None:
    root = project(files, built=True)
    before = tree(root / "site")
    ran = run(root, "build", "-q", "--verify")
    assert ran.status == 1
    first = ran.out.splitlines()[0]
    assert first.startswith("figures/lake-areas/")
    assert " in one build, " in first
    assert " in the other" in first
    assert "files differ: " in ran.out
    assert "the same bytes from two builds" in ran.out
    assert tree(root / "site") == before


def test_wrong_files_are_told_once_and_the_site_stays(project: Lay, run: Run) -> None:
    root = project(changed(INDEX, "# Lakes", "# Lakes {{ nothing }}"), built=True)
    before = tree(root / "site")
    ran = run(root, "build", "-q", "--verify")
    assert ran.status == 1
    assert ran.out.count(INDEX) == 1
    assert tree(root / "site") == before
