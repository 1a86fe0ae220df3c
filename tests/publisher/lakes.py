"""The invented lakes of tests/lakes as a project to change, run and look at."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from publisher.cache import Cache
from publisher.charts import read_charts
from publisher.draw import draw
from publisher.edition import Edition
from publisher.package import Package, load_package
from publisher.plan import plan
from publisher.progress import QUIET, Progress
from publisher.query import read_queries, run_queries
from publisher.release import Release
from publisher.site import Site, Tables, read_tables
from publisher.theme import read_theme
from publisher.warehouse import load, reading

ROOT = Path(__file__).parents[2]
LAKES = ROOT / "tests" / "lakes"
IGNORED = shutil.ignore_patterns("__pycache__")

Files = Mapping[str, str | bytes | None]

# Often changed in tests.
DESCRIPTOR = "datapackage.json"
LAKES_CSV = "datasets/lakes/lakes.csv"
LEVELS_CSV = "datasets/levels/2020.csv"
CHARTS = "site_src/charts/lakes.py"
INDEX = "site_src/pages/index.md"
LAKE_PAGE = "site_src/pages/lakes/lake.md"
LARGEST = "site_src/queries/largest.sql"
LEVELS_SQL = "site_src/queries/lake_levels.sql"


class Ran(NamedTuple):
    """What a run of the command line left: its exit status and what it printed."""

    status: int
    out: str
    err: str


class Lay(Protocol):
    def __call__(self, files: Files | None = None, *, built: bool = False) -> Path:
        """The folder of a new project: the lakes with files changed, or (None) left out."""


class Run(Protocol):
    def __call__(self, root: Path, *arguments: str) -> Ran:
        """Runs the command line on a project, inside this process."""


def lay(folder: Path, files: Files | None = None, source: Path = LAKES) -> Path:
    """A copy of `source` at `folder`, with the files of the dict over it; None removes a file."""
    shutil.copytree(source, folder, ignore=IGNORED)
    for path, content in (files or {}).items():
        file = folder / path
        if content is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def changed(path: str, old: str, new: str) -> dict[str, str]:
    """A file of the lakes with one text in it replaced."""
    text = (LAKES / path).read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old}"
    return {path: text.replace(old, new)}


def front_door(*arguments: str, **environment: str) -> Ran:
    """`python build.py …` in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    return Ran(run.returncode, run.stdout, run.stderr)


def tree(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, by its path."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def site_of(root: Path) -> Site:
    """Everything that pages may speak of, from the tables, queries and charts of a project."""
    package = load_package(root)
    load(package, root / "build/warehouse.duckdb")
    files = read_queries(root)
    charts = read_charts(root, set(files), set(package.topologies))
    with reading(root / "build/warehouse.duckdb") as connection:
        queries, results = run_queries(package, files, connection)
        tables = read_tables(package, connection)
    theme, cache, progress = read_theme(root), Cache(root / ".cache"), Progress(QUIET)
    figures = plan(charts, queries, results, theme, cache)
    draw([(figures.values(), results)], {}, cache, progress, workers=1)
    release = Release(package, root / "build/warehouse.duckdb", cache)
    return Site(package, queries, results, figures, theme, cache, tables, release)


def bare_edition(root: Path, package: Package | None = None) -> Edition:
    """A site without a table, a query or a figure, in English."""
    whole = package or Package(root, {}, ())
    cache = Cache(root / ".cache")
    release = Release(whole, root / "build/warehouse.duckdb", cache)
    site = Site(whole, {}, {}, {}, read_theme(LAKES), cache, Tables({}, {}, {}), release)
    return Edition(site, frozenset())
