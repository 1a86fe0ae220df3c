"""What a site is made with and hands out is listed with its licence."""

import json
import tomllib
from pathlib import Path

import pytest

from publisher.software import NOT_STATED, PROJECT, programs, vendored
from tests.publisher.lakes import ROOT


def names_of(project: Path) -> set[str]:
    return {program.name.lower() for program in programs(project)}


def test_what_the_engine_needs_is_there_with_what_that_needs() -> None:
    found = names_of(PROJECT)
    assert {"duckdb", "frictionless", "mkdocs-material", "pymdown-extensions", "numpy"} <= found
    assert not {"pytest", "ruff", "zensical"} & found, "neither tests nor what is optional"


def test_everything_that_is_locked_for_a_run_is_listed_with_a_licence() -> None:
    locked = {
        line.split("==")[0]
        for line in (ROOT / "requirements/run.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and ";" not in line and not line.startswith(" ")
    }
    found = {program.name.lower().replace("_", "-"): program for program in programs()}
    assert locked - found.keys() == set()
    assert {name for name, program in found.items() if program.licence == NOT_STATED} == set()


def test_what_is_not_installed_and_what_is_for_others_is_left_out(tmp_path: Path) -> None:
    needs = ["nobody-has-this>=1", 'jinja2; sys_platform == "nowhere"', "markupsafe"]
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[project]\ndependencies = {json.dumps(needs)}\n", encoding="utf-8")
    assert tomllib.loads(file.read_text())["project"]["dependencies"] == needs
    assert names_of(file) == {"markupsafe"}


def test_files_of_others_are_named_with_what_they_are_for(tmp_path: Path) -> None:
    assert vendored(tmp_path) == ()
    served = {program.name: program for program in vendored(ROOT)}
    assert served["minisearch"].licence == "MIT"
    assert served["minisearch"].page.startswith("https://")
    assert all(program.use for program in served.values())


@pytest.mark.parametrize("page", ["javascript:alert(1)", "", "ftp://a.example/"])
def test_a_page_that_is_no_web_address_is_no_link(page: str, tmp_path: Path) -> None:
    folder = tmp_path / "site_src/theme/assets/vendor"
    folder.mkdir(parents=True)
    (folder / "vendor.json").write_text(json.dumps([{"package": "a", "page": page}]))
    assert [program.page for program in vendored(tmp_path)] == [""]
