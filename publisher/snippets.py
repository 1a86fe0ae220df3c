"""Code that loads a published table into the tools of those who work with data.

In: a table of the description, and the address of the folder that holds the release.
Out: `Snippet`s, each a whole program.
Never: leaves a type to a guess; a code such as 01001 stays text in every tool.
"""

import json
import keyword
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from publisher.package import Field, Resource
from publisher.warehouse import quoted


@dataclass(frozen=True)
class Snippet:
    """A program: `name` tells it from others, `title` is for readers, `needs` what it runs with."""

    name: str
    title: str
    needs: str
    code: str


LOCAL = "http://127.0.0.1:8000/"  # where `serve` shows a site by default

# Table Schema type -> the type that keeps its values, nothing included. What is not named is text.
PANDAS = {
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}
POLARS = {
    "integer": "pl.Int64",
    "year": "pl.Int64",
    "number": "pl.Float64",
    "boolean": "pl.Boolean",
    "date": "pl.Date",
    "datetime": "pl.Datetime",
    "time": "pl.Time",
}
# R has whole numbers up to 2,147,483,647 only: larger ones are whole in a `numeric` too.
R = {
    "integer": "numeric",
    "year": "numeric",
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
}
POWER_QUERY = {
    "integer": "Int64.Type",
    "year": "Int64.Type",
    "number": "type number",
    "boolean": "type logical",
    "date": "type date",
    "datetime": "type datetime",
    "time": "type time",
}


def snippets(table: Resource, folder: str, release: str) -> list[Snippet]:
    """A snippet for each tool; `folder` ends in a slash, `release` names the files of all tables.

    The DuckDB and SQLite ones download a file first: the one reads addresses only with an
    extension that it downloads, the other never does.
    """
    csv, parquet = f"{folder}{table.name}.csv", f"{folder}{table.name}.parquet"
    python = "Python"
    return [
        Snippet("pandas", "pandas", f"{python} with pandas", _pandas(table, csv)),
        Snippet("polars", "polars", f"{python} with polars", _polars(table, csv)),
        Snippet("duckdb", "DuckDB", f"{python} with duckdb", _duckdb(table, parquet)),
        Snippet("r", "R", "R, no package", _r(table, csv)),
        Snippet("excel", "Excel", "Excel with Power Query", _power_query(table, csv)),
        Snippet("sqlite", "SQLite", "curl and sqlite3", _sqlite(table, folder, release)),
        Snippet("curl", "curl", "curl and sha256sum", _curl(table, folder)),
    ]


def variable(name: str) -> str:
    """A name as a variable of Python and R: `levels-2020` is `levels_2020`."""
    made = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    if not made or made[0].isdigit() or keyword.iskeyword(made):
        made = f"table_{made}"
    return made


def _pandas(table: Resource, address: str) -> str:
    plain = [field for field in table.fields if field.type not in {"date", "datetime"}]
    types = _lines(plain, lambda f: f'{text(f.name)}: "{PANDAS.get(f.type, "string")}"')
    dates = ", ".join(text(f.name) for f in table.fields if f not in plain)
    lines = [f"    {text(address)},", f"    dtype={{\n{types}    }},"]
    lines += [f"    parse_dates=[{dates}],"] if dates else []
    lines += ['    keep_default_na=False, na_values=[""],  # "NA" is a text, an empty cell is not']
    name = variable(table.name)
    call = "\n".join(lines)
    return f"import pandas as pd\n\n{name} = pd.read_csv(\n{call}\n)\nprint({name}.head())\n"


def _polars(table: Resource, address: str) -> str:
    types = _lines(table.fields, lambda f: f"{text(f.name)}: {POLARS.get(f.type, 'pl.String')}")
    name = variable(table.name)
    call = f"    {text(address)},\n    schema_overrides={{\n{types}    }},\n"
    return f"import polars as pl\n\n{name} = pl.read_csv(\n{call})\nprint({name}.head())\n"


def _duckdb(table: Resource, address: str) -> str:
    file = address.rsplit("/", 1)[1]
    return (
        "import urllib.request\n\nimport duckdb\n\n"
        f"urllib.request.urlretrieve({text(address)}, {text(file)})\n"
        f"{variable(table.name)} = duckdb.read_parquet({text(file)})\n"
        f'print(duckdb.sql("SELECT * FROM {variable(table.name)} LIMIT 5"))\n'
    )


def _r(table: Resource, address: str) -> str:
    types = _lines(table.fields, lambda f: f'{text(f.name)} = "{R.get(f.type, "character")}"')
    name = variable(table.name)
    return (
        f"{name} <- read.csv(\n  {text(address)},\n"
        f"  colClasses = c(\n{types}  ),\n"
        f'  na.strings = "", encoding = "UTF-8", check.names = FALSE\n)\nhead({name})\n'
    )


def _power_query(table: Resource, address: str) -> str:
    def pair(field: Field) -> str:
        return f"{{{quoted_twice(field.name)}, {POWER_QUERY.get(field.type, 'type text')}}}"

    types = _lines(table.fields, pair)
    return (
        f"let\n    File = Csv.Document(Web.Contents({quoted_twice(address)}),\n"
        '        [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n'
        "    Named = Table.PromoteHeaders(File, [PromoteAllScalars = true]),\n"
        "    Empty = Table.ReplaceValue(Named, "
        '"", null, Replacer.ReplaceValue, Table.ColumnNames(Named)),\n'
        f'    Typed = Table.TransformColumnTypes(Empty, {{\n{types}    }}, "en-US")\n'
        "in\n    Typed\n"
    )


def _sqlite(table: Resource, folder: str, release: str) -> str:
    file = f"{release}.sqlite"
    query = f"SELECT * FROM {quoted(table.name)} LIMIT 5"
    return (
        f"curl --fail --remote-name {shell_quoted(folder + file)}\n"
        f"sqlite3 -header -csv {shell_quoted(file)} {shell_quoted(query)}\n"
    )


def _curl(table: Resource, folder: str) -> str:
    file = f"{table.name}.csv"
    return (
        f"curl --fail --remote-name {shell_quoted(folder + file)}\n"
        f"curl --fail --remote-name {shell_quoted(folder + 'SHA256SUMS')}\n"
        "sha256sum --check --ignore-missing SHA256SUMS\n"
    )


def _lines(fields: Iterable[Field], line: Callable[[Field], str]) -> str:
    """A line for each field, with a comma between two."""
    return ",\n".join(f"        {line(field)}" for field in fields) + "\n"


def text(value: str) -> str:
    """A text as Python and R write it; what no key types is escaped."""
    return json.dumps(value, ensure_ascii=False)


def quoted_twice(value: str) -> str:
    """A text as the formulas of Power Query write it: quotes stand twice."""
    return '"' + value.replace('"', '""').replace("#(", "#(#)(") + '"'


def shell_quoted(value: str) -> str:
    """A text as one word of a shell."""
    return "'" + value.replace("'", "'\\''") + "'"
