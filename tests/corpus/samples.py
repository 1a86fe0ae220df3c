"""A few rows of a real table, laid as a project of their own with the rows that they point to."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from publisher.cells import records
from publisher.package import Package, Resource, load_package

ROOT = Path(__file__).parents[2]
FILE = "t.csv"
OTHERS = 3  # rows beside the one that is damaged

Row = list[str]
Draw = st.DrawFn


@cache
def real() -> Package:
    return load_package(ROOT)


@cache
def real_rows(table: str) -> list[Row]:
    """All rows of a committed table, without its header."""
    found = []
    for path in real().tables[table].paths:
        text = (ROOT / path).read_text(encoding="utf-8")
        found += [row for _, row in records(text)][1:]
    return found


@dataclass(frozen=True)
class Sample:
    """Rows of a table; `place` is the index of the one that is damaged."""

    table: str
    rows: tuple[tuple[str, ...], ...]
    place: int

    @property
    def resource(self) -> Resource:
        return real().tables[self.table]

    @property
    def header(self) -> Row:
        return [field.name for field in self.resource.fields]

    @property
    def line(self) -> int:
        return self.place + 2

    @property
    def row(self) -> Row:
        return list(self.rows[self.place])

    def column(self, field: str) -> int:
        return self.resource.position(field)

    def cell(self, field: str) -> str:
        return self.row[self.column(field) - 1]

    def with_cell(self, field: str, text: str) -> list[Row]:
        """All rows, that cell of the damaged one being another."""
        row = self.row
        row[self.column(field) - 1] = text
        return self.with_row(row)

    def with_row(self, row: Row) -> list[Row]:
        rows = [list(row) for row in self.rows]
        rows[self.place] = row
        return rows


def draw_sample(
    draw: Draw, table: str, where: Callable[[dict[str, str]], bool] = lambda _: True
) -> Sample:
    """Some different rows of a table; the one that is damaged is one that `where` takes."""
    rows = real_rows(table)
    header = [field.name for field in real().tables[table].fields]
    fit = [n for n, row in enumerate(rows) if where(dict(zip(header, row, strict=True)))]
    chosen = draw(st.sampled_from(fit))
    indexes = st.integers(0, len(rows) - 1).filter(lambda n: n != chosen)
    others = draw(st.lists(indexes, min_size=OTHERS, max_size=OTHERS, unique=True))
    place = draw(st.integers(0, OTHERS))
    numbers = [*others[:place], chosen, *others[place:]]
    return Sample(table, tuple(tuple(rows[n]) for n in numbers), place)


def written(header: Row, rows: list[Row], end: str = "\n", mark: str = ",") -> str:
    """Rows as CSV, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, lineterminator=end, delimiter=mark).writerows([header, *rows])
    return text.getvalue()


def lay(folder: Path, sample: Sample, content: bytes) -> Package:
    """The project of one table, whose file is `content`, and of the rows that the sample points to.

    The descriptions are those of datapackage.json; only what other tables point to is left out.
    """
    described = [{**sample.resource.descriptor, "path": FILE}]
    (folder / FILE).write_bytes(content)
    for name in sorted({key.resource for key in sample.resource.foreign_keys}):
        table = real().tables[name]
        schema = {k: v for k, v in table.descriptor["schema"].items() if k != "foreignKeys"}
        described.append({**table.descriptor, "path": f"{name}.csv", "schema": schema})
        header = [field.name for field in table.fields]
        wanted = {
            (table.position(key.reference[0]), row[sample.column(key.fields[0]) - 1])
            for key in sample.resource.foreign_keys
            if key.resource == name
            for row in sample.rows
        }
        rows = [r for r in real_rows(name) if any(r[n - 1] == text for n, text in wanted)]
        text = written(header, rows or real_rows(name)[:1])
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    titles = real().descriptor.get("officeTitles", [])
    package = {"name": "corpus", "officeTitles": titles, "resources": described}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return load_package(folder)
