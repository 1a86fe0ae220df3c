"""Edits a project again and again while `build.py serve` shows it, and looks at what grows.

    python bench/soak.py                    200 edits
    python bench/soak.py --edits 40 --seed 3

The edits are of tables, pages, queries, charts and messages, chosen by chance; one in ten is a
mistake, which the next one mends. After each, the page of a place is asked for, that of another one
(a walk from neighbour to neighbour) and the first page. Prints for each tenth of the edits the
memory, open files and threads of the server, and the seconds until those pages had been answered.
Linux only.
"""

import argparse
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.preview import EVENTS, LEFT_OUT, PAGE, ROOT, first_address

# A file that is edited -> a text in it -> what takes its place; {} is the number of the edit.
EDITS = [
    (EVENTS, "New sheriff ends the 287(g) agreement", "New sheriff ends the 287(g) agreement ({})"),
    ("site_src/pages/index.md", "\n", "\n<!-- {} -->\n"),
    (
        "site_src/pages/counties/county.md",
        '_("What is missing") }}',
        '_("What is missing") }} ({})',
    ),
    ("site_src/queries/county_events.sql", "-- title: ", "-- title: ({}) "),
    ("site_src/charts/county.py", '"""', '"""{} '),
    ("site_src/messages/es.po", "\n", "\n# {}\n"),
]
WRONG = (EVENTS, "2018-12-07", "the 7th of December {}")


def main() -> None:
    """Prints a line for each tenth of the edits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT)
        command = [sys.executable, "build.py", "serve", "--port", "0"]
        with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as server:
            try:
                address = first_address(server)
                soak(root, address, server.pid, asked.edits, random.Random(asked.seed))
            finally:
                server.terminate()


def soak(root: Path, address: str, server: int, edits: int, chance: random.Random) -> None:
    """Edits and asks; the file that was edited last is put back by the next edit."""
    whole = {path: (root / path).read_text(encoding="utf-8") for path, *_ in (*EDITS, WRONG)}
    place = address + PAGE
    print("edits  memory  open files  threads  median s  slowest s")
    seconds: list[float] = []
    last = EVENTS
    for number in range(1, edits + 1):
        path, was, now = WRONG if number % 10 == 5 else chance.choice(EDITS)
        version = get(address + "__version__")
        start = time.monotonic()
        if last != path:
            (root / last).write_text(whole[last], encoding="utf-8")
        text = whole[path].replace(was, now.format(number), 1)
        assert text != whole[path], f"{path} has no {was}"
        (root / path).write_text(text, encoding="utf-8")
        last = path
        while get(address + "__version__") == version:
            time.sleep(0.02)
        for page in (address + PAGE, place, address):
            get(page)
        seconds.append(time.monotonic() - start)
        place = chance.choice(near(place, get(place).decode()) or [address + PAGE])
        if number % max(1, edits // 10) == 0:
            status = Path(f"/proc/{server}/status").read_text()
            memory = int(status.split("VmRSS:")[1].split()[0]) // 1024
            threads = status.split("Threads:")[1].split()[0]
            files = len(list(Path(f"/proc/{server}/fd").iterdir()))
            middle, slowest = statistics.median(seconds), max(seconds)
            line = f"{number:>5}  {memory:>3} MB  {files:>10}  {threads:>7}"
            print(f"{line}  {middle:>8.2f}  {slowest:>9.2f}", flush=True)
            seconds.clear()


def near(place: str, page: str) -> list[str]:
    """The addresses of the pages of other places that a page links to."""
    links = (urljoin(place, link) for link in re.findall(r'href="([^"#]+)"', page))
    return sorted({link for link in links if re.search(r"/counties/[^/]+/[^/]+/$", link)} - {place})


def get(address: str) -> bytes:
    """What is served at an address."""
    with urllib.request.urlopen(address, timeout=120) as answer:
        return bytes(answer.read())


if __name__ == "__main__":
    main()
