"""The files of others that the site serves are described, and are what was published."""

import hashlib
import json
from typing import Any

import pytest

from tests.site.built import ROOT

FOLDER = ROOT / "site_src/theme/assets/vendor"
ENTRIES: list[dict[str, Any]] = json.loads((FOLDER / "vendor.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_file_has_the_bytes_of_its_package(entry: dict[str, Any]) -> None:
    assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_file_is_described_once_with_its_licence() -> None:
    wanted = {"file", "package", "version", "licence", "path_in_package", "page", "use", "sha256"}
    assert {e["file"]: wanted - e.keys() for e in ENTRIES if not wanted <= e.keys()} == {}
    described = [entry["file"] for entry in ENTRIES]
    licences = {path.name for path in FOLDER.glob("*.LICENSE.txt")}
    assert sorted(described) == sorted(
        {path.name for path in FOLDER.iterdir()} - licences - {"vendor.json"}
    )
    packages = {entry["package"] for entry in ENTRIES}
    assert len(licences) == len(packages), "one licence text for each package"


def test_all_of_them_together_are_small() -> None:
    """What is committed stays in the history for good."""
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000
