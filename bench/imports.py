"""Measures `build.py import` on invented releases of the Deportation Data Project's layout.

    python bench/imports.py                 600,000 rows
    python bench/imports.py --rows 20000000

Each import is a process of its own on a copy of the project that has been checked, as it is after
`make site`; `first` finds nothing of the release, `again` its rows. Prints seconds (wall and
processor) and the largest memory of the process.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.release import make_release

ROOT = Path(__file__).parent.parent
CONTENT = ("datapackage.json", "mkdocs.yml", "datasets", "site_src")


def main() -> None:
    """Makes a release, imports it twice and prints what each import took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=600_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_release(folder / "latest.parquet", rows)
        (folder / "project").mkdir()
        for part in CONTENT:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            copy(ROOT / part, folder / "project" / part)
        tool = [sys.executable, str(ROOT / "build.py")]
        where = ["--root", str(folder / "project"), "--quiet"]
        subprocess.run([*tool, "check", *where], check=True)
        command = [*tool, "import", "deportation-data-project", str(folder / "latest.parquet")]
        command += where
        for turn in ("first", "again"):
            start = time.monotonic()
            run = subprocess.Popen(command)
            _, status, used = os.wait4(run.pid, 0)
            seconds, worked = time.monotonic() - start, used.ru_utime + used.ru_stime
            memory = used.ru_maxrss // 1000
            print(f"{turn}: {rows:,} rows, {seconds:.1f} s, processor {worked:.1f} s, {memory} MB")
            if status:
                sys.exit(1)


if __name__ == "__main__":
    main()
