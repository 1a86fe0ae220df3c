"""`check` looks at the files that are named, or that differ from a revision of git."""

import json
import subprocess
from pathlib import Path

import pytest

from publisher.chosen import changed_files, named_files
from publisher.cli import spelled
from publisher.package import load_package
from publisher.problem import CannotRunError
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, LEVELS_CSV, Lay, Run, changed

pytestmark = pytest.mark.xdist_group("lakes")

LATER_CSV = "datasets/levels/2021.csv"
ALL = {LAKES_CSV, LEVELS_CSV, LATER_CSV}
BAD = {LEVELS_CSV: "lake_id,day,level\nblue,soon,1\n", LATER_CSV: "lake_id,day,level\nblue,x,1\n"}


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    run = subprocess.run(
        ["git", "-C", str(root), *who, *arguments], check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


@pytest.fixture
def repository(project: Lay) -> Path:
    """The lakes, committed on `main`."""
    root = project({".gitignore": "build/\n.cache/\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    return root


def append(root: Path, path: str, text: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(text)


def differing(root: Path, base: str = "") -> set[str]:
    return changed_files(load_package(root), base)


# Named files.


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([LEVELS_CSV], {LEVELS_CSV}),
        (["./datasets/../datasets/levels/2020.csv"], {LEVELS_CSV}),
        ([LEVELS_CSV, LAKES_CSV], {LEVELS_CSV, LAKES_CSV}),
        (["datasets/levels"], {LEVELS_CSV, LATER_CSV}),
        (["datasets/levels/"], {LEVELS_CSV, LATER_CSV}),
        (["."], ALL),
    ],
)
def test_a_name_stands_for_a_file_or_all_below_a_folder(
    names: list[str], found: set[str], project: Lay, tmp_path: Path
) -> None:
    package = load_package(project())
    assert named_files(package, map(Path, names), tmp_path) == found


def test_a_name_counts_from_where_one_is(project: Lay) -> None:
    package = load_package(project())
    here = package.root / "datasets/levels"
    assert named_files(package, [Path("2020.csv")], here) == {LEVELS_CSV}
    assert named_files(package, [here / "2020.csv"], here) == {LEVELS_CSV}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "datasets/level/2020.csv",
            "is no file of datapackage.json; did you mean datasets/levels/2020.csv?",
        ),
        ("datasets/level", "is no file of datapackage.json; did you mean datasets/levels?"),
        ("mkdocs.yml", "is no file of datapackage.json; add it to the `path` of its table there"),
        ("/etc/passwd", "is no file of datapackage.json"),
        ("nope", "is no file of datapackage.json"),
    ],
)
def test_an_unknown_name_is_told_with_the_files_there_are(
    name: str, said: str, project: Lay, run: Run
) -> None:
    ran = run(project(), "check", name)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        f"cannot run: {name} {said}",
        "  the files are:",
        f"  {LAKES_CSV}",
        f"  {LEVELS_CSV}",
        f"  {LATER_CSV}",
    ]


def test_only_named_files_are_checked_still_against_the_tables_they_point_to(
    project: Lay, run: Run
) -> None:
    root = project({**BAD, LEVELS_CSV: "lake_id,day,level\nred,2020-01-01,1\n"})
    ran = run(root, "check", "-q", LEVELS_CSV)
    assert ran.status == 1
    assert ran.out.splitlines()[0] == f"{LEVELS_CSV}:2:1  lake_id 'red' (column A)"
    assert ran.out.endswith("\n1 problem\n")


def test_rules_see_all_tables_when_one_file_is_named(project: Lay, run: Run) -> None:
    root = project(changed(LEVELS_CSV, "4.25", "425"))
    ran = run(root, "check", "-q", LAKES_CSV)
    assert (ran.status, ran.out.splitlines()[0]) == (
        1,
        f"{LEVELS_CSV}:3:3  425.0 (column C, level)",
    )


def test_rules_wait_when_a_file_that_is_not_named_cannot_be_loaded(project: Lay, run: Run) -> None:
    ran = run(project(BAD), "check", LAKES_CSV)
    assert (ran.status, ran.out) == (0, "1 of 3 files: no errors.\n")
    assert f"the rules were not run: {LEVELS_CSV} cannot be loaded\n" in ran.err


def test_a_check_of_one_file_does_not_vouch_for_all(project: Lay, run: Run) -> None:
    root = project(changed(LEVELS_CSV, "4.25", "425"))
    rule = root / "datasets/rules/level-is-low.sql"
    words = rule.read_text(encoding="utf-8")
    rule.unlink()
    assert run(root, "check", "-q", LAKES_CSV).status == 0
    rule.write_text(words, encoding="utf-8")
    assert run(root, "check", "-q").status == 1


# Changed files.


def test_nothing_differs_from_the_last_commit(repository: Path) -> None:
    assert differing(repository) == set()


def test_the_work_tree_counts_staged_or_not(repository: Path) -> None:
    append(repository, LEVELS_CSV, "green,2020-03-01,1\n")
    assert differing(repository) == {LEVELS_CSV}
    git(repository, "add", ".")
    assert differing(repository) == {LEVELS_CSV}


def test_commits_of_a_branch_count_and_those_of_main_since_do_not(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "mine")
    append(repository, LEVELS_CSV, "green,2020-03-01,1\n")
    git(repository, "commit", "-qam", "mine")
    git(repository, "checkout", "-q", "main")
    append(repository, LAKES_CSV, "red,Red Lake,1,\n")
    git(repository, "commit", "-qam", "theirs")
    git(repository, "checkout", "-q", "mine")
    assert differing(repository) == {LEVELS_CSV}
    assert differing(repository, "main") == {LEVELS_CSV, LAKES_CSV}
    assert differing(repository, "HEAD") == set()


def test_main_of_the_place_it_came_from_is_asked_first(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(clone))
    append(clone, LEVELS_CSV, "green,2020-03-01,1\n")
    git(clone, "commit", "-qam", "on main itself")
    assert differing(clone) == {LEVELS_CSV}


def test_a_new_file_and_a_removed_one_differ(repository: Path) -> None:
    described = (repository / DESCRIPTOR).read_text(encoding="utf-8")
    new = "datasets/levels/2022.csv"
    described = described.replace(f'"{LATER_CSV}"', f'"{LATER_CSV}", "{new}"')
    (repository / DESCRIPTOR).write_text(described, encoding="utf-8")
    git(repository, "commit", "-qam", "describe a file to come")
    (repository / new).write_text("lake_id,day,level\nblue,2022-01-01,1\n", encoding="utf-8")
    (repository / LATER_CSV).unlink()
    assert differing(repository) == {new, LATER_CSV}


def test_the_files_of_a_table_that_is_described_anew_differ(repository: Path) -> None:
    described = json.loads((repository / DESCRIPTOR).read_text(encoding="utf-8"))
    described["resources"][1]["title"] = "Depths"
    (repository / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")
    assert differing(repository) == {LEVELS_CSV, LATER_CSV}


def test_a_project_in_a_folder_of_a_repository_has_its_own_paths(project: Lay) -> None:
    root = project()
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-q", "-m", "first")
    append(root, LEVELS_CSV, "green,2020-03-01,1\n")
    described = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    described["resources"][0]["title"] = "Ponds"
    (root / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")
    assert differing(root) == {LEVELS_CSV, LAKES_CSV}


def test_only_changed_files_are_checked(repository: Path, run: Run) -> None:
    for path, text in BAD.items():
        (repository / path).write_text(str(text), encoding="utf-8")
        git(repository, "commit", "-qam", path)
    append(repository, LEVELS_CSV, "blue,2020-01-01,x\n")
    for arguments in (["--changed"], ["--changed", "HEAD"], ["--changed=HEAD"]):
        ran = run(repository, "check", "-q", *arguments)
        assert ran.status == 1
        assert LATER_CSV not in ran.out
        assert ran.out.startswith(f"{LEVELS_CSV}:2:2  day 'soon' (column B)\n")
    assert LATER_CSV in run(repository, "check", "-q", "--changed", "HEAD~1").out
    named = run(repository, "check", "-q", "datasets/levels/2021.csv", "--changed", "HEAD~1")
    assert LEVELS_CSV not in named.out


def test_no_changed_files_are_no_errors(repository: Path, run: Run) -> None:
    ran = run(repository, "check", "--changed")
    assert (ran.status, ran.out) == (0, "0 of 3 files: no errors.\n")


def test_a_revision_that_does_not_exist_is_told(repository: Path, run: Run) -> None:
    for base in ("nope", "--output=x", LEVELS_CSV):
        ran = run(repository, "check", f"--changed={base}")
        assert (ran.status, ran.out) == (2, "")
        assert ran.err == (
            f"cannot run: git knows no revision {base!r} (paths stand before --changed)\n"
        )
    assert not (repository / "x").exists()


def test_without_a_repository_or_a_commit_it_is_told(project: Lay, run: Run) -> None:
    root = project()
    ran = run(root, "check", "--changed")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("cannot run: git rev-parse: fatal: not a git repository")
    git(root, "init", "-q")
    with pytest.raises(CannotRunError, match="git rev-parse: fatal"):
        changed_files(load_package(root))


def test_without_git_it_is_told(project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = run(project(), "check", "--changed")
    assert (ran.status, ran.err) == (
        2,
        "cannot run: --changed needs git, which is not installed\n",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["check", "--changed"], ["check", "--changed="]),
        (["check", "--changed", "-q"], ["check", "--changed=", "-q"]),
        (["check", "--changed", "main", "-q"], ["check", "--changed=main", "-q"]),
        (["check", "--changed=main"], ["check", "--changed=main"]),
        (["check", "a", "--changed"], ["check", "a", "--changed="]),
        (["check", "--", "--changed"], ["check", "--", "--changed"]),
        ([], []),
    ],
)
def test_changed_may_stand_without_a_revision(written: list[str], read: list[str]) -> None:
    assert spelled(written) == read
