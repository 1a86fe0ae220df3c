"""Shows the site on this machine, and shows it anew when its content changes.

In: a project. Out: the site at http://127.0.0.1:PORT/; open pages refresh by themselves.
Never: listens to another machine, or stops at a mistake in the content: the last good page stays,
with what is wrong above it.
"""

import functools
import re
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from publisher.bounds import CONTENT
from publisher.builderconfig import CONFIG
from publisher.language import ENGLISH
from publisher.package import DESCRIPTOR
from publisher.preview import Answer, Preview
from publisher.problem import InputError, Report
from publisher.progress import QUIET, Progress
from publisher.project import Project
from publisher.report import as_text
from publisher.templating import environment

POLL = 0.2  # seconds between two looks at the files
VERSION_PATH = "__version__"
# What pages are shown with, as files: the policy of a page allows no script that stands in it.
TEMPLATES = Path(__file__).parent / "templates"
SHOWN_WITH = {
    f"{VERSION_PATH}.js": (TEMPLATES / "preview.js", "text/javascript; charset=utf-8"),
    f"{VERSION_PATH}.css": (TEMPLATES / "preview.css", "text/css; charset=utf-8"),
}


def serve(project: Project, progress: Progress, port: int) -> None:
    """Serves and watches until interrupted. Raises InputError if there is nothing to show yet."""
    preview = Preview(project, progress)
    seen = snapshot(project.root)
    preview.update()
    if preview.problems:
        raise InputError(preview.problems)
    handler = functools.partial(_Handler, preview)
    with Server(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        progress.line(f"http://127.0.0.1:{server.server_port}/  (stop with Ctrl-C)", QUIET)
        while True:
            time.sleep(POLL)
            now = snapshot(project.root)
            if now != seen:
                seen = now
                preview.update()


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file that a build reads."""
    files = [root / DESCRIPTOR, root / CONFIG]
    files += [file for folder in CONTENT for file in (root / folder).rglob("*")]
    seen = {}
    for file in files:
        if "__pycache__" in file.parts:
            continue
        try:
            status = file.stat()
        except FileNotFoundError:
            continue  # it went while we looked
        if not file.is_dir():
            seen[str(file)] = (status.st_size, status.st_mtime_ns)
    return seen


class Server(ThreadingHTTPServer):
    """Listens on this machine. A reader who leaves before the answer is no mistake to tell of."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Hands paths to the preview; pages get a script that reloads them, and what is wrong."""

    def __init__(self, preview: Preview, *rest: object) -> None:
        self.preview = preview
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if path == VERSION_PATH:
            self._send(HTTPStatus.OK, "text/plain", str(self.preview.version).encode())
            return
        if path in SHOWN_WITH:
            file, kind = SHOWN_WITH[path]
            self._send(HTTPStatus.OK, kind, file.read_bytes())
            return
        version = self.preview.version
        answer = self.preview.answer(path)
        if not answer.body and not answer.problems:
            if not path.endswith("/") and self.preview.answer(f"{path}/").body:
                self._move(f"/{path}/")
                return
            missing = self.preview.answer("404.html").body
            self._send(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", missing)
            return
        body = answer.body
        if answer.kind.startswith("text/html"):
            body = with_news(answer, version)
        part = byte_range(self.headers.get("Range", ""), len(body))
        if part is None:
            self._send(HTTPStatus.OK, answer.kind, body)
        else:
            place = f"bytes {part.start}-{part.stop - 1}/{len(body)}"
            self._send(HTTPStatus.PARTIAL_CONTENT, answer.kind, body[part.start : part.stop], place)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _move(self, address: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, kind: str, body: bytes, place: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Accept-Ranges", "bytes")
        if place:
            self.send_header("Content-Range", place)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not news."""


def byte_range(header: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for; None when the whole is to be sent.

    Only one range of bytes is understood, and a server may leave others out of account (RFC 9110,
    section 14.2).
    """
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size) if int(last) else None
    part = range(int(first), min(int(last), size - 1) + 1 if last else size)
    return part or None


def with_news(answer: Answer, version: int) -> bytes:
    """A page with a script that reloads it at the next version, and with what is wrong, as text."""
    said = as_text(Report(tuple(sorted(answer.problems)))) if answer.problems else ""
    template = environment("html", ENGLISH).get_template("preview.html")
    news = template.render(version=version, path=VERSION_PATH, problems=said)
    return answer.body + news.encode()
