"""Results kept by the hash of what they were made from.

In: bytes under a key. Out: the same bytes, or nothing.
Never: lets a date decide what a result is; deleting the folder changes time, never output.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

# Versions of the tools whose output is kept; a new one makes new keys.
TOOLS = (
    "altair",
    "duckdb",
    "frictionless",
    "pandas",
    "pyreadstat",
    "vl-convert-python",
    "xlsxwriter",
)


PART = ".part-"  # how the name of a file begins that is being written
HOUR = 3600  # seconds


def digest(*parts: bytes | str | object) -> str:
    """SHA-256 (hex) of the parts; a part that is no text or bytes counts as its JSON."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, bytes):
            data = part
        elif isinstance(part, str):
            data = part.encode()
        else:
            data = json.dumps(part, sort_keys=True, default=str).encode()
        sha.update(len(data).to_bytes(8, "big"))
        sha.update(data)
    return sha.hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes; of nothing when the file is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return hashlib.sha256().hexdigest()


def tools_digest() -> str:
    """The hash of the tools' versions and of the engine's own code and templates."""
    here = Path(__file__).parent
    code = [*sorted(here.glob("*.py")), *sorted((here / "templates").glob("*.*"))]
    return digest(*(f"{tool} {version(tool)}" for tool in TOOLS), *(f.read_bytes() for f in code))


class Cache:
    """A folder of results: `kind/ab/abcdef…`. A result is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key

    def get(self, kind: str, key: str) -> bytes | None:
        try:
            return self.path(kind, key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        write_whole(self.path(kind, key), content)

    def sweep(self, kind: str, keys: Iterable[str]) -> int:
        """Removes the results of a kind whose keys are not named; the count of those removed."""
        wanted, removed = set(keys), 0
        for file in (self.folder / kind).glob("*/*"):
            if file.name not in wanted:
                file.unlink()
                removed += 1
        return removed


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file so that a reader sees the old or the new content, never a part."""
    with replacing(path) as new:
        new.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file to write in the place of `path`, which it takes whole when all has gone well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART)
    os.close(handle)
    new = Path(name)
    try:
        yield new
        new.chmod(0o644)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def remove_parts(folder: Path) -> None:
    """Removes what `replacing` left in a folder and those below it when a process was killed.

    A file that was touched within the last hour may be one that another process is writing.
    """
    for part in folder.rglob(f"{PART}*"):
        if time.time() - part.stat().st_mtime > HOUR:
            part.unlink(missing_ok=True)
