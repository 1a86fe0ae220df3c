"""Serves a built site the way a host for static pages does, but under a folder of the host."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from publisher.serve import Server, byte_range

UNDER = "/some/where/"  # a site that asks for anything above this folder does not work everywhere


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the site's first page, while the server runs."""
    handler = functools.partial(_Handler, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{UNDER}"
        server.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        if not path.startswith(UNDER):
            return str(Path(self.directory) / "outside the site")
        return super().translate_path(path.removeprefix(UNDER.rstrip("/")))

    def do_GET(self) -> None:
        """A part of a file is given when it is asked for, as hosts do."""
        file = Path(self.translate_path(self.path))
        size = file.stat().st_size if file.is_file() else 0
        part = byte_range(self.headers.get("Range", ""), size)
        if part is None:
            super().do_GET()
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")
        self.send_header("Content-Length", str(len(part)))
        self.end_headers()
        self.wfile.write(file.read_bytes()[part.start : part.stop])

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        super().end_headers()

    def list_directory(self, path: object) -> None:  # noqa: ARG002
        """A folder without a page is not there."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A missing page of the site is answered with the site's own 404 page."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not self.path.startswith(UNDER) or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are checked in the browser."""
