"""Measures the build and what it publishes; prints a table for bench/README.md.

    python bench/run.py            all figures, once
    python bench/run.py --runs 3   the median of three

Each timing is a process of its own on a copy of the project without build/, .cache/ and site/.
"""

import argparse
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.rounds import table

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns("build", ".cache", "site", ".venv", ".git", ".*_cache")


def timed(root: Path, *arguments: str) -> tuple[float, float]:
    """Wall seconds and peak memory (MB, largest process) of one run of build.py."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    start = time.monotonic()
    subprocess.run([sys.executable, "build.py", *arguments, "--quiet"], cwd=root, check=True)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return seconds, max(before, after) / 1024


def one_round() -> dict[str, float]:
    """All figures of one fresh copy."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT)
        figures = {}
        figures["check, cold (s)"], _ = timed(root, "check")
        figures["check, cached (s)"], _ = timed(root, "check")
        shutil.rmtree(root / ".cache")
        shutil.rmtree(root / "build")
        figures["build, cold (s)"], memory = timed(root, "build")
        figures["build, nothing changed (s)"], _ = timed(root, "build")
        figures["peak memory of a cold build (MB)"] = memory
        report = json.loads((root / "build/report.json").read_text())
        for stage in report["stages"]:
            figures[f"  of it {stage['stage']} (s)"] = stage["seconds"]
        figures |= sizes(root / "site")
        return figures


def sizes(site: Path) -> dict[str, float]:
    """Sizes that a reader's connection feels, gzip level 6, in KB."""
    pages = [
        len(gzip.compress(file.read_bytes(), 6)) / 1024
        for file in (site / "counties").glob("*/*/index.html")
    ]
    index = len(gzip.compress((site / "search/search_index.json").read_bytes(), 6)) / 1024
    everything = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    return {
        "county page, median (KB)": statistics.median(pages),
        "county page, largest (KB)": max(pages),
        "county pages": len(pages),
        "search index (KB)": index,
        "whole site (MB)": everything / 1024 / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    runs = parser.parse_args().runs
    rounds = [one_round() for _ in range(runs)]
    sys.stdout.write(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {runs} run(s)\n\n")
    table(rounds)


if __name__ == "__main__":
    main()
