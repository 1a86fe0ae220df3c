"""Writes a folder of files and leaves alone what has not changed.

In: paths and contents. Out: the folder holding exactly those.
Never: rewrites a file with the same bytes; a builder that watches would rebuild for nothing.
"""

import os
from pathlib import Path

from publisher.problem import CannotRunError


class Writer:
    """Collects the files of one folder; `finish` removes the files of earlier runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}
        self.changed = 0

    def write(self, path: str, content: bytes | str) -> None:
        """One file, by its path from the folder with forward slashes."""
        data = content.encode() if isinstance(content, str) else content
        if path in self.sizes:
            raise CannotRunError(f"two parts of the build write {path}")
        self.sizes[path] = len(data)
        target = self.folder / path
        try:
            if target.stat().st_size == len(data) and target.read_bytes() == data:
                return
            target.unlink()  # a new file, not new bytes in it: the published site may link to it
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self.changed += 1

    def finish(self) -> int:
        """Removes every file that was not written, and empty folders; the bytes of the rest."""
        for parent, _, names in os.walk(self.folder, topdown=False):
            for name in names:
                file = Path(parent) / name
                if file.relative_to(self.folder).as_posix() not in self.sizes:
                    file.unlink()
            if not any(os.scandir(parent)) and Path(parent) != self.folder:
                Path(parent).rmdir()
        return sum(self.sizes.values())
