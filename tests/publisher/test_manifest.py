"""A site says of what it is made: each file with size and hash, the commit, and the options."""

import json
import ntpath
import posixpath
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.manifest import is_path, read_manifest
from tests.publisher.lakes import INDEX, Lay, Run, changed, tree
from tests.publisher.repositories import commit

pytestmark = pytest.mark.xdist_group("lakes")

IGNORED = ".cache/\nbuild/\nsite/\n"
UNCHANGED = "nothing has changed since the site was built\n"


def manifest(root: Path) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((root / "site/manifest.json").read_bytes())
    return whole


def test_every_file_but_the_manifest_is_in_it_once_with_its_size_and_hash(built: Path) -> None:
    site = built / "site"
    known = tree(site)
    del known["manifest.json"]
    rows = manifest(built)["files"]
    assert rows == [
        [path, (site / path).stat().st_size, sha] for path, sha in sorted(known.items())
    ]
    assert len(rows) > 50


def test_a_file_is_a_line_and_sha256sum_takes_what_jq_makes_of_it(built: Path) -> None:
    lines = (built / "site/manifest.json").read_text(encoding="utf-8").splitlines()
    assert lines[lines.index('"files": [') + 1].startswith('["404.html", ')
    if shutil.which("jq") is None:
        pytest.skip("no jq")
    # The command of the page on methods.
    command = (
        """jq -r '.files[] | "\\(.[2])  \\(.[0])"' manifest.json | sha256sum --check --quiet"""
    )
    run = subprocess.run(
        command, shell=True, cwd=built / "site", capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_it_says_how_the_site_was_built(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://lakes.example.org/x")
    monkeypatch.delenv("REPOSITORY_URL", raising=False)
    root = project(built=True)
    assert run(root, "build", "-q", "--precompress") == (0, "", "")
    found = manifest(root)
    assert (found["format"], found["columns"]) == (1, ["path", "bytes", "sha256"])
    assert (found["builder"], found["precompress"]) == ("mkdocs", True)
    assert found["environment"] == {
        "SITE_URL": "https://lakes.example.org/x",
        "REPOSITORY_URL": "",
    }
    assert "index.html.gz" in {path for path, _, _ in found["files"]}


def test_without_git_there_is_no_commit_and_a_reason(built: Path) -> None:
    assert (manifest(built)["commit"], manifest(built)["why"]) == (None, "not in a git repository")


def test_a_commit_that_changes_no_file_of_the_content_changes_the_manifest_alone(
    project: Lay, run: Run
) -> None:
    root = project({".gitignore": IGNORED}, built=True)
    before = tree(root / "site")
    first = commit(root)
    assert run(root, "build") == (0, "", UNCHANGED)
    assert (manifest(root)["commit"], manifest(root)["why"]) == (first, "")
    (root / "NOTES.md").write_text("Nothing of the site.\n")
    second = commit(root)
    written = {file: file.stat().st_mtime_ns for file in (root / "site").rglob("*.html")}
    assert run(root, "build") == (0, "", UNCHANGED)
    assert manifest(root)["commit"] == second != first
    assert {file: file.stat().st_mtime_ns for file in written} == written
    after = tree(root / "site")
    assert {path for path in after if after[path] != before.get(path)} == {"manifest.json"}
    # And now nothing at all has to be written.
    seen = {file: file.stat().st_mtime_ns for file in root.rglob("*") if ".git" not in file.parts}
    assert run(root, "build") == (0, "", UNCHANGED)
    assert {file: file.stat().st_mtime_ns for file in seen} == seen


@pytest.mark.parametrize(
    "path",
    ["NOTES.md", INDEX, "site_src/new.md", "datasets/ignored.tmp"],
    ids=["beside", "a page", "not added", "ignored"],
)
def test_what_is_not_committed_is_of_no_commit(path: str, project: Lay, run: Run) -> None:
    files = {".gitignore": f"{IGNORED}*.tmp\n", "NOTES.md": "Once.\n"}
    root = project(files)
    commit(root)
    run(root, "build", "-q")
    assert manifest(root)["commit"]
    (root / path).parent.mkdir(exist_ok=True)
    with (root / path).open("a") as file:
        file.write("\nMore.\n")
    assert run(root, "build", "-q").status == 0
    assert (manifest(root)["commit"], manifest(root)["why"]) == (
        None,
        "files differ from the commit",
    )


def test_a_project_that_a_repository_around_it_ignores_has_no_commit(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    (root.parent / ".gitignore").write_text("project*/\n")
    commit(root.parent)
    assert run(root, "build", "-q").status == 0
    assert manifest(root)["why"] == "not in a git repository"


SHA = "0" * 64
GOOD: dict[str, Any] = {
    "format": 1,
    "commit": None,
    "why": "not in a git repository",
    "builder": "mkdocs",
    "precompress": False,
    "environment": {"SITE_URL": "", "REPOSITORY_URL": "https://github.com/a/b"},
    "versions": {"2026.12": "a" * 40},
    "engine": SHA,
    "columns": ["path", "bytes", "sha256"],
    "files": [["a/index.html", 1, SHA]],
}

HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"format": 2}, "not of format 1"),
    ({"commit": "main; rm -rf ~"}, "commit"),
    ({"commit": ["a"]}, "commit"),
    ({"builder": "hugo"}, "builder"),
    ({"precompress": 1}, "precompress"),
    ({"environment": {"SITE_URL": "", "LD_PRELOAD": "/tmp/x.so"}}, "environment"),
    ({"environment": {"SITE_URL": "", "REPOSITORY_URL": "", "PATH": "/tmp"}}, "environment"),
    ({"environment": {"SITE_URL": "file:///etc", "REPOSITORY_URL": ""}}, "web address"),
    ({"environment": {"SITE_URL": "https://a/\"'><script>", "REPOSITORY_URL": ""}}, "web address"),
    ({"versions": {"../..": "a" * 40}}, "version"),
    ({"versions": {"2026.12": "--output=x"}}, "versions"),
    ({"files": {"a": 1}}, "lists no files"),
    ({"files": [["a", 1]]}, "row"),
    ({"files": [["../a", 1, SHA]]}, "path"),
    ({"files": [["/etc/passwd", 1, SHA]]}, "path"),
    ({"files": [["a/../../b", 1, SHA]]}, "path"),
    ({"files": [["http://other.example/a", 1, SHA]]}, "path"),
    ({"files": [["javascript:a", 1, SHA]]}, "path"),
    ({"files": [["C:/a", 1, SHA]]}, "path"),
    ({"files": [["..\\a", 1, SHA]]}, "path"),
    ({"files": [["a\x1b[2J", 1, SHA]]}, "path"),
    ({"files": [["", 1, SHA]]}, "path"),
    ({"files": [["manifest.json", 1, SHA]]}, "path"),
    ({"files": [["a", 1, SHA], ["a", 2, SHA]]}, "twice"),
    ({"files": [["a", -1, SHA]]}, "size"),
    ({"files": [["a", True, SHA]]}, "size"),
    ({"files": [["a", 10**30, SHA]]}, "size"),
    ({"files": [["a", 1, SHA.upper() + "A"]]}, "hash"),
]


def test_a_good_manifest_is_read() -> None:
    found = read_manifest(json.dumps(GOOD).encode())
    assert found.origin.environment["REPOSITORY_URL"] == "https://github.com/a/b"
    assert found.files["a/index.html"].bytes == 1


@pytest.mark.parametrize(("change", "told"), HOSTILE)
def test_a_manifest_that_would_lead_astray_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_manifest(json.dumps({**GOOD, **change}).encode())


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b"\xff", b"[" * 100_000, b"null"])
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|format"):
        read_manifest(data)


PARTS = st.sampled_from(["..", ".", "", "a", "/", "\\", "C:", "//", "\0", "é", " ", "~", "%2e%2e"])


@given(st.one_of(st.text(), st.lists(PARTS).map("/".join), st.lists(PARTS).map("".join)))
@example("a/b.html")
def test_a_path_that_is_taken_stays_in_the_site_on_every_system(text: str) -> None:
    if not is_path(text):
        return
    for system, root in ((posixpath, "/site"), (ntpath, "C:\\site")):
        joined = system.normpath(system.join(root, text))
        assert system.commonpath([root, joined]) == root
        assert joined != root


def test_the_pages_say_nothing_of_the_commit(project: Lay, run: Run) -> None:
    root = project({".gitignore": IGNORED, **changed(INDEX, "# Lakes", "# Waters")})
    name = commit(root)
    assert run(root, "build", "-q").status == 0
    texts = [
        f for f in (root / "site").rglob("*") if f.is_file() and name.encode() in f.read_bytes()
    ]
    assert texts == [root / "site/manifest.json"]
