"""Measures `build.py serve`: from saving one policy event to the refreshed page in a browser.

    python bench/preview.py            median of five saves; needs Chromium

The server runs in a process of its own on a copy of the project; a page of a place is open in
Chromium, and refreshes by itself.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns("build", ".cache", "site", ".venv", ".git", ".*_cache")
EVENTS = "datasets/policies/events/north-carolina.csv"
BEFORE = "New sheriff ends the 287(g) agreement"
PAGE = "counties/north-carolina/wake/"
SAVES = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        shutil.copytree(ROOT, root, ignore=LEFT_OUT)
        start = time.monotonic()
        command = [sys.executable, "build.py", "serve", "--port", "0"]
        with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as server:
            try:
                address = first_address(server)
                print(f"first start, nothing kept (s): {time.monotonic() - start:.1f}")
                measure(root, address)
            finally:
                server.terminate()


def first_address(server: "subprocess.Popen[str]") -> str:
    """The address that the server says."""
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise SystemExit("the server ended")


def measure(root: Path, address: str) -> None:
    """Saves the event again and again, and waits each time until the page shows it."""
    file = root / EVENTS
    text = file.read_text(encoding="utf-8")
    assert BEFORE in text
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        start = time.monotonic()
        page.goto(address + PAGE)
        print(f"first page (s): {time.monotonic() - start:.1f}")
        seconds = []
        for number in range(SAVES):
            said = f"New sheriff ends the 287(g) agreement (save {number})"
            file.write_text(text.replace(BEFORE, said), encoding="utf-8")
            start = time.monotonic()
            page.get_by_text(said).first.wait_for(state="attached", timeout=60_000)
            seconds.append(time.monotonic() - start)
            time.sleep(1)
        browser.close()
    print(f"save to refreshed page, median of {SAVES} (s): {statistics.median(seconds):.2f}")
    print(f"save to refreshed page, slowest (s): {max(seconds):.2f}")


if __name__ == "__main__":
    main()
