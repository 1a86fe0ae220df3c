"""The code on a table's page is whole and right whatever its fields are called."""

import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.cells import csv_text
from publisher.package import Field, Resource
from publisher.snippets import snippets, variable

TYPES = {
    "string": "01001", "integer": "12345678901", "number": "1.5", "boolean": "true",
    "date": "2020-01-31", "datetime": "2020-01-31T01:02:03", "time": "01:02:03", "year": "1999",
    "yearmonth": "2020-01",
}  # fmt: skip
# A header may hold what programs act on; a line end in one is refused by the check.
NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=["Cs"]) | st.sampled_from("\"'\\#({$`%"),
    min_size=1, max_size=8,
).filter(lambda name: name.strip() == name)  # fmt: skip


def table(name: str, fields: dict[str, str]) -> Resource:
    described = tuple(Field(n, kind, {"name": n, "type": kind}) for n, kind in fields.items())
    return Resource(name, (f"datasets/a/{name}.csv",), described, (), (), {})


def code(resource: Resource, tool: str, folder: str = "http://a.example/data/latest/") -> str:
    return {one.name: one.code for one in snippets(resource, folder, "whole")}[tool]


@settings(deadline=None)
@given(st.dictionaries(NAMES, st.sampled_from(sorted(TYPES)), min_size=1, max_size=4))
def test_pandas_reads_columns_of_any_name(
    tmp_path_factory: pytest.TempPathFactory, fields: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("release")
    rows = [list(fields), [TYPES[kind] for kind in fields.values()], [""] * len(fields)]
    (folder / "odd.csv").write_text(csv_text(rows), encoding="utf-8", newline="")
    space: dict[str, Any] = {"print": lambda *_: None}
    exec(code(table("odd", fields), "pandas", f"file://{folder}/"), space)
    frame: pd.DataFrame = space["odd"]
    assert list(frame.columns) == list(fields)
    first, second = frame.iloc[0], frame.iloc[1]
    for name, kind in fields.items():
        assert pd.isna(second[name])
        if kind in {"string", "time", "yearmonth"}:
            assert first[name] == TYPES[kind]
        elif kind in {"integer", "year"}:
            assert int(first[name]) == int(TYPES[kind])


@given(st.dictionaries(NAMES, st.sampled_from(sorted(TYPES)), min_size=1, max_size=4))
def test_programs_in_python_are_python(fields: dict[str, str]) -> None:
    for tool in ("pandas", "polars", "duckdb"):
        compile(code(table("odd", fields), tool), tool, "exec")


@pytest.mark.parametrize("name", ["plain", "it's", "a;b", "$(touch here)", "`touch here`", "a b"])
@pytest.mark.parametrize("tool", ["curl", "sqlite"])
def test_a_shell_reads_any_name_as_a_word(tool: str, name: str, tmp_path: Path) -> None:
    shown = code(table(name, {"a": "string"}), tool)
    # Instead of fetching, say the words.
    said = subprocess.run(
        ["sh", "-c", f'curl() {{ printf "%s|" "$@"; }}; sqlite3() {{ curl "$@"; }}; sha256sum() {{ curl "$@"; }}\n{shown}'],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    wanted = f'SELECT * FROM "{name}" LIMIT 5' if tool == "sqlite" else f"data/latest/{name}.csv|"
    assert wanted in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "made"),
    [("levels", "levels"), ("county-2020", "county_2020"), ("2020", "table_2020"), ("class", "table_class"),
     ("Ä", "table_"), ("__a", "a")],
)  # fmt: skip
def test_a_name_as_a_variable(name: str, made: str) -> None:
    assert variable(name) == made
    assert made.isidentifier()


def test_power_query_keeps_codes_as_text_and_quotes_names() -> None:
    shown = code(table("t", {'a "b" #(lf)': "string", "n": "integer"}), "excel")
    assert '{"a ""b"" #(#)(lf)", type text},' in shown
    assert '{"n", Int64.Type}' in shown


def test_r_takes_large_whole_numbers_as_numeric() -> None:
    shown = code(table("t", {"code": "string", "n": "integer", "day": "date"}), "r")
    assert '"code" = "character",\n' in shown
    assert '"n" = "numeric",\n' in shown
    assert '"day" = "Date"\n' in shown
