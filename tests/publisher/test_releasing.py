"""`build.py release` makes a version: what changed and why, checksums, one commit, one tag."""

import datetime
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.changelog import with_release, with_version
from publisher.problem import CannotRunError, InputError
from publisher.progress import QUIET, Progress
from publisher.project import Project
from publisher.released import NAME, Change, Version, order, read_versions
from publisher.releasing import Planned, plan_release, write_release
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, LEVELS_CSV, Lay, Run, tree
from tests.publisher.repositories import commit, git

pytestmark = pytest.mark.xdist_group("lakes")

IGNORED = {".gitignore": "build/\n.cache/\nsite/\n__pycache__/\n"}
LOG = "# Changelog\n\nWhat users notice.\n\n## Unreleased\n\nSite\n\n- A page more.\n\n## 1.0\n\n- The first.\n"
DECEMBER = datetime.date(2026, 12, 24)


@pytest.fixture(autouse=True)
def _own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who commits, wherever the tests run."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")


def planned(
    root: Path, name: str = "", notes: Path | None = None, today: datetime.date = DECEMBER
) -> Planned:
    return plan_release(Project(root), name, notes, today, Progress(QUIET))


def released(root: Path, name: str = "", notes: Path | None = None) -> Planned:
    plan = planned(root, name, notes)
    write_release(root, plan)
    return plan


def change(root: Path, path: str, old: str, new: str, why: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    commit(root, why)


@pytest.fixture
def repository(project: Lay) -> Path:
    root = project({**IGNORED, "CHANGELOG.md": LOG})
    commit(root, "Begin")
    return root


def test_the_first_release_counts_the_rows_and_is_one_commit_with_a_tag(
    repository: Path, run: Run
) -> None:
    ran = run(repository, "release", "2026.12", "-q")
    assert (ran.status, ran.err) == (0, "")
    assert git(repository, "log", "--format=%s") == "Release 2026.12\nBegin"
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "cat-file", "-t", "2026.12") == "tag"
    assert git(repository, "rev-parse", "2026.12^{commit}") == git(repository, "rev-parse", "HEAD")
    assert git(repository, "tag", "-l", "--format=%(contents)", "2026.12") == (
        "Release 2026.12\n\nRows\n\n- lakes: 2 rows.\n- levels: 5 rows."
    )
    assert git(repository, "show", "--format=", "--name-only", "HEAD").split() == [
        "CHANGELOG.md",
        "datapackage.json",
        "datasets/releases/2026.12/SHA256SUMS",
        "datasets/releases/2026.12/release.json",
    ]
    assert "git push --atomic origin main 2026.12" in ran.out


def test_the_description_has_the_version_and_its_day_and_is_laid_out_as_before(
    repository: Path,
) -> None:
    before = (repository / DESCRIPTOR).read_text(encoding="utf-8")
    released(repository, "2026.12")
    after = (repository / DESCRIPTOR).read_text(encoding="utf-8")
    assert after == before.replace('"version": "1.0"', '"version": "2026.12"').replace(
        "2020-01-01T00:00:00Z", "2026-12-24T00:00:00Z"
    )


def test_a_later_release_has_the_rows_that_differ_with_the_commits_that_say_why(
    repository: Path,
) -> None:
    released(repository, "2026.11")
    change(repository, LAKES_CSV, "12.5", "13.5", "Measure Blue Lake anew")
    change(repository, LEVELS_CSV, "blue,2020-02-01,4.25\n", "", "Take a doubtful level away")
    change(
        repository, LEVELS_CSV, "green,2020-01-01,1\n", "green,2020-01-01,1.5\n", "Correct Green"
    )
    change(repository, "site_src/pages/index.md", "Lakes", "Waters", "Name the page anew")
    plan = released(repository)
    assert plan.version.name == "2026.12"
    assert plan.version.before == "2026.11"
    assert plan.version.changes == (
        Change("lakes", "Lakes", "1 row changed (1 cell)", 2, 0, 0, 1, ("Measure Blue Lake anew",)),
        Change(
            "levels",
            "Water levels",
            "1 row removed, 1 changed (1 cell)",
            4,
            0,
            1,
            1,
            ("Take a doubtful level away", "Correct Green"),
        ),
    )
    assert read_versions(repository)[0] == plan.version
    assert (repository / "CHANGELOG.md").read_text(encoding="utf-8") == (
        "# Changelog\n\nWhat users notice.\n\n## Unreleased\n\n"
        "## 2026.12 (2026-12-24)\n\nRows since 2026.11\n\n"
        "- lakes: 1 row changed (1 cell). Measure Blue Lake anew.\n"
        "- levels: 1 row removed, 1 changed (1 cell). Take a doubtful level away. Correct Green.\n\n"
        "## 2026.11 (2026-12-24)\n\nSite\n\n- A page more.\n\n"
        "Rows\n\n- lakes: 2 rows.\n- levels: 5 rows.\n\n## 1.0\n\n- The first.\n"
    )


def test_notes_say_why_instead_of_commits(repository: Path, tmp_path: Path) -> None:
    released(repository, "2026.11")
    change(repository, LAKES_CSV, "12.5", "13.5", "wip")
    notes = tmp_path / "notes.txt"
    notes.write_text(
        "- The survey of autumn\n  is in: all lakes were seen.\n\n- lakes: Blue was measured anew.\n"
    )
    plan = planned(repository, "2026.12", notes)
    assert plan.version.notes == ("The survey of autumn is in: all lakes were seen.",)
    assert [entry.reasons for entry in plan.version.changes] == [("Blue was measured anew.",)]
    assert plan.message.startswith("Notes\n\n- The survey of autumn is in")
    assert "wip" not in plan.message


def test_a_dry_run_shows_all_and_writes_nothing(repository: Path, run: Run) -> None:
    before = tree(repository)
    ran = run(repository, "release", "2026.12", "--dry-run", "-q")
    assert ran.status == 0
    assert ran.out == (
        "Release 2026.12, the first\n\nRows\n\n- lakes: 2 rows.\n- levels: 5 rows.\n\n"
        "To be written and committed:\n  datapackage.json\n  CHANGELOG.md\n"
        "  datasets/releases/2026.12/release.json\n  datasets/releases/2026.12/SHA256SUMS\n"
        "To be tagged: 2026.12\n\nNothing was written (--dry-run).\n"
    )
    kept = {path: sha for path, sha in tree(repository).items() if not is_work(path)}
    assert kept == {path: sha for path, sha in before.items() if not is_work(path)}
    assert git(repository, "tag", "--list") == ""


def is_work(path: str) -> bool:
    return path.startswith(("build/", ".cache/"))


def test_the_recorded_checksums_are_those_of_the_files_on_the_site(
    repository: Path, run: Run
) -> None:
    released(repository, "2026.12")
    assert run(repository, "build", "-q") == (0, "", "")
    folder = repository / "datasets/releases/2026.12"
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    sums = {name: sha for sha, name in (line.split("  ") for line in lines)}
    assert list(sums) == ["datapackage.json", "lakes.csv", "levels.csv"]
    for name, sha in sums.items():
        latest = (repository / "site/data/latest" / name).read_bytes()
        assert hashlib.sha256(latest).hexdigest() == sha
        assert (repository / "site/data/2026.12" / name).read_bytes() == latest


@pytest.mark.parametrize(
    ("tags", "today", "expected"),
    [
        ([], datetime.date(2026, 12, 1), "2026.12"),
        (["2026.12"], datetime.date(2026, 12, 31), "2026.12.1"),
        (["2026.12", "2026.12.1"], datetime.date(2026, 12, 31), "2026.12.2"),
        (["2026.9"], datetime.date(2026, 9, 1), "2026.09"),
        ([], datetime.date(2027, 1, 1), "2027.01"),
        (["v2026.12"], datetime.date(2026, 12, 1), "2026.12"),
    ],
)
def test_without_a_name_it_is_the_month_and_the_next_number(
    tags: list[str], today: datetime.date, expected: str, repository: Path
) -> None:
    for tag in tags:
        git(repository, "tag", tag)
    assert planned(repository, today=today).version.name == expected


def test_a_version_that_was_named_ahead_is_followed_by_a_later_one(repository: Path) -> None:
    released(repository, "2026.12.3")
    assert planned(repository).version.name == "2026.12.4"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2026.13", "2026.13  no version -> a year and a month such as 2026.12"),
        ("26.12", "26.12  no version"),
        ("2026.12.0", "2026.12.0  no version"),
        ("v2026.12", "v2026.12  no version"),
        ("2026.12/..", "2026.12/..  no version"),
        ("2026.11", "2026.11  there is a tag of that name"),
        ("2026.10", "2026.10  it is not after 2026.11, the last"),
    ],
)
def test_a_name_that_is_no_new_version_is_refused(
    name: str, told: str, repository: Path, run: Run
) -> None:
    released(repository, "2026.11")
    ran = run(repository, "release", name, "-q")
    assert ran.status == 1
    assert " ".join(ran.out.split()).startswith(" ".join(told.split()))


@pytest.mark.parametrize(
    ("path", "text", "is_refused"),
    [
        (LAKES_CSV, "lake_id,name,area,opened\n", True),
        ("CHANGELOG.md", "other\n", True),
        ("datasets/new.csv", "a\n", True),
        ("site_src/pages/new.md", "a\n", True),
        ("notes.txt", "lakes: all of them\n", False),
    ],
)
def test_open_changes_are_refused_but_not_a_file_beside_the_content(
    path: str, text: str, is_refused: bool, repository: Path, run: Run
) -> None:
    (repository / path).write_text(text, encoding="utf-8")
    ran = run(repository, "release", "--dry-run", "-q")
    assert ran.status == (1 if is_refused else 0)
    if is_refused:
        assert ran.out.startswith(f"{path}  changes that are not committed")


def test_a_project_in_a_folder_of_a_repository_is_released_alone(project: Lay) -> None:
    root = project(IGNORED)
    (root.parent / "readme.txt").write_text("a\n")
    git(root.parent, "init", "--quiet", "--initial-branch=main")
    commit(root.parent, "Begin")
    (root.parent / "readme.txt").write_text("b\n")
    released(root, "2026.12")
    assert git(root.parent, "show", "--format=", "--name-only", "HEAD").split() == [
        f"{root.name}/CHANGELOG.md",
        f"{root.name}/datapackage.json",
        f"{root.name}/datasets/releases/2026.12/SHA256SUMS",
        f"{root.name}/datasets/releases/2026.12/release.json",
    ]
    assert git(root.parent, "status", "--porcelain") == "M readme.txt"


def test_wrong_tables_are_not_released(repository: Path, run: Run) -> None:
    change(repository, LAKES_CSV, "12.5", "many", "A slip")
    ran = run(repository, "release", "-q")
    assert ran.status == 1
    assert ran.out.startswith(f"{LAKES_CSV}:2:3  area 'many'")
    assert git(repository, "tag", "--list") == ""


def test_where_the_last_version_has_no_tag_nothing_can_be_compared(
    repository: Path, run: Run
) -> None:
    released(repository, "2026.11")
    git(repository, "tag", "-d", "2026.11")
    ran = run(repository, "release", "2026.12", "-q")
    assert ran.status == 1
    assert "no tag 2026.11" in ran.out
    assert "git fetch --tags" in ran.out


def test_without_a_branch_nothing_is_released(repository: Path, run: Run) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    ran = run(repository, "release", "-q")
    assert (ran.status, ran.out[:35]) == (1, "work tree  no branch (a detached HE")


def test_without_a_repository_it_cannot_run(project: Lay, run: Run) -> None:
    ran = run(project(), "release", "-q")
    assert ran.status == 2
    assert ran.err == (
        "cannot run: a release is a commit and a tag, and here is no git repository\n"
    )


@pytest.mark.parametrize("hook", ["pre-commit", "reference-transaction"])
def test_when_git_refuses_all_is_as_it_was(hook: str, repository: Path) -> None:
    plan = planned(repository, "2026.12")
    before, head = tree(repository), git(repository, "rev-parse", "HEAD")
    file = repository / ".git/hooks" / hook
    file.parent.mkdir(exist_ok=True)
    refuse = 'grep -q "refs/tags/" && { echo no such tag >&2; exit 1; }; exit 0\n'
    file.write_text("#!/bin/sh\n" + ("echo no >&2; exit 1\n" if hook == "pre-commit" else refuse))
    file.chmod(0o755)
    with pytest.raises(CannotRunError, match=r"git (commit|tag): .*no"):
        write_release(repository, plan)
    file.unlink()
    assert git(repository, "rev-parse", "HEAD") == head
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "tag", "--list") == ""
    own = {path: sha for path, sha in before.items() if not path.startswith(".git/")}
    assert own == {p: s for p, s in tree(repository).items() if not p.startswith(".git/")}


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("release.json", "{", "release.json  JSONDecodeError"),
        ("release.json", "{}", "release.json  KeyError: 'changes'"),
        ("SHA256SUMS", "abc  lakes.csv\n", "SHA256SUMS:1  abc  lakes.csv"),
        ("SHA256SUMS", f"{'a' * 64}  ../lakes.csv\n", "SHA256SUMS:1  "),
    ],
)
def test_a_record_that_cannot_be_read_is_told(
    path: str, text: str, told: str, repository: Path, run: Run
) -> None:
    released(repository, "2026.12")
    (repository / "datasets/releases/2026.12" / path).write_text(text)
    ran = run(repository, "build", "-q")
    assert ran.status == 1
    assert ran.out.startswith(f"datasets/releases/2026.12/{told}")


def test_a_folder_of_another_name_among_the_records_is_told(repository: Path) -> None:
    (repository / "datasets/releases/latest").mkdir(parents=True)
    with pytest.raises(InputError, match="the version 'latest' -> a year and a month"):
        read_versions(repository)


NAMES = st.builds(
    lambda year, month, number: f"{year}.{month:02}" + (f".{number}" if number else ""),
    st.integers(1000, 9999),
    st.integers(1, 12),
    st.integers(0, 99),
)


@given(st.lists(NAMES, min_size=2, max_size=2))
def test_names_are_ordered_as_their_months_and_numbers_are(names: list[str]) -> None:
    assert all(NAME.fullmatch(name) for name in names)
    keys = [(*map(int, name.split(".")), 0)[:3] for name in names]
    assert (order(names[0]) < order(names[1])) == (keys[0] < keys[1])


VERSION = Version("2026.12", DECEMBER, "2026.11", (), (), {})
HEAD = "## 2026.12 (2026-12-24)\n\nRows since 2026.11\n\n- No row of a table differs.\n"


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("", f"# Changelog\n\n## Unreleased\n\n{HEAD}"),
        ("# Log\n", f"# Log\n\n## Unreleased\n\n{HEAD}"),
        ("# Log\n\n## 1.0\n\n- a\n", f"# Log\n\n## Unreleased\n\n{HEAD}\n## 1.0\n\n- a\n"),
        (
            "# Log\n\n## Unreleased\n\n- b\n\n## 1.0\n\n- a\n",
            f"# Log\n\n## Unreleased\n\n{HEAD.replace('Rows', '- b{0}Rows').format(chr(10) * 2)}"
            "\n## 1.0\n\n- a\n",
        ),
    ],
    ids=["no file", "a title", "no unreleased", "unreleased"],
)
def test_the_changelog_has_a_section_of_the_version(log: str, expected: str) -> None:
    assert with_release(log, VERSION) == expected


@given(
    st.dictionaries(
        st.sampled_from(["version", "created", "name", "resources"]),
        st.text(max_size=5) | st.lists(st.dictionaries(st.sampled_from(["version"]), st.text())),
    ),
    st.sampled_from([None, 1, 2]),
)
def test_a_description_gets_a_version_and_nothing_else(
    descriptor: dict[str, object], indent: int | None
) -> None:
    text = with_version(json.dumps(descriptor, indent=indent), "2026.12", "2026-12-24T00:00:00Z")
    assert json.loads(text) == {
        **descriptor,
        "version": "2026.12",
        "created": "2026-12-24T00:00:00Z",
    }
