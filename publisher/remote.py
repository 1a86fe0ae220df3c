"""Reads files of a published site over HTTP.

In: the site's address; paths in it. Out: the bytes of a file, or its size and hash.
Never: trusts the server: it waits, reads and follows redirects only as far as is told here.
"""

import http.client
import threading
import time
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from publisher.differing import File
from publisher.problem import CannotRunError, shown

TIMEOUT = 30.0  # seconds for any answer of the server, and the least for a whole file
SLOWEST = 50_000  # bytes a second that a file may take at least
BLOCK = 1 << 16
REDIRECTS = 3
PAUSES = (0.0, 1.0, 4.0)  # seconds before another try; a kept connection may just have ended
GONE = {403, 404, 410}  # 403: what a bucket says of a file that is not there
ERROR_PAGE = "404.html"  # servers hand it out as what it is, with status 404
BUSY = {429, 500, 502, 503, 504}


class RefusedError(Exception):
    """The server answered, with what cannot be the file that was asked for."""


class Remote:
    """A site at an http(s) address. May be used by several threads, each with a connection."""

    def __init__(self, address: str) -> None:
        """Raises CannotRunError for what is no address."""
        try:
            parts = urlsplit(address)
            known = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
            port = parts.port
        except ValueError:
            known, port = None, None
        if not known or not address.isprintable() or " " in address:
            raise CannotRunError(f"{shown(address)} is not the address of a site")
        self.host, self.port, self.scheme = str(parts.hostname), port, parts.scheme
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.base = quote(f"{parts.path.rstrip('/')}/", safe="/%")
        self._own = threading.local()

    def read(self, path: str, limit: int) -> bytes | None:
        """The bytes of a file, None when there is none.

        Raises RefusedError when it has more bytes than `limit`, or lies at another host;
        CannotRunError when the server does not answer.
        """
        blocks = self._blocks(path, limit)
        return None if blocks is None else b"".join(blocks)

    def known(self, path: str, limit: int) -> File | None:
        """Size and hash of a file, None when there is none. Raises as `read` does."""
        blocks = self._blocks(path, limit)
        if blocks is None:
            return None
        digest, size = sha256(), 0
        for block in blocks:
            digest.update(block)
            size += len(block)
        return File(size, digest.hexdigest())

    def _blocks(self, path: str, limit: int) -> list[bytes] | None:
        pauses = iter(PAUSES)
        while True:
            try:
                return self._asked(path, limit)
            except (OSError, UnicodeError, http.client.HTTPException) as error:
                self._drop()
                pause = next(pauses, None)
                if pause is None:
                    why = str(error) or type(error).__name__
                    raise CannotRunError(f"{self.origin}: cannot read {path}: {why}") from None
                time.sleep(pause)

    def _asked(self, path: str, limit: int) -> list[bytes] | None:
        target = self.base + quote(path)
        for _ in range(REDIRECTS + 1):
            connection = self._connection()
            headers = {"Accept-Encoding": "identity", "User-Agent": "publisher-verify"}
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            if answer.status == 200 or (answer.status == 404 and path == ERROR_PAGE):
                return list(self._body(answer, limit))
            self._drop()  # what else it says is not read
            if answer.status in GONE:
                return None
            if answer.status in BUSY:
                raise http.client.HTTPException(f"status {answer.status}")
            if answer.status not in (301, 302, 303, 307, 308):
                raise RefusedError(f"status {answer.status}")
            target = self._followed(target, answer.getheader("Location") or "")
        raise RefusedError("too many redirects")

    def _followed(self, target: str, location: str) -> str:
        """Where a redirect leads, on this host. Raises RefusedError when it leads elsewhere."""
        try:
            to: SplitResult = urlsplit(urljoin(self.origin + target, location))
        except ValueError:
            raise RefusedError("a redirect to nowhere") from None
        if f"{to.scheme}://{to.netloc}" != self.origin or not to.path.isascii():
            raise RefusedError(f"a redirect to another place, {shown(location)}")
        return to.path + (f"?{to.query}" if to.query else "")

    def _body(self, answer: http.client.HTTPResponse, limit: int) -> Iterator[bytes]:
        end, size = time.monotonic() + TIMEOUT + limit / SLOWEST, 0
        while block := answer.read1(BLOCK):
            size += len(block)
            if size > limit:
                self._drop()
                raise RefusedError(f"more than the {limit:,} bytes that it may have")
            if time.monotonic() > end:
                raise TimeoutError("too slow")
            yield block
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        answer.close()  # the connection is kept for the next file

    def _connection(self) -> http.client.HTTPConnection:
        kept: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if kept is None:
            secure = self.scheme == "https"
            kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
            kept = kind(self.host, self.port, timeout=TIMEOUT)
            self._own.connection = kept
        return kept

    def _drop(self) -> None:
        if kept := getattr(self._own, "connection", None):
            kept.close()
            self._own.connection = None
