"""Puts a compressed copy beside the files of a site that are text, for hosts that hand those out.

In: the folder of a new site. Out: `page.html.gz` beside `page.html`, and so on.
Never: changes a file, or writes a copy that would not save a reader anything.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from publisher.archive import gzipped
from publisher.progress import Progress

# What is text, or (wasm) shrinks like it. Tables in formats of their own (Parquet, SQLite) are read
# in parts, which a compressed copy would not allow; pictures and zips are compressed already.
KINDS = {
    ".atom", ".css", ".csv", ".geojson", ".html", ".js", ".json", ".jsonl", ".map", ".md", ".mjs",
    ".ndjson", ".po", ".sql", ".svg", ".tsv", ".txt", ".wasm", ".webmanifest", ".xml",
}  # fmt: skip
SMALLEST = 1_400  # bytes: what fits into one packet of a network gains nothing


def compress(folder: Path, progress: Progress, workers: int = 2) -> dict[str, int]:
    """Writes the copies; how many, and how many bytes they have.

    The same file gives the same copy, whenever and wherever; another release of zlib may give
    another one, of the same content. Threads suffice: zlib works without Python's lock.
    """
    files = sorted(_large_texts(folder))
    with progress.counting("compressing", len(files)) as step, ThreadPoolExecutor(workers) as pool:
        sizes = [step(size) for size in pool.map(_compressed, files)]
    return {"compressed": sum(1 for size in sizes if size), "bytes": sum(sizes)}


def _large_texts(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        for name in names:
            file = Path(parent) / name
            if file.suffix in KINDS and file.stat().st_size >= SMALLEST:
                yield file


def _compressed(file: Path) -> int:
    """Writes the copy of one file; its size, 0 where it would not be smaller."""
    content = file.read_bytes()
    copy = gzipped(content)
    if len(copy) >= len(content):
        return 0
    file.with_name(f"{file.name}.gz").write_bytes(copy)
    return len(copy)
