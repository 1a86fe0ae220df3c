"""A side of a comparison is a folder, or a git revision that is unpacked elsewhere."""

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from publisher import revisions
from publisher.problem import CannotRunError, InputError
from publisher.revisions import opened
from tests.publisher.lakes import LAKES_CSV, Lay, changed, tree
from tests.publisher.repositories import commit, git

pytestmark = pytest.mark.xdist_group("lakes")


def rewrite(root: Path, old: str, new: str) -> None:
    (root / LAKES_CSV).write_text(changed(LAKES_CSV, old, new)[LAKES_CSV], encoding="utf-8")


def test_no_name_is_the_work_tree_as_it_is(project: Lay) -> None:
    root = project()
    with opened("", root) as side:
        assert (side.name, side.root) == ("work tree", root)
        assert side.place("a.csv") == "a.csv"


def test_a_folder_with_a_project_is_taken_as_it_is(project: Lay, tmp_path: Path) -> None:
    root = project()
    with opened(str(root), tmp_path) as side:
        assert side.root == root


@pytest.mark.parametrize("kind", ["branch", "tag", "commit", "short", "ancestor"])
def test_a_revision_has_any_name_that_git_knows(kind: str, project: Lay) -> None:
    root = project()
    first = commit(root)
    git(root, "branch", "old")
    git(root, "tag", "-a", "v1", "-m", "v1")
    rewrite(root, "12.5", "13.5")
    commit(root)
    name = {"branch": "old", "tag": "v1", "commit": first, "short": first[:8], "ancestor": "HEAD~1"}
    with opened(name[kind], root) as side:
        assert "blue,Blue Lake,12.5," in (side.root / LAKES_CSV).read_text(encoding="utf-8")
        shown = first[:7]
        assert side.name == (shown if name[kind] in first else f"{name[kind]} ({shown})")
        assert side.place("a.csv") == f"{side.name}:a.csv"
        unpacked = side.root
    assert not unpacked.exists()


def test_only_the_content_is_unpacked(project: Lay) -> None:
    root = project({"secret/other.txt": "x", "tools.py": "x"})
    commit(root)
    with opened("HEAD", root) as side:
        names = sorted(path.name for path in side.root.iterdir())
    assert names == ["datapackage.json", "datasets", "mkdocs.yml", "site_src"]


def test_a_project_may_stand_below_the_top_of_its_repository(project: Lay, tmp_path: Path) -> None:
    shutil.copytree(project(), tmp_path / "repository" / "inner")
    commit(tmp_path / "repository")
    with opened("main", tmp_path / "repository" / "inner") as side:
        assert (side.root / LAKES_CSV).is_file()


def test_the_work_tree_and_the_repository_stay_as_they_are(project: Lay) -> None:
    root = project()
    commit(root)
    rewrite(root, "12.5", "13.5")
    (root / "new.txt").write_text("x", encoding="utf-8")
    before = git(root, "status", "--porcelain"), tree(root)
    with opened("HEAD", root) as side:
        assert not side.root.is_relative_to(root)
    assert (git(root, "status", "--porcelain"), tree(root)) == before


def test_a_folder_comes_before_a_branch_of_its_name_when_it_holds_a_project(
    project: Lay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    commit(root)
    git(root, "branch", "here")
    git(root, "branch", "datasets")
    shutil.copytree(root, tmp_path / "here")
    monkeypatch.chdir(tmp_path)
    with opened("here", root) as side:
        assert side.root == tmp_path / "here"
    monkeypatch.chdir(root)
    with opened("datasets", root) as side:
        assert side.name.startswith("datasets (")


# What is asked for, and what is told.
WRONG = [
    ("nope", "nope  no such folder or revision -> a folder, or a branch, tag or commit of git. If it stands in another copy of the repository only, fetch it first."),
    ("--output=x", "--output=x  no such folder or revision -> "),
    ("HEAD:datasets", "HEAD:datasets  no such folder or revision -> "),
]  # fmt: skip


@pytest.mark.parametrize(("name", "told"), WRONG)
def test_an_unknown_revision_is_told(name: str, told: str, project: Lay) -> None:
    root = project()
    commit(root)
    with pytest.raises(InputError) as caught, opened(name, root):
        pass
    assert str(caught.value).startswith(told)
    assert not (root / "x").exists()


def test_a_folder_without_a_project_is_told(project: Lay, tmp_path: Path) -> None:
    root = project()
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        InputError, match=r"empty  a folder without datapackage\.json -> the folder"
    ):
        opened(str(tmp_path / "empty"), root).__enter__()


def test_a_revision_from_before_the_project_is_told(project: Lay) -> None:
    root = project()
    git(root, "init", "--quiet")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    with pytest.raises(InputError, match=r"^HEAD  a revision without datapackage\.json"):
        opened("HEAD", root).__enter__()


def test_without_a_repository_it_is_told(project: Lay) -> None:
    with pytest.raises(InputError, match=r"^main  no such folder, and no git repository here"):
        opened("main", project()).__enter__()


def test_without_git_it_cannot_run(project: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    root = project()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CannotRunError, match="git is not installed; two folders can be compared"):
        opened("main", root).__enter__()


@pytest.mark.parametrize("target", ["/etc/hostname", "../../../outside.csv"])
def test_a_link_that_leaves_the_project_is_refused(target: str, project: Lay) -> None:
    root = project({LAKES_CSV: None})
    (root / LAKES_CSV).symlink_to(target)
    commit(root)
    with pytest.raises(InputError, match=r"^HEAD  a path that leaves the project"):
        opened("HEAD", root).__enter__()


def test_a_link_inside_the_project_is_followed(project: Lay) -> None:
    root = project()
    (root / LAKES_CSV).rename(root / "datasets/lakes/real.csv")
    (root / LAKES_CSV).symlink_to("real.csv")
    commit(root)
    with opened("HEAD", root) as side:
        assert (side.root / LAKES_CSV).read_text(encoding="utf-8").startswith("lake_id,name")


def test_an_archive_with_an_absolute_path_writes_nothing_outside(
    project: Lay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    commit(root)
    outside = tmp_path / "outside.txt"
    ask = revisions._git

    def packed(folder: Path, *arguments: str) -> object:
        made = ask(folder, *arguments)
        for argument in arguments:
            if argument.startswith("--output="):
                with tarfile.open(argument.removeprefix("--output="), "w") as archive:
                    member = tarfile.TarInfo(f"../../../{outside.relative_to('/')}")
                    member.size = 1
                    archive.addfile(member, io.BytesIO(b"x"))
        return made

    monkeypatch.setattr(revisions, "_git", packed)
    with pytest.raises(InputError, match="a path that leaves the project"):
        opened("HEAD", root).__enter__()
    assert not outside.exists()
