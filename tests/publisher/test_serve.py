"""The site can be looked at while it is written: changes show at once, mistakes change nothing."""

import html
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publisher.preview import Preview
from publisher.progress import QUIET, Progress
from publisher.project import Project
from publisher.serve import snapshot
from tests.publisher.lakes import (
    CHARTS,
    INDEX,
    LAKE_PAGE,
    LARGEST,
    LEVELS_CSV,
    ROOT,
    Lay,
    Run,
    changed,
    front_door,
)

pytestmark = pytest.mark.xdist_group("lakes")

PATIENCE = 60.0  # seconds until a server that says nothing is given up


class Served:
    """`build.py serve` in a process of its own."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--root", str(root)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # A run in the background may have been told to ignore Ctrl-C, and a child inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        self.timer = threading.Timer(PATIENCE, self.process.kill)
        self.timer.start()
        self.address = self.said(r"http://127\.0\.0\.1:\d+/")

    def said(self, pattern: str) -> str:
        """Waits until the server says this, and gives what matched."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(pattern, line):
                return found[0]
        raise AssertionError(f"the server ended without saying {pattern}")

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def get_until(self, path: str, good: Callable[[str], bool]) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if good(text := self.get(path)):
                return text
        raise AssertionError(f"{path} stays as it was")

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """Ends the server; its exit status and what it said last."""
        self.process.send_signal(how)
        _, err = self.process.communicate(timeout=PATIENCE)
        self.timer.cancel()
        return self.process.returncode, err


@pytest.fixture
def serve(project: Lay) -> Iterator[Callable[[], tuple[Path, Served]]]:
    """Serves a copy of the built lakes until the test ends."""
    started: list[Served] = []

    def start() -> tuple[Path, Served]:
        root = project(built=True)
        started.append(Served(root))
        return root, started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop(signal.SIGKILL)


Start = Callable[[], tuple[Path, Served]]


def test_pages_reload_themselves_when_the_content_changes(serve: Start) -> None:
    root, server = serve()
    first = server.get("")
    assert "<h1" in first
    assert "/__version__" in first
    assert "/__version__" not in (root / "site/index.html").read_text(encoding="utf-8")
    version = server.get("__version__")
    (root / INDEX).write_text(changed(INDEX, "# Lakes", "# Waters")[INDEX], encoding="utf-8")
    server.get_until("__version__", lambda text: text != version)
    assert "Waters" in server.get("")


def test_a_mistake_is_shown_above_the_last_good_page_until_it_is_mended(serve: Start) -> None:
    root, server = serve()
    server.get("")
    good = (root / LARGEST).read_text(encoding="utf-8")
    version = server.get("__version__")
    (root / LARGEST).write_text(good.replace("max(area)", "max(depth)"), encoding="utf-8")
    assert "depth" in server.said(r"^site_src/queries/largest\.sql:2  .*depth.* not found")
    server.get_until("__version__", lambda text: text != version)
    page = server.get("")
    assert '">12.5</a> km²' in page
    assert '<div role="alert"' in page
    assert "site_src/queries/largest.sql:2" in page
    # It goes on: the mistake mended, the page changes and the words above it go.
    (root / LARGEST).write_text(good.replace("max(area)", "min(area)"), encoding="utf-8")
    mended = server.get_until("", lambda text: '<div role="alert"' not in text)
    assert '">3</a> km²' in mended


def test_a_mistake_in_one_page_leaves_the_others(serve: Start) -> None:
    root, server = serve()
    blue = server.get("lakes/blue/")
    good = (root / LAKE_PAGE).read_text(encoding="utf-8")
    (root / LAKE_PAGE).write_text(f"{good}\n{{{{ nope }}}}\n", encoding="utf-8")
    page = server.get_until("lakes/blue/", lambda text: "nope" in text)
    assert "'nope' is undefined" in html.unescape(page)
    assert (
        blue.split('<script src="/__version__.js"')[0].strip() in page
    )  # the last good page is below it
    assert '<div role="alert"' not in server.get("")
    assert '<div role="alert"' in server.get("lakes/green/")  # which has no last good page


HOSTILE = "<script>alert(1)</script>"


def test_what_is_wrong_is_shown_as_text(serve: Start) -> None:
    root, server = serve()
    csv = (root / LEVELS_CSV).read_text(encoding="utf-8")
    (root / LEVELS_CSV).write_text(f"{csv}blue,{HOSTILE},1\n", encoding="utf-8")
    page = server.get_until("", lambda text: '<div role="alert"' in text)
    assert HOSTILE not in page
    assert html.escape(HOSTILE) in page


def answered(preview: Preview, path: str) -> bytes:
    answer = preview.answer(path)
    assert answer.problems == ()
    return answer.body


def test_what_is_shown_is_what_would_be_built(project: Lay, run: Run) -> None:
    root = project(built=True)
    csv = (root / LEVELS_CSV).read_text(encoding="utf-8")
    preview = Preview(Project(root), Progress(QUIET))
    preview.update()
    answered(preview, "lakes/blue/")
    changes: tuple[dict[str, str], ...] = (
        {},
        {LEVELS_CSV: csv.replace("4.25", "9.75")},
        changed(LARGEST, "max(area)", "min(area)"),
        changed(LAKE_PAGE, "[All lakes]", "[Every lake]"),
        changed(CHARTS, "mark_line", "mark_area"),
        changed("mkdocs.yml", "site_name: Lakes", "site_name: Waters"),
    )
    for files in changes:
        for path, text in files.items():
            (root / path).write_text(text, encoding="utf-8")
        preview.update()
        assert run(root, "build", "-q") == (0, "", "")
        site = root / "site"
        paths = [file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()]
        assert len(paths) > 80
        paths.remove("manifest.json")  # of a whole site, which a preview never has
        different = [p for p in paths if answered(preview, p) != (site / p).read_bytes()]
        assert different == [], files


@pytest.mark.parametrize(
    ("mistake", "is_there"),
    [(("blue", "nowhere"), True), (("4.25", "425"), False)],
    ids=["found by the check", "found by a rule, with the tables loaded"],
)
def test_a_file_of_the_tables_is_that_of_the_last_good_state_or_none(
    mistake: tuple[str, str], is_there: bool, project: Lay
) -> None:
    root = project()
    good = (root / LEVELS_CSV).read_text(encoding="utf-8")
    preview = Preview(Project(root), Progress(QUIET))
    preview.update()
    (root / LEVELS_CSV).write_text(good.replace(*mistake), encoding="utf-8")
    preview.update()
    answer = preview.answer("data/latest/levels.csv")
    assert {problem.file for problem in preview.problems} == {LEVELS_CSV}
    (root / LEVELS_CSV).write_text(good, encoding="utf-8")
    preview.update()
    published = answered(preview, "data/latest/levels.csv")
    assert b"blue,2020-02-01,4.25\n" in published
    assert answer.body == (published if is_there else b"")
    assert answer.problems or is_there


def test_files_are_served_as_they_are(serve: Start) -> None:
    root, server = serve()
    assert server.get("assets/site.css") == ".figure { margin: 0; }\n"
    assert server.get("lakes/blue/?x=1") == server.get("lakes/blue/index.html")
    assert "<h1" in server.get("lakes/blue")
    for path in ("nope/", "../datapackage.json", "%2e%2e/datapackage.json"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            server.get(path)
    assert (root / "datapackage.json").exists()


def test_a_part_of_a_file_is_served_when_it_is_asked_for(serve: Start) -> None:
    _, server = serve()
    address = f"{server.address}assets/site.css"  # .figure { margin: 0; }
    for header, status, text in [
        ("bytes=0-6", 206, ".figure"),
        ("bytes=10-", 206, "margin: 0; }\n"),
        ("bytes=-4", 206, "; }\n"),
        ("bytes=0-999", 206, ".figure { margin: 0; }\n"),
        ("bytes=0-1,3-4", 200, ".figure { margin: 0; }\n"),
        ("bytes=99-", 200, ".figure { margin: 0; }\n"),
        ("lines=1-2", 200, ".figure { margin: 0; }\n"),
    ]:
        request = urllib.request.Request(address, headers={"Range": header})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert (answer.status, answer.read().decode()) == (status, text), header
    head = urllib.request.Request(address, method="HEAD")
    with urllib.request.urlopen(head, timeout=PATIENCE) as answer:
        assert (answer.headers["Content-Length"], answer.read()) == ("23", b"")


def test_a_reader_who_leaves_before_the_answer_is_not_told_of(serve: Start) -> None:
    _, server = serve()
    place = urllib.parse.urlsplit(server.address)
    for _ in range(3):
        with socket.create_connection((place.hostname or "", place.port or 0)) as connection:
            connection.sendall(b"GET /lakes/blue/ HTTP/1.1\r\n")
            # Closed with a reset, as by a browser that goes away.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert "<h1" in server.get("lakes/blue/")
    status, err = server.stop(signal.SIGINT)
    assert (status, err) == (130, "")


def test_no_other_machine_can_see_it(serve: Start) -> None:
    _, server = serve()
    port = urllib.parse.urlsplit(server.address).port
    assert port is not None
    # Another address of this machine stands for any but 127.0.0.1.
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port), timeout=5):
        pass


def test_ctrl_c_stops_it_without_a_word(serve: Start) -> None:
    _, server = serve()
    assert server.stop(signal.SIGINT) == (130, "")


def test_a_port_that_is_taken_ends_in_status_2(project: Lay) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = front_door("serve", "-q", "--port", port, "--root", str(project(built=True)))
    assert ran.status == 2
    assert ran.err.startswith("cannot run: ")
    assert "Traceback" not in ran.err


def test_a_first_build_that_fails_ends_in_status_1(project: Lay) -> None:
    files = changed(LARGEST, "max(area)", "max(depth)")
    ran = front_door("serve", "-q", "--port", "0", "--root", str(project(files, built=True)))
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("site_src/queries/largest.sql:2  ")


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("datapackage.json", True),
        ("mkdocs.yml", True),
        ("datasets/lakes/lakes.csv", True),
        ("site_src/charts/lakes.py", True),
        ("site_src/pages/new.md", True),
        ("site_src/charts/__pycache__/lakes.pyc", False),
        ("build/docs/index.md", False),
        ("site/index.html", False),
        ("notes.txt", False),
    ],
)
def test_what_a_build_reads_is_watched(path: str, seen: bool, project: Lay) -> None:
    root = project()
    before = snapshot(root)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as opened:
        opened.write("\n")
    assert (snapshot(root) != before) is seen


def test_a_file_that_is_gone_is_seen(project: Lay) -> None:
    root = project()
    before = snapshot(root)
    (root / LARGEST).unlink()
    assert snapshot(root) != before
