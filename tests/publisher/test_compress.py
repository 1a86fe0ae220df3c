"""A compressed copy of each text, for servers that hand those out; only where it is asked for."""

import gzip
import json
import random
from pathlib import Path

import pytest

from publisher.compress import compress
from publisher.progress import QUIET, Progress
from tests.publisher.lakes import Lay, Run, tree

pytestmark = pytest.mark.xdist_group("lakes")

LONG = ("Lake Superior, " * 200).encode()


def lay(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_copy_stands_beside_each_text_that_gains_by_it(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3000)
    site = lay(
        tmp_path,
        **{"index_html": LONG, "a__b_csv": LONG, "a__short_html": LONG[:1399], "noise_json": noise},
        **{"map_png": LONG, "data_parquet": LONG, "all_zip": LONG, "sitemap_xml_gz": LONG},
    )
    before = tree(site)
    done = compress(site, Progress(QUIET))
    copies = {path for path in tree(site) if path not in before}
    assert copies == {"index.html.gz", "a/b.csv.gz"}
    assert {path: tree(site)[path] for path in before} == before
    assert done == {"compressed": 2, "bytes": sum((site / c).stat().st_size for c in copies)}
    for copy in copies:
        assert gzip.decompress((site / copy).read_bytes()) == LONG


def test_a_copy_says_nothing_of_when_and_where_it_was_made(tmp_path: Path) -> None:
    for name in ("one", "other"):
        lay(tmp_path / name, index_html=LONG)
        compress(tmp_path / name, Progress(QUIET), workers=1 if name == "one" else 3)
    one, other = ((tmp_path / n / "index.html.gz").read_bytes() for n in ("one", "other"))
    assert one == other
    # RFC 1952: deflate, no name, no time, no system.
    assert one[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def test_a_build_makes_copies_only_when_it_is_told_to(project: Lay, run: Run) -> None:
    root = project(built=True)
    before = tree(root / "site")
    assert [path for path in before if path.endswith((".html.gz", ".csv.gz"))] == []
    assert run(root, "build", "-q", "--precompress") == (0, "", "")
    after = tree(root / "site")
    assert "index.html.gz" in after and "assets/vega.js.gz" in after
    # The manifest says that there are copies; all else is as it was.
    assert {path for path in before if after[path] != before[path]} == {"manifest.json"}
    page = (root / "site/lakes/blue/index.html").read_bytes()
    assert gzip.decompress((root / "site/lakes/blue/index.html.gz").read_bytes()) == page
    stages = json.loads((root / "build/report.json").read_text())["stages"]
    assert [s["compressed"] for s in stages if s["stage"] == "compress"] == [
        len(after) - len(before)
    ]
    # A second build knows that site again, and one without the option drops the copies.
    assert run(root, "build", "--precompress").err.startswith("nothing has changed")
    assert run(root, "build", "-q") == (0, "", "")
    assert tree(root / "site") == before
