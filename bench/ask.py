"""Measures "Ask the data": from opening a shared link, nothing kept, to the answer in the page.

python bench/ask.py                medians of five; needs `make site` and Chromium
"""

import functools
import gzip
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.rounds import table

SITE = Path(__file__).parent.parent / "site"
FETCHED = ("ask.js", "ask-worker.js", "vendor/sqlite3.mjs", "vendor/sqlite3.wasm")
LIGHT = "select * from policy_events where state_fips = '37'"
HEAVY = "select county_fips, avg(population) from population group by county_fips order by 2 desc"
RUNS = 5


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what is asked for."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the site's first page."""
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def measure(browser: Browser, address: str) -> dict[str, float]:
    """Seconds of one reader who comes for the first time."""
    page = browser.new_context().new_page()
    start = time.monotonic()
    page.goto(f"{address}ask/#q={quote(LIGHT)}")
    page.locator(".asking-rows tbody td").first.wait_for()
    first = time.monotonic() - start
    page.get_by_label("SQL, as SQLite reads it").fill(HEAVY)
    start = time.monotonic()
    page.get_by_role("button", name="Run").click()
    page.locator(".asking-rows th", has_text="avg(population)").wait_for()
    second = time.monotonic() - start
    page.context.close()
    return {"shared link to answer (s)": first, "78,628 rows grouped (s)": second}


def main() -> None:
    weight = sum(len(gzip.compress((SITE / "assets" / name).read_bytes(), 6)) for name in FETCHED)
    (database,) = (SITE / "data/latest").glob("*.sqlite.gz")
    size = database.stat().st_size
    sys.stdout.write(f"engine, gzip (KB): {weight / 1000:.0f}; tables (KB): {size / 1000:.0f}\n")
    with sync_playwright() as playwright, served(SITE) as address:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        table([measure(browser, address) for _ in range(RUNS)], digits=2)
        browser.close()


if __name__ == "__main__":
    main()
