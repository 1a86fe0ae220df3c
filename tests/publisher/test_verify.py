"""Anyone can check that a published site is what the files of a commit make."""

import hashlib
import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from publisher import remote
from publisher.differing import first_place
from publisher.verify import sampled
from tests.publisher.lakes import INDEX, Lay, Run, changed, tree
from tests.publisher.repositories import commit

pytestmark = pytest.mark.xdist_group("lakes")

PAGE = "lakes/blue/index.html"
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of a folder over kept connections, but for the paths with an answer of their own."""

    protocol_version = "HTTP/1.1"
    answers: dict[str, Answer]
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if own := self.answers.get(self.path):
            own(self)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(
    folder: Path, answers: dict[str, Answer] | None = None
) -> Iterator[tuple[str, list[str]]]:
    """The address of a folder on this machine, and the paths that were asked for."""
    asked: list[str] = []
    kind = type("Own", (Handler,), {"answers": answers or {}, "asked": asked})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def published(root: Path) -> Path:
    """A copy of the site of a project, as if it stood elsewhere."""
    return Path(shutil.copytree(root / "site", root.parent / "published" / "site"))


def with_manifest(site: Path, **changes: Any) -> None:
    """Writes other things into the manifest of a site."""
    whole = json.loads((site / "manifest.json").read_bytes())
    (site / "manifest.json").write_text(json.dumps(whole | changes))


@pytest.mark.parametrize("options", [(), ("--all",), ("--sample", "5")])
def test_a_site_at_an_address_that_is_the_same_is_told_so(
    options: tuple[str, ...], project: Lay, run: Run
) -> None:
    root = project(built=True)
    site = published(root)
    count = len(tree(site)) - 1
    looked = 5 if options[:1] == ("--sample",) else count
    with served(site.parent) as (address, asked):
        ran = run(root, "verify", f"{address}/site/", *options)
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0] == f"published: no commit ('not in a git repository'), {count} files"
    assert lines[2] == f"{looked} of {count} files were read: all as its manifest says"
    assert lines[-1] == "the same"
    assert "/site/index.html" in asked
    assert len(asked) == len(set(asked)) == looked + 1


def test_a_sample_is_the_same_each_time_and_comes_from_all_parts() -> None:
    deep = [f"{part}/{n}/x.html" for part in ("a", "b", "c") for n in range(100)]
    near = ["index.html", "404.html", "a/index.html", "b/index.html", "c/index.html"]
    first = sampled(deep + near, 30)
    assert first == sampled(list(reversed(deep + near)), 30)
    assert len(first) == len(set(first)) == 30
    # What most readers see is in it, and as much from everywhere.
    assert set(near) <= set(first)
    assert {path[0] for path in first} >= {"a", "b", "c"}
    assert sampled(deep + near, 1) == ["index.html"]
    assert sorted(sampled(deep + near, 1000)) == sorted(deep + near)


def change(site: Path) -> None:
    file = site / PAGE
    file.write_text(file.read_text(encoding="utf-8").replace("Blue Lake", "Blum Lake", 1))


def lose(site: Path) -> None:
    (site / PAGE).unlink()


def add(site: Path) -> None:
    (site / "lakes/more.html").write_text("more")


WRONG = [
    (change, f"different (1): {PAGE}"),
    (lose, f"missing there (1): {PAGE}"),
    (add, "extra there (1): lakes/more.html"),
]


@pytest.mark.parametrize(("damage", "told"), WRONG, ids=["changed", "missing", "extra"])
def test_a_file_of_a_folder_that_is_not_as_it_should_be_is_named(
    damage: Callable[[Path], None], told: str, project: Lay, run: Run
) -> None:
    root = project(built=True)
    site = published(root)
    damage(site)
    ran = run(root, "verify", str(site))
    assert ran.status == 1
    lines = ran.out.splitlines()
    assert told in lines
    assert any(line.startswith("not as its own manifest says (1): lakes/") for line in lines)
    assert lines[-1] == "not the same"


@pytest.mark.parametrize(("damage", "told"), WRONG[:2], ids=["changed", "missing"])
def test_a_file_at_an_address_that_is_not_as_it_should_be_is_named(
    damage: Callable[[Path], None], told: str, project: Lay, run: Run
) -> None:
    root = project(built=True)
    site = published(root)
    damage(site)
    with served(site) as (address, _):
        ran = run(root, "verify", address, "--all")
    assert ran.status == 1
    assert told in ran.out.splitlines()


def test_a_link_in_a_folder_is_not_followed(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    (site / "more.html").symlink_to("/dev/zero")
    ran = run(root, "verify", str(site))
    assert (ran.status, ran.out) == (2, "")
    assert "'more.html' in " in ran.err


def test_the_first_difference_is_shown_with_its_place(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    change(site)
    text = (site / PAGE).read_text(encoding="utf-8")
    at = text.index("Blum") + 3  # the e of Blue
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    out = run(root, "verify", str(site)).out
    place = f"first difference: {PAGE}:{line}:{column}\n"
    assert place in out
    published_line, here_line = out.partition(place)[2].splitlines()[:2]
    assert "Blum Lake" in published_line
    assert "Blue Lake" in here_line


def test_a_site_that_was_changed_together_with_its_manifest_is_found(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    site = published(root)
    change(site)
    data = (site / PAGE).read_bytes()
    rows = json.loads((site / "manifest.json").read_bytes())["files"]
    sha = hashlib.sha256(data).hexdigest()
    rows = [[p, len(data), sha] if p == PAGE else [p, n, h] for p, n, h in rows]
    with_manifest(site, files=[*rows, ["lakes/more.html", 4, "0" * 64]])
    with served(site) as (address, asked):
        ran = run(root, "verify", address)
    assert ran.status == 1
    assert f"different (1): {PAGE}" in ran.out
    assert "extra there (1): lakes/more.html" in ran.out
    assert f"first difference: {PAGE}:" in ran.out
    assert "not as its own manifest says" not in ran.out
    # What is not ours is not fetched.
    assert "/lakes/more.html" not in asked


def test_it_is_built_as_the_manifest_says(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = 'site_url: !ENV [SITE_URL, ""]\ndocs_dir: build/docs'
    root = project(changed("mkdocs.yml", "docs_dir: build/docs", line), built=True)
    monkeypatch.setenv("SITE_URL", "https://lakes.example.org/x/")
    assert run(root, "build", "-q", "--precompress") == (0, "", "")
    site = published(root)
    monkeypatch.delenv("SITE_URL")
    assert run(root, "build", "-q").status == 0
    assert tree(site) != tree(root / "site")
    ran = run(root, "verify", "-q", str(site))
    assert (ran.status, ran.out) == (0, "")
    assert tree(site) == tree(root / "site")


def test_another_commit_is_told_with_how_to_get_it(project: Lay, run: Run) -> None:
    root = project({".gitignore": ".cache/\nbuild/\nsite/\n"}, built=True)
    first = commit(root)
    assert run(root, "build", "-q").status == 0
    site = published(root)
    told = f"git worktree add --detach ../published {first}, then verify there."
    assert told not in run(root, "verify", str(site)).out
    (root / INDEX).write_text(changed(INDEX, "# Lakes", "# Waters")[INDEX])
    second = commit(root)
    ran = run(root, "verify", str(site))
    assert ran.status == 1
    assert f"published: commit {first[:12]}, " in ran.out
    assert f"here:      commit {second[:12]}, " in ran.out
    assert told in ran.out


def test_a_commit_that_changes_no_file_of_the_site_is_the_same_site(project: Lay, run: Run) -> None:
    root = project({".gitignore": ".cache/\nbuild/\nsite/\n"}, built=True)
    first = commit(root)
    assert run(root, "build", "-q").status == 0
    site = published(root)
    commit(root, "Another, empty")
    ran = run(root, "verify", str(site))
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "the same")
    assert f"git worktree add --detach ../published {first}" in ran.out


def test_a_site_of_another_version_of_the_program_is_told(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    with_manifest(site, engine="f" * 64, versions={"2026.12": "a" * 40})
    assert "another version of the program" not in run(root, "verify", str(site)).out
    change(site)
    out = run(root, "verify", str(site)).out
    assert "another version of the program or of its libraries" in out
    assert "No tag 2026.12 here: git fetch --tags." in out


def test_a_manifest_that_would_lead_astray_ends_it_before_anything_is_built(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    site = published(root)
    with_manifest(site, files=[["../secret", 1, "0" * 64]])
    before = tree(root)
    with served(site) as (address, asked):
        ran = run(root, "verify", address)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"cannot run: manifest.json at {address} cannot be used: a path ")
    assert asked == ["/manifest.json"]
    assert tree(root) == before


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("nowhere", "'nowhere' is neither a folder nor an http(s) address"),
        (".git-nothing/x", "neither a folder"),
        ("http://", "'http://' is not the address of a site"),
        ("https://user@lakes.example.org/", "is not the address of a site"),
        ("http://lakes.example.org:port/", "is not the address of a site"),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1: cannot read manifest.json: "),
    ],
)
def test_what_cannot_be_read_ends_in_status_2(
    where: str, told: str, project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES", ())
    ran = run(project(), "verify", where)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_a_site_without_a_manifest_ends_in_status_2(project: Lay, run: Run, tmp_path: Path) -> None:
    root = project()
    for where in (str(tmp_path), None):
        with served(tmp_path) as (address, _):
            ran = run(root, "verify", where or address)
        assert ran.status == 2
        assert f"there is no manifest.json at {where or address}" in ran.err


def moved(to: str) -> Answer:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def endless(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(200):  # 200 MB
        try:
            handler.wfile.write(b"x" * 1_000_000)
        except OSError:
            return
    handler.wfile.write(b"the end")


def test_a_redirect_is_followed_on_the_same_host_only(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    (site / "pretty.html").write_bytes((site / PAGE).read_bytes())
    with served(site) as (other, asked_there):
        here = {f"/{PAGE}": moved("/pretty.html"), "/index.html": moved(f"{other}/index.html")}
        with served(site, here) as (address, _):
            ran = run(root, "verify", address, "--all")
        assert asked_there == []
    assert ran.status == 1
    assert "different (1): index.html\n" in ran.out
    assert PAGE not in ran.out


def test_redirects_without_end_are_not_followed(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    with served(site, {"/manifest.json": moved("/manifest.json")}) as (address, asked):
        ran = run(root, "verify", address)
    assert (ran.status, len(asked)) == (2, 4)
    assert "too many redirects" in ran.err


def test_more_than_a_file_may_have_is_not_read(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    with served(site, {"/index.html": endless}) as (address, _):
        ran = run(root, "verify", address, "--all")
    assert ran.status == 1
    assert "different (1): index.html\n" in ran.out


def test_a_server_that_fails_for_a_moment_is_asked_again(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PAUSES", (0.0, 0.0))
    root = project(built=True)
    site = published(root)
    failures = [503, 429]

    def busy(handler: http.server.BaseHTTPRequestHandler) -> None:
        if failures:
            handler.send_response(failures.pop())
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            http.server.SimpleHTTPRequestHandler.do_GET(handler)  # type: ignore[arg-type]

    with served(site, {f"/{PAGE}": busy}) as (address, _):
        assert run(root, "verify", address, "--all").status == 0
        failures[:] = [503] * 3
        ran = run(root, "verify", address, "--all")
    assert ran.status == 2
    assert f"cannot read {PAGE}: status 503" in ran.err


def test_the_page_for_what_is_not_there_may_come_with_its_status(project: Lay, run: Run) -> None:
    root = project(built=True)
    site = published(root)
    page = (site / "404.html").read_bytes()

    def gone(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(404)
        handler.send_header("Content-Length", str(len(page)))
        handler.end_headers()
        handler.wfile.write(page)

    with served(site, {"/404.html": gone}) as (address, _):
        assert run(root, "verify", address, "--all").status == 0


@pytest.mark.parametrize(
    ("one", "other", "line", "column", "offset"),
    [
        ("a\nbc\n", "a\nbd\n", 2, 2, 3),
        ("a\n", "a\nb\n", 2, 1, 2),
        ("", "a", 1, 1, 0),
        ("é\nü", "é\nö", 2, 1, 4),
        (f"{'x' * 70_000}a", f"{'x' * 70_000}b", 1, 70_001, 70_000),
        (b"\0\1\2", b"\0\1\3", 0, 0, 2),
        (b"\xff1", b"\xff2", 0, 0, 1),
    ],
)
def test_the_place_of_a_difference(
    one: str | bytes, other: str | bytes, line: int, column: int, offset: int
) -> None:
    here, there = (text.encode() if isinstance(text, str) else text for text in (one, other))
    place = first_place(here, there)
    assert (place.line, place.column) == (line, column)
    if not line or place.line != 2 or "é" not in str(one):
        assert place.offset == offset
