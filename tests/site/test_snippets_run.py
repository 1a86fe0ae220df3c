"""The code that a table's page gives runs as it stands, and loads what the table holds."""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.publisher.lakes import ROOT
from tests.site.served import serving

pytestmark = pytest.mark.xdist_group("snippets")

DESCRIPTION: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
TABLES: dict[str, list[dict[str, Any]]] = {
    entry["name"]: entry["schema"]["fields"]
    for entry in DESCRIPTION["resources"]
    if "schema" in entry
}
LOCAL = "http://127.0.0.1:8000/"
PYTHON = ("pandas", "polars", "duckdb")

# Runs programs one after the other and writes what each left in its variable, column by column.
RUNNER = """
import json, math, sys

def columns(table):
    if hasattr(table, "fetchall"):  # DuckDB
        rows = table.fetchall()
        return {name: [row[at] for row in rows] for at, name in enumerate(table.columns)}
    if hasattr(table, "to_dicts"):  # polars
        return {name: table[name].to_list() for name in table.columns}
    return {name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in table.columns}

def said(value):
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)[:10]

found = {}
for name, variable, code in json.load(sys.stdin):
    space = {}
    sys.stdout = sys.stderr
    exec(compile(code, name, "exec"), space)
    sys.stdout = sys.__stdout__
    found[name] = {n: [said(v) for v in values] for n, values in columns(space[variable]).items()}
json.dump(found, sys.stdout)
"""


def snippet(site: Path, table: str, name: str, base: str) -> str:
    """A program as a reader copies it from the page, with the address that the page is at."""
    page = (site / f"data/{table.replace('_', '-')}/index.html").read_text(encoding="utf-8")
    found = re.search(rf'id="?load-{name}"?.*?<code>(.*?)</code>', page, re.DOTALL)
    assert found, f"{table} has no code for {name}"
    return html.unescape(found[1]).replace(LOCAL, base)


def held(site: Path, table: str) -> dict[str, list[Any]]:
    """The values of a published CSV by column, typed by the description."""
    with (site / f"data/latest/{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        field["name"]: [typed(row[field["name"]], field["type"]) for row in rows]
        for field in TABLES[table]
    }


def typed(cell: str, kind: str) -> Any:
    if cell == "":
        return None
    if kind in {"integer", "year"}:
        return int(cell)
    if kind == "number":
        return float(cell)
    return cell == "true" if kind == "boolean" else cell


@pytest.fixture(scope="module")
def local(site: Path) -> Any:
    with serving(site) as address:
        yield address


def test_every_table_has_code_for_every_tool(site: Path) -> None:
    for table in TABLES:
        for name in (*PYTHON, "r", "excel", "sqlite", "curl"):
            assert "data/latest/" in snippet(site, table, name, LOCAL)


@pytest.mark.parametrize("name", PYTHON)
def test_python_loads_each_table_with_its_types(
    name: str, site: Path, local: str, tmp_path: Path
) -> None:
    programs = [(table, table, snippet(site, table, name, local)) for table in TABLES]
    ran = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(programs), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    for table in TABLES:
        assert found[table] == held(site, table), table


def shell(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e", "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def test_curl_takes_a_table_and_its_checksum_is_right(
    site: Path, local: str, tmp_path: Path
) -> None:
    for table in TABLES:
        ran = shell(snippet(site, table, "curl", local), tmp_path)
        assert (ran.returncode, f"{table}.csv: OK" in ran.stdout) == (0, True), ran.stderr
        published = (site / f"data/latest/{table}.csv").read_bytes()
        assert (tmp_path / f"{table}.csv").read_bytes() == published


def test_a_table_that_was_changed_on_its_way_is_noticed(
    site: Path, local: str, tmp_path: Path
) -> None:
    take, again, check = snippet(site, "states", "curl", local).splitlines()
    ran = shell(f"{take}\n{again}\necho >> states.csv\n{check}", tmp_path)
    assert ran.returncode != 0
    assert "states.csv: FAILED" in ran.stdout


def test_sqlite_answers_from_each_table(site: Path, local: str, tmp_path: Path) -> None:
    for table, fields in TABLES.items():
        ran = shell(snippet(site, table, "sqlite", local), tmp_path)
        assert ran.returncode == 0, ran.stderr
        rows = list(csv.DictReader(ran.stdout.splitlines(keepends=True)))
        assert list(rows[0]) == [field["name"] for field in fields]
        kept = {name: values[: len(rows)] for name, values in held(site, table).items()}
        for field in fields:
            if field["type"] == "string":
                cells = [row[field["name"]] or None for row in rows]
                assert cells == kept[field["name"]], (table, field["name"])


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_r_loads_each_table(site: Path, local: str, tmp_path: Path) -> None:
    code = "".join(
        f"{snippet(site, table, 'r', local)}\ncat('{table}', nrow({table}), '\\n')\n"
        for table in TABLES
    )
    ran = subprocess.run(
        ["Rscript", "-"], input=code, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    for table in TABLES:
        rows = len(next(iter(held(site, table).values())))
        assert re.search(rf"^{table} {rows} $", ran.stdout, re.MULTILINE)
