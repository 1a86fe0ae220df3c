"""A released version stays on the site as it was, made again from its tag, or is left out."""

import datetime
import html
import json
import re
import shutil
import subprocess
import urllib.request
from contextlib import AbstractContextManager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publisher import versions
from publisher.preview import Preview
from publisher.progress import QUIET, Progress
from publisher.project import Project
from publisher.releasing import plan_release, write_release
from publisher.revisions import Revision, opened
from tests.publisher.lakes import DESCRIPTOR, LAKES_CSV, ROOT, Lay, Run, tree
from tests.publisher.repositories import commit, git
from tests.site.served import serving

pytestmark = pytest.mark.xdist_group("lakes")

# The page of the real site, for the tables of the lakes.
PAGE = (
    (ROOT / "site_src/pages/data/versions.md")
    .read_text(encoding="utf-8")
    .replace("detainers.csv", "lakes.csv")
    .replace("area_fips", "lake_id")
)
FEED = (ROOT / "site_src/feeds/releases.xml").read_text(encoding="utf-8")
FILES = {
    ".gitignore": "build/\n.cache/\nsite/\n__pycache__/\n",
    "site_src/pages/data/versions.md": PAGE,
    "site_src/feeds/releases.xml": FEED,
    "site_src/pages/data/index.md": "# Data\n",
    "site_src/numbers.yml": (ROOT / "site_src/numbers.yml").read_text(encoding="utf-8"),
}
BLUE = "lake_id,name,area,opened\nblue,Blue Lake,{area},1999-05-01\n"


def release(root: Path, name: str) -> None:
    year, month = map(int, name.split("."))
    today = datetime.date(year, month, 1)
    write_release(root, plan_release(Project(root), name, None, today, Progress(QUIET)))


def change(root: Path, path: str, old: str, new: str, why: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), encoding="utf-8")
    commit(root, why)


@pytest.fixture
def two(project: Lay, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lakes with two versions, and a change after the second."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.org")
    root = project(FILES, built=True)
    commit(root, "Begin")
    release(root, "2026.11")
    change(root, LAKES_CSV, "12.5", "13.5", "Measure <b>Blue Lake</b> anew")
    release(root, "2026.12")
    change(root, LAKES_CSV, "13.5", "14.5", "Measure it again")
    return root


def blue(root: Path, version: str) -> str:
    text = (root / f"site/data/{version}/lakes.csv").read_text(encoding="utf-8")
    return text.splitlines()[1].split(",")[2]


def test_every_version_is_served_as_it_was_with_its_checksums(two: Path, run: Run) -> None:
    assert run(two, "build", "-q") == (0, "", "")
    assert [blue(two, name) for name in ("2026.11", "2026.12", "latest")] == [
        "12.5",
        "13.5",
        "14.5",
    ]
    for name in ("2026.11", "2026.12"):
        folder = two / "site/data" / name
        sums = (folder / "SHA256SUMS").read_bytes()
        assert sums == (two / f"datasets/releases/{name}/SHA256SUMS").read_bytes()
        described = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        assert described["version"] == name
        published = tree(folder)
        del published["SHA256SUMS"]
        assert "".join(f"{sha}  {n}\n" for n, sha in sorted(published.items())).encode() == sums


def test_a_build_that_is_verified_serves_them_too_and_its_manifest_names_their_commits(
    two: Path, run: Run
) -> None:
    assert run(two, "build", "-q", "--verify") == (0, "", "")
    assert [blue(two, name) for name in ("2026.11", "2026.12")] == ["12.5", "13.5"]
    named = json.loads((two / "site/manifest.json").read_bytes())["versions"]
    assert named == {name: git(two, "rev-parse", f"{name}^{{}}") for name in ("2026.11", "2026.12")}
    assert run(two, "build").err == "nothing has changed since the site was built\n"


def test_the_page_says_what_each_version_changed_and_why(two: Path, run: Run) -> None:
    assert run(two, "build", "-q").status == 0
    page = html.unescape((two / "site/data/versions/index.html").read_text(encoding="utf-8"))
    assert page.index('id="v2026-12"') < page.index('id="v2026-11"')
    assert "Released 1 December 2026, after 2026.11" in page
    assert "1 row changed (1 cell). Measure <b>Blue Lake</b> anew." in page
    assert 'href="../../data/2026.11/levels.csv"' in page
    assert "data/2026.12/" in page  # in the code that keeps to the newest


def test_the_code_on_the_page_gets_the_rows_of_the_version(
    two: Path, run: Run, tmp_path: Path
) -> None:
    assert run(two, "build", "-q").status == 0
    page = (two / "site/data/versions/index.html").read_text(encoding="utf-8")
    blocks = re.findall(r"<pre.*?<code>(.*?)</code>", page, re.DOTALL)
    python, r, shell = map(html.unescape, blocks)
    with serving(two / "site") as address:
        ran = subprocess.run(
            ["sh", "-ec", shell.replace("https://HOST/", address)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "lakes.csv: OK\n", "")
        assert "blue,Blue Lake,13.5," in (tmp_path / "lakes.csv").read_text(encoding="utf-8")
        (tmp_path / "lakes.csv").write_text("lake_id\n")
        assert subprocess.run(
            ["sh", "-ec", shell.splitlines()[-1]], cwd=tmp_path, capture_output=True, check=False
        ).returncode
        asked = re.search(r'read_csv\(base \+ "(\w+\.csv)"', python)
        base = re.search(r'base = "https://HOST/(.*)"', python)
        assert asked is not None and base is not None
        with urllib.request.urlopen(f"{address}{base[1]}{asked[1]}") as answer:
            assert b"13.5" in answer.read()
    assert 'read.csv(paste0(base, "lakes.csv")' in r


def test_the_feed_has_an_entry_for_each_version(two: Path, run: Run) -> None:
    assert run(two, "build", "-q").status == 0
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(two / "site/releases.xml").getroot()
    assert feed.findtext(f"{atom}updated") == "2026-12-01T00:00:00Z"
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == [
        "Version 2026.12",
        "Version 2026.11",
    ]
    assert "1 row changed (1 cell). Measure <b>Blue Lake</b> anew." in (
        entries[0].findtext(f"{atom}content") or ""
    )


def test_the_second_build_makes_no_version_again(
    two: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(two, "build", "-q").status == 0
    before = tree(two / "site/data/2026.11")
    unpacked: list[str] = []

    def counted(name: str, root: Path) -> AbstractContextManager[Revision]:
        unpacked.append(name)
        return opened(name, root)

    monkeypatch.setattr(versions, "opened", counted)
    change(two, LAKES_CSV, "14.5", "15.5", "Once more")
    assert run(two, "build", "-q") == (0, "", "")
    assert unpacked == []
    shutil.rmtree(two / ".cache/version")
    shutil.rmtree(two / ".cache/version-tried", ignore_errors=True)
    change(two, LAKES_CSV, "15.5", "16.5", "And again")
    assert run(two, "build", "-q") == (0, "", "")
    assert len(unpacked) == 2
    assert tree(two / "site/data/2026.11") == before


def test_a_file_that_is_not_as_it_was_released_is_left_out_with_a_warning(
    two: Path, run: Run
) -> None:
    record = two / "datasets/releases/2026.11/SHA256SUMS"
    lines = record.read_text(encoding="ascii").splitlines()
    record.write_text("\n".join([lines[0], "0" * 64 + lines[1][64:], lines[2]]) + "\n")
    ran = run(two, "build", "-q")
    assert ran.status == 0
    assert ran.err == (
        "warning: version 2026.11 is served without lakes.csv: not the bytes that were released."
        " The program of its day makes them: git checkout 2026.11\n"
    )
    folder = two / "site/data/2026.11"
    assert sorted(file.name for file in folder.iterdir()) == [
        "SHA256SUMS",
        "datapackage.json",
        "levels.csv",
    ]
    assert "lakes.csv" not in (folder / "SHA256SUMS").read_text(encoding="ascii")
    assert blue(two, "2026.12") == "13.5"
    # A strict build, as for a pull request, does not pass over it.
    assert run(two, "build", "-q", "--strict").status == 1


def test_a_tag_moved_to_other_rows_is_not_served_under_the_old_name(two: Path, run: Run) -> None:
    assert run(two, "build", "-q").status == 0
    git(two, "tag", "-f", "2026.11", "2026.12^{commit}")
    shutil.rmtree(two / ".cache")
    ran = run(two, "build", "-q")
    assert "version 2026.11 is served without datapackage.json and lakes.csv" in ran.err
    assert not (two / "site/data/2026.11/lakes.csv").exists()
    assert (two / "site/data/2026.11/levels.csv").exists()  # which no version changed


def test_without_history_only_the_latest_is_served_and_one_line_says_so(
    two: Path, run: Run
) -> None:
    shutil.rmtree(two / ".git")
    ran = run(two, "build")
    assert ran.status == 0
    said = [line for line in ran.err.splitlines() if "tag" in line]
    assert said == [
        "no tag 2026.12 or 2026.11 in this copy of the repository, so what they held is not served"
        " (git fetch --tags gets tags)"
    ]
    assert sorted(p.name for p in (two / "site/data").iterdir() if p.name[0] == "2") == []
    page = html.unescape((two / "site/data/versions/index.html").read_text(encoding="utf-8"))
    assert "does not have the files of 2026.11" in page
    assert run(two, "build", "-q", "--strict").status == 0


def test_a_shallow_copy_builds_and_serves_the_latest(two: Path, run: Run, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-tags", f"file://{two}", "shallow")
    shallow = tmp_path / "shallow"
    assert run(shallow, "build", "-q") == (0, "", "")
    assert blue(shallow, "latest") == "14.5"
    assert not (shallow / "site/data/2026.11").exists()


def test_a_tag_that_comes_or_goes_makes_another_site(two: Path, run: Run) -> None:
    assert run(two, "build", "-q").status == 0
    commit_of = git(two, "rev-parse", "2026.11")
    git(two, "tag", "-d", "2026.11")
    assert run(two, "build", "-q").status == 0
    assert not (two / "site/data/2026.11").exists()
    git(two, "update-ref", "refs/tags/2026.11", commit_of)
    assert run(two, "build", "-q") == (0, "", "")
    assert blue(two, "2026.11") == "12.5"
    assert "nothing has changed" in run(two, "build").err


def test_a_tag_without_a_record_is_no_version(two: Path, run: Run) -> None:
    git(two, "tag", "2027.01")
    assert run(two, "build", "-q") == (0, "", "")
    assert not (two / "site/data/2027.01").exists()


def test_a_version_whose_description_cannot_be_read_any_more_is_left_out(
    two: Path, run: Run
) -> None:
    text = (two / DESCRIPTOR).read_text(encoding="utf-8")
    (two / DESCRIPTOR).write_text("{", encoding="utf-8")
    git(two, "commit", "-qam", "Break it")
    git(two, "tag", "-f", "2026.11")
    (two / DESCRIPTOR).write_text(text, encoding="utf-8")
    ran = run(two, "build", "-q")
    assert ran.status == 0
    # What another version holds with the same bytes is known without the tag.
    assert "version 2026.11 is served without datapackage.json" in ran.err
    assert "its tag cannot be read (datapackage.json:1:2" in ran.err


def test_the_preview_has_the_versions_too(two: Path, run: Run) -> None:
    assert run(two, "build", "-q").status == 0
    preview = Preview(Project(two), Progress(QUIET))
    preview.update()
    for path in ("data/2026.11/lakes.csv", "data/2026.12/SHA256SUMS", "data/versions/"):
        answer = preview.answer(path)
        file = two / "site" / (f"{path}index.html" if path.endswith("/") else path)
        assert answer.body == file.read_bytes(), path
