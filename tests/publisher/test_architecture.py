"""The engine's modules import in one direction, and do not know the subject."""

import ast
import re

import pytest

from tests.publisher.lakes import ROOT

ENGINE = ROOT / "publisher"
MODULES = sorted(file.stem for file in ENGINE.glob("*.py") if file.stem != "__init__")

# The way of the data, from first to last: a module may import only what stands before it.
ORDER = [
    "hidden", "problem", "disk", "workers", "gitcall", "progress", "cells", "bounds", "yamltext", "form", "package", "words", "cache",
    "language",  # values that all stages use
    "sandbox", "suggest", "refer", "personal", "wording", "shapes", "warehouse",
    "strict", "keys", "textrows", "suspects", "check", "report", "fix", "chosen",
    "sqlfile", "rules", "project", "query", "endpoints",
    "charts", "chartwords", "theme", "frame", "svg", "plan", "draw", "alt", "markup", "closed", "templating",
    "formulas", "described", "formats", "named", "databases", "archive", "sheetrows", "workbook", "statfiles", "cite", "croissant",
    "profile", "release", "released", "snippets", "software",
    "localize", "site", "tables", "figurefiles", "answers", "writer", "openapi", "pages", "policy",
    "catalogue", "dcat", "offers", "origin", "macros", "write", "declared", "trace", "depends", "packfigures",
    "edition", "shell", "families", "builderconfig", "revisions", "versions", "prepare", "docs",
    "finding", "feeds", "cards", "compress", "links", "publish",
    "differing", "manifest", "built", "build",
    "tracing", "twice", "remote", "verify", "preview", "serve",
    "tabletext", "tablediff", "sides", "pagediff", "diff", "diffshow", "changelog", "releasing",
    "importdef", "sheets", "intake", "importing", "cli",
]  # fmt: skip

# Words of the content that is published first, which the engine must not know.
SUBJECT = re.compile(
    r"detainer|count(y|ies)\b|sheriff|287|immigra|custody|jail|fips", re.IGNORECASE
)


def imported(module: str) -> set[str]:
    """The modules of the engine that a module names in its imports, wherever they stand."""
    found = set()
    for node in ast.walk(ast.parse((ENGINE / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "publisher":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("publisher."):
            found.add(str(node.module).removeprefix("publisher."))
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("publisher.")
                for alias in node.names
                if alias.name.startswith("publisher.")
            }
    return found - {"__version__"}


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(ORDER) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_no_later_stage(module: str) -> None:
    later = ORDER[ORDER.index(module) :]
    assert imported(module).isdisjoint(later)


def test_the_reader_of_imports_sees_them() -> None:
    assert imported("rules") == {
        "cells", "hidden", "package", "personal", "problem", "refer", "sandbox", "sqlfile",
        "warehouse", "wording", "words",
    }  # fmt: skip
    assert {"project", "prepare", "progress"} <= imported("build")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_begins_with_what_comes_in_goes_out_and_never_happens(module: str) -> None:
    text = ast.get_docstring(ast.parse((ENGINE / f"{module}.py").read_text(encoding="utf-8")))
    assert text is not None
    assert re.search(r"^In: .*Out: .*^Never: ", text, re.DOTALL | re.MULTILINE)


def test_the_engine_never_names_the_subject() -> None:
    named = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for file in sorted(ENGINE.rglob("*"))
        if file.suffix in {".py", ".html"}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if SUBJECT.search(line)
    ]
    assert named == []
