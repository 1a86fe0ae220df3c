"""Writes README.md of this folder: what each kind of damage is told as, by Frictionless and by us.

python -m tests.corpus.document
"""

import tempfile
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import Phase, find, settings

from publisher import suspects
from publisher.check import check_file
from publisher.package import Package
from publisher.problem import ERROR, Problem
from tests.corpus.damage import ACCEPTS, KINDS, REFUSES, STOPS, VARIANTS, Case, Kind
from tests.corpus.samples import FILE, lay

README = Path(__file__).parent / "README.md"
LONG = 150  # characters of a message
ONE = settings(max_examples=1, phases=[Phase.generate], derandomize=True, database=None)

HEAD = """# A corpus of broken files

Each kind of damage is a strategy of Hypothesis that takes some rows of a real table and breaks them in
one way (`damage.py`). For every case `test_corpus.py` asserts that the check ends without a traceback,
refuses the file at the right line and column, reads it alike as a small and as a large file, and that
plain Frictionless, with the same description, comes to the same verdict, but where this page says why.
This page is written by `python -m tests.corpus.document`, and a test keeps it current.

{count} kinds. The message is the first one of each. Ours begins with file, line and column, and says what
to do; what was expected, with the field's description, stands between the two and is left out here.

| damage | Frictionless | what our report says |
| --- | --- | --- |
"""

OTHERWISE = """
## Where the verdicts differ

We refuse these, and plain Frictionless does not. There is no kind the other way round.

| damage | plain Frictionless | why we refuse it |
| --- | --- | --- |
"""

TAKEN = """
## What is taken by both

{variants}. Columns in another order are never taken: no table says with `fieldsMatch` that they may be.
"""


def ours(package: Package, large: int | None = None) -> list[Problem]:
    """The errors that our check finds, with `large`=0 as in a large file."""
    table = next(iter(package.tables.values()))
    with pytest.MonkeyPatch.context() as patch:
        if large is not None:
            patch.setattr(suspects, "LARGE", large)
        return [p for p in check_file(package, table, FILE) if p.level == ERROR]


def theirs(folder: Path) -> tuple[str, list[Any]]:
    """What plain Frictionless does with the same file and description, and its errors."""
    package = frictionless.Package(str(folder / "datapackage.json"))
    try:
        report = package.get_resource(package.resource_names[0]).validate()
    except Exception:
        return STOPS, []
    errors = [error for task in report.tasks for error in task.errors] + list(report.errors)
    return ACCEPTS if report.valid else REFUSES, errors


def document() -> str:
    """The whole page."""
    rows = "".join(_row(kind) for kind in KINDS.values())
    differ = "".join(
        f"| {_cell(kind.name)} | {kind.theirs} | {_cell(kind.why)} |\n"
        for kind in KINDS.values()
        if kind.theirs != REFUSES
    )
    variants = ", ".join(VARIANTS)
    taken = TAKEN.format(variants=variants[0].upper() + variants[1:])
    return HEAD.format(count=len(KINDS)) + rows + OTHERWISE + differ + taken


def _row(kind: Kind) -> str:
    case: Case = find(kind.cases, lambda _: True, settings=ONE)
    with tempfile.TemporaryDirectory() as folder:
        package = lay(Path(folder), case.sample, case.content)
        verdict, errors = theirs(Path(folder))
        problem = ours(package)[0]
    said = errors[0].message if errors else f"({verdict})"
    ours_said = f"{problem.place} {problem.found}. {problem.advice or problem.asked}"
    return f"| {_cell(kind.name)} | {_cell(said)} | {_cell(ours_said)} |\n"


def _cell(text: str) -> str:
    """A text on one line of a table, cut when long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = line if len(line) <= LONG else f"{line[: LONG - 1]}…"
    return line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


if __name__ == "__main__":
    README.write_text(document(), encoding="utf-8")
