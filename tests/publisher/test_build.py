"""From tables to site in one go; a failure leaves the last good site as it was."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.publisher.lakes import (
    INDEX,
    LAKES_CSV,
    LARGEST,
    LEVELS_CSV,
    ROOT,
    Lay,
    Run,
    changed,
    front_door,
    lay,
    tree,
)

pytestmark = pytest.mark.xdist_group("lakes")

UNCHANGED = "nothing has changed since the site was built\n"


def report(root: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((root / "build/report.json").read_text())
    return whole


def stage(root: Path, name: str) -> dict[str, Any]:
    stages: dict[str, dict[str, Any]] = {s["stage"]: s for s in report(root)["stages"]}
    return stages[name]


def test_the_report_has_a_line_for_each_stage(built: Path) -> None:
    stages = report(built)["stages"]
    assert [s["stage"] for s in stages] == [
        "check",
        "warehouse",
        "query",
        "pack",
        "draw",
        "write",
        "builder",
        "families",
        "trace",
        "files",
        "publish",
    ]
    assert all(s["seconds"] >= 0 for s in stages)
    counts = {
        s["stage"]: {k: v for k, v in s.items() if k not in ("stage", "seconds")} for s in stages
    }
    assert counts["check"] == {"files": 3, "checked": 3, "rules": 1}
    assert counts["query"] == {"queries": 3, "rows": 7}
    assert counts["pack"]["files"] == len(tree(built / "site/data/latest"))
    assert counts["draw"] == {"pictures": 6, "different": 6, "drawn": 6, "figure files": 11}
    assert counts["write"] == {"pages": 2}
    assert counts["families"] == {"pages": 7}
    assert counts["publish"]["files"] == len(tree(built / "site"))
    assert report(built)["warnings"] == []


def test_a_second_build_says_that_nothing_has_changed_and_touches_nothing(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    before = {file: file.stat().st_mtime_ns for file in root.rglob("*")}
    assert run(root, "build") == (0, "", UNCHANGED)
    assert {file: file.stat().st_mtime_ns for file in root.rglob("*")} == before


def test_a_file_that_is_gone_from_the_site_comes_back(project: Lay, run: Run) -> None:
    root = project(built=True)
    before = tree(root / "site")
    (root / "site/lakes/blue/index.html").unlink()
    assert run(root, "build", "-q").status == 0
    assert tree(root / "site") == before


@pytest.mark.parametrize(
    ("files", "page", "text"),
    [
        (changed(LAKES_CSV, "Blue Lake", "Azure Lake"), "lakes/blue/index.html", "Azure Lake"),
        (changed(INDEX, "# Lakes", "# Waters"), "index.html", "Waters"),
        (changed(LARGEST, "The area of", "The size of"), "index.html", "The size of"),
        (changed("mkdocs.yml", "site_name: Lakes", "site_name: Ponds"), "index.html", "Ponds"),
        ({"site_src/theme/assets/site.css": "b {}\n"}, "assets/site.css", "b {}"),
    ],
    ids=["a table", "a page", "a query", "the configuration", "a style sheet"],
)
def test_a_change_is_in_the_next_site(
    files: dict[str, str | bytes | None], page: str, text: str, project: Lay, run: Run
) -> None:
    root = project(files, built=True)
    assert text not in (root / "site" / page).read_text(encoding="utf-8")
    assert run(root, "build", "-q") == (0, "", "")
    assert text in (root / "site" / page).read_text(encoding="utf-8")


def test_only_what_changed_is_checked_and_drawn_again(project: Lay, run: Run) -> None:
    root = project(changed(LEVELS_CSV, "4.25", "4.75"), built=True)
    assert run(root, "build", "-q").status == 0
    assert stage(root, "check")["checked"] == 1
    # The two sizes of the picture of one lake.
    assert stage(root, "draw")["drawn"] == 2


def test_a_page_that_is_gone_from_the_content_is_gone_from_the_site(project: Lay, run: Run) -> None:
    root = project({"site_src/pages/lakes/lake.md": None}, built=True)
    assert run(root, "build", "-q").status == 0
    assert not (root / "site/lakes").exists()


def test_without_its_cache_a_build_gives_the_same_bytes(project: Lay, run: Run) -> None:
    root = project(built=True)
    before = tree(root / "site")
    shutil.rmtree(root / ".cache")
    shutil.rmtree(root / "build")
    assert run(root, "build", "-q") == (0, "", "")
    assert stage(root, "draw")["drawn"] == 6
    assert tree(root / "site") == before


def test_without_one_picture_of_its_cache_a_build_gives_the_same_bytes(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    before = tree(root / "site")
    for kept in sorted((root / ".cache/svg").glob("*/*"))[:1]:
        kept.unlink()
    (root / "build/site.json").unlink()
    assert run(root, "build", "-q") == (0, "", "")
    assert stage(root, "draw")["drawn"] == 1
    assert tree(root / "site") == before


def test_a_build_in_another_place_and_time_gives_the_same_bytes(
    built: Path, tmp_path: Path
) -> None:
    root = lay(tmp_path / "a" / "much deeper" / "folder")
    options = ("build", "-q", "--root", str(root))
    assert front_door(*options, TZ="America/Chicago", PYTHONHASHSEED="7") == (0, "", "")
    here, there = tree(built / "site"), tree(root / "site")
    assert len(here) > 50
    assert here == there


BROKEN = changed(LARGEST, "max(area)", "max(depth)")


def test_a_failed_build_leaves_the_last_site(project: Lay, run: Run) -> None:
    root = project(BROKEN, built=True)
    before = tree(root / "site")
    assert run(root, "build", "-q").status == 1
    assert tree(root / "site") == before


def test_a_failed_publish_leaves_the_last_site(project: Lay, run: Run) -> None:
    files = changed("mkdocs.yml", "plugins: [search]", "plugins: [no-such-plugin]")
    root = project(files, built=True)
    before = tree(root / "site")
    ran = run(root, "build", "-q")
    assert ran.status == 1
    assert ran.out.splitlines()[0].startswith("mkdocs.yml  ")
    assert tree(root / "site") == before


def test_after_a_failure_is_mended_the_site_is_built(project: Lay, run: Run) -> None:
    root = project(BROKEN, built=True)
    assert run(root, "build", "-q").status == 1
    (root / LARGEST).write_text(changed(LARGEST, "max(area)", "min(area)")[LARGEST])
    assert run(root, "build", "-q").status == 0
    assert '">3</a> km²' in (root / "site/index.html").read_text(encoding="utf-8")


LINK = changed(INDEX, "# Lakes", "# Lakes\n\n[A link](nowhere.md) that leads nowhere.")
WARNED = "a link 'nowhere.md', but the target is not found"


def test_a_warning_is_shown_and_counted_and_the_site_is_built(project: Lay, run: Run) -> None:
    root = project(LINK, built=True)
    ran = run(root, "build", "-q")
    assert (ran.status, ran.out) == (0, "")
    assert WARNED in ran.err
    assert len(report(root)["warnings"]) == 1
    assert "that leads nowhere" in (root / "site/index.html").read_text(encoding="utf-8")


def test_strict_makes_a_warning_an_error_and_leaves_the_last_site(project: Lay, run: Run) -> None:
    root = project(LINK, built=True)
    before = tree(root / "site")
    ran = run(root, "build", "-q", "--strict")
    assert ran.status == 1
    assert WARNED in ran.out
    assert ran.out.endswith("\n1 problem\n")
    assert tree(root / "site") == before


def test_strict_is_strict_with_a_site_that_was_built_before(project: Lay, run: Run) -> None:
    root = project(LINK, built=True)
    assert run(root, "build", "-q").status == 0
    ran = run(root, "build", "-q", "--strict")
    assert ran.status == 1
    assert WARNED in ran.out


def test_strict_is_content_with_a_site_without_warnings(project: Lay, run: Run) -> None:
    assert run(project(built=True), "build", "-q", "--strict").status == 0


def test_a_warning_of_a_rule_is_shown_and_strict_refuses_it(project: Lay, run: Run) -> None:
    rule = "datasets/rules/level-is-low.sql"
    warning = changed(rule, "-- field: level", "-- field: level\n-- level: warning")[rule]
    files = {rule: warning, **changed(LEVELS_CSV, "4.25", "425")}
    told = f"{LEVELS_CSV}:3:3  warning: 425.0 -> a level below 100 m (rule level-is-low)."
    root = project(files, built=True)
    ran = run(root, "build", "-q")
    assert ran.status == 0
    assert told in ran.err
    assert run(project(files, built=True), "build", "-q", "--strict").status == 1


def test_pictures_that_no_page_needs_any_more_leave_the_cache(project: Lay, run: Run) -> None:
    root = project(built=True)
    before = {file.name for file in (root / ".cache/svg").glob("*/*")}
    csv = (root / LEVELS_CSV).read_text(encoding="utf-8")
    (root / LEVELS_CSV).write_text(csv.replace("4.5", "4.6"), encoding="utf-8")
    assert run(root, "build", "-q") == (0, "", "")
    after = {file.name for file in (root / ".cache/svg").glob("*/*")}
    assert len(after) == len(before)
    assert after != before


def test_two_builds_at_once_wait_for_each_other(project: Lay) -> None:
    root = project()
    command = [sys.executable, str(ROOT / "build.py"), "build", "-q", "--root", str(root)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(run.communicate(timeout=120)[1] for run in both)
    assert [run.returncode for run in both] == [0, 0]
    assert said == ["", "another build of this project is running: waiting for its end\n"]
    assert (root / "site/index.html").exists()
