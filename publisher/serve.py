"""Shows the site on this machine and builds it again when its content changes.

In: a project. Out: the site at http://127.0.0.1:PORT/, refreshed in open pages after each build.
Never: listens to another machine, or stops at a mistake in the content: the last good page stays.
"""

import functools
import threading
import time
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from publisher.build import CONTENT, Project, build
from publisher.builderconfig import CONFIG
from publisher.package import DESCRIPTOR
from publisher.problem import InputError
from publisher.progress import QUIET, Progress

POLL = 0.5  # seconds between two looks at the files
VERSION_PATH = "/__version__"
# Asks for the version until it changes; the address is not part of the published site.
SCRIPT = (
    b"<script>(function(){let seen;setInterval(async()=>{try{const v=await(await fetch('"
    + VERSION_PATH.encode()
    + b"')).text();if(seen&&seen!==v)location.reload();seen=v}catch(e){}},1000)})()</script>"
)


def serve(project: Project, progress: Progress, port: int) -> None:
    """Builds, serves and watches until interrupted. Raises InputError if the first build fails."""
    build(project, progress)
    state = {"version": "0"}
    handler = functools.partial(_Handler, project.site, state)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        progress.line(f"http://127.0.0.1:{server.server_port}/  (stop with Ctrl-C)", QUIET)
        seen = snapshot(project.root)
        while True:
            time.sleep(POLL)
            now = snapshot(project.root)
            if now != seen:
                seen = now
                rebuild(project, progress)
                state["version"] = str(time.monotonic_ns())


def rebuild(project: Project, progress: Progress) -> bool:
    """One more build; a mistake in the content is shown and leaves the last site."""
    fresh = Progress(progress.level)
    try:
        build(project, fresh)
    except InputError as error:
        for problem in error.problems:
            fresh.line(str(problem), QUIET)
        return False
    return True


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file that a build reads."""
    files = [root / DESCRIPTOR, root / CONFIG]
    files += [file for folder in CONTENT for file in (root / folder).rglob("*") if file.is_file()]
    seen = {}
    for file in files:
        if "__pycache__" in file.parts or not file.exists():
            continue
        status = file.stat()
        seen[str(file)] = (status.st_size, status.st_mtime_ns)
    return seen


class _Handler(SimpleHTTPRequestHandler):
    """Files of the site; pages get a script that reloads them after a build."""

    def __init__(self, site: Path, state: dict[str, str], *rest: object) -> None:
        self.state = state
        super().__init__(*rest, directory=str(site))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if urlsplit(self.path).path == VERSION_PATH:
            self._send(HTTPStatus.OK, "text/plain", self.state["version"].encode())
            return
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.split("?")[0].endswith("/"):
            path = path / "index.html"
        if path.suffix == ".html" and path.is_file():
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", path.read_bytes() + SCRIPT)
            return
        super().do_GET()

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not news."""
