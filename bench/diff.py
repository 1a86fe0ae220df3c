"""Measures `build.py diff` between two folders whose largest table differs in 100,000 rows.

    python bench/diff.py            all figures, once
    python bench/diff.py --runs 3   the median of three

The folders hold the real project; the rows of one table are repeated up to 200,000, and in the
second folder every other row has another number. Each timing is a process of its own.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.rounds import table
from publisher.package import load_package
from publisher.tablediff import compare_tables

ROOT = Path(__file__).parent.parent
CONTENT = ("datapackage.json", "mkdocs.yml", "datasets", "site_src")
TABLE = "population"
NUMBER, YEAR = "population", "year"  # the column that is changed, and the one that makes keys new
ROWS = 200_000


def lay(folder: Path, more: int) -> Path:
    """The project at `folder`, with `more` added to the number of every other row of the table."""
    folder.mkdir()
    for name in CONTENT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / name)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    path = next(r["path"] for r in package["resources"] if r["name"] == TABLE)
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for number in range(ROWS):
            turn, place = divmod(number, len(rows))
            row = dict(rows[place])
            row[YEAR] = str(int(row[YEAR]) - 100 * turn)
            if number % 2:
                row[NUMBER] = str(int(row[NUMBER] or 0) + more)
            writer.writerow(row)
    return folder


def one_round(before: Path, after: Path) -> dict[str, float]:
    """Seconds of one comparison: in all, and of its stages."""
    start = time.monotonic()
    command = [sys.executable, str(ROOT / "build.py"), "diff", str(before), str(after)]
    subprocess.run(command, check=True, capture_output=True)
    figures = {"diff, 100,000 rows changed (s)": time.monotonic() - start}
    # The stages overlap: while rows are compared, the queries run.
    sides = load_package(before), load_package(after)
    start = time.monotonic()
    compare_tables(*sides, ("before", "after"), before.parent)
    figures["of it the rows alone (s)"] = time.monotonic() - start
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        before, after = lay(Path(folder) / "before", 0), lay(Path(folder) / "after", 1)
        rounds = [one_round(before, after) for _ in range(runs)]
        same = [one_round(before, before) for _ in range(runs)]
    for figures, other in zip(rounds, same, strict=True):
        figures["diff, nothing changed (s)"] = next(iter(other.values()))
    table(rounds)


if __name__ == "__main__":
    main()
