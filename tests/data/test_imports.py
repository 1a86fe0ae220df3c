"""Releases and tables of counts become observations; what they hold of persons goes nowhere."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.package import load_package
from publisher.query import Rows, read_queries, run_queries
from publisher.warehouse import load, reading
from tests.data.releases import AUGUST, MARCH, NOTICE, PERSON, Row, parquet, row, xlsx
from tests.data.tables import ROOT
from tests.publisher.lakes import Ran, front_door, tree

pytestmark = pytest.mark.xdist_group("imports")

DDP = "deportation-data-project"
OUT = "datasets/detainers/observations/import-ddp-detainers-latest.csv"


def laid(folder: Path) -> Path:
    """The tables, imports and queries of the project, in a folder of their own."""
    for part in ("datasets", "site_src/imports", "site_src/queries"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "datapackage.json", folder)
    return folder


def imported(root: Path, *arguments: str) -> Ran:
    return front_door("import", *arguments, "--root", str(root))


def observations(root: Path, path: str = OUT) -> dict[str, str]:
    """The numbers by the names of their rows; empty where they are not published."""
    with (root / path).open(encoding="utf-8", newline="") as file:
        return {one["observation_id"]: one["value"] for one in csv.DictReader(file)}


# 60 days of detainers in October 2022, more later, and everything that can be wrong with a row.
GOOD: list[Row] = [
    *[row("2022-10-01", detainer_lift_reason="Booked into Detention")] * 30,
    *[row("2022-10-15", detainer_lift_reason="Detainer Declined by LEA")] * 12,
    *[row("2022-10-20", detainer_lift_reason="Case Closed")] * 7,
    *[row("2022-10-20")] * 4,
    *[row("2022-10-21", detainer_type=NOTICE)] * 3,
    *[row("2022-10-22", duplicate_likely="true", duplicate_drop_row="true")] * 2,
    *[row(f"2022-{month}-03") for month in ("11", "12") for _ in range(20)],
    *[row("2023-01-20")] * 11,
]
HOSTILE: list[Row] = [
    *GOOD,
    row("2022-13-45"),
    row("not a date"),
    row("1899-01-01"),
    row("9999-12-31"),
    row(""),
    dict.fromkeys(MARCH),
    row("2022-10-05", facility_state=None, facility_city=None, detention_facility_code=None),
    row("2022-10-05", facility_state="ATLANTIS", facility_city="RALEIGH"),
    row("2022-10-05", facility_city="NOWHERE"),
    row("2022-10-05", detention_facility_code="AAORDMD", facility_state="MARYLAND", facility_city=None),
    row("2022-10-05", detention_facility_code="AAORDMD"),  # of Maryland, says the list
    row("2022-10-05", facility_city="=HYPERLINK(\"https://example.org\")", facility_state="+1"),
    row("2022-10-05", detention_facility="\x01\x1b[31m\u202eRED\n\n,\"", facility_city="RAL\x07EIGH"),
    row("2022-10-05", detention_facility="W" * 300_000, detainer_lift_reason="X" * 300_000),
    row("2022-10-05", detainer_lift_reason="=1+1", detainer_type="I999 - no such form"),
    row("2022-10-05", detainer_lift_reason="NA", detainer_type=None, duplicate_likely="maybe"),
]  # fmt: skip


class Done(NamedTuple):
    """A project after an import, and what the import printed."""

    root: Path
    ran: Ran


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Done:
    root = laid(tmp_path_factory.mktemp("hostile") / "project")
    return Done(root, imported(root, DDP, str(parquet(root.parent / "latest.parquet", HOSTILE))))


def test_each_hostile_row_is_counted_in_one_way(hostile: Done) -> None:
    assert (hostile.ran.status, "Traceback" in hostile.ran.err) == (0, False), hostile.ran.out
    assert f"{len(HOSTILE)} rows read" in hostile.ran.out
    ways = hostile.ran.out.split("How the rows found their county\n")[1].split("\n\n")[0]
    counted = {text.strip(): int(n) for n, _, text in (line.strip().partition(" ") for line in ways.splitlines())}  # fmt: skip
    assert counted == {
        "by its city and state": len(GOOD) + 4,
        "by the code of the facility": 1,
        "no month that can be used: left out": 6,
        "no state: to the country alone": 3,
        "to the state alone": 2,
    }


def test_what_could_tell_of_a_person_is_nowhere_below_the_project(hostile: Done) -> None:
    marks = [text.encode() for text in PERSON.values()]
    files = [file for file in hostile.root.rglob("*") if file.is_file()]
    assert len(files) > 100
    assert [f for f in files for mark in marks if mark in f.read_bytes()] == []
    assert not any(mark.decode() in hostile.ran.out + hostile.ran.err for mark in marks)


def test_the_numbers_are_those_of_the_rows(hostile: Done) -> None:
    found = observations(hostile.root)
    assert found["ddp-us-2022-10-detainers-issued"] == "61"
    assert found["ddp-37-2022-10-detainers-issued"] == "57"
    assert found["ddp-37183-2022-10-notifications-requested"] == "3"
    assert found["ddp-37183-2022-10-likely-duplicates"] == "2"
    assert found["ddp-37183-2022-10-other-requests"] == "2"
    assert found["ddp-unplaced-us-2022-10-detainers-issued"] == "3"
    assert found["ddp-unplaced-37-2022-10-detainers-issued"] == "2"
    assert found["ddp-24003-2022-10-detainers-issued"] == "1"
    assert found["ddp-24003-2022-11-detainers-issued"] == "0"


def test_totals_of_places_are_the_rows_with_a_month(hostile: Done) -> None:
    with (hostile.root / OUT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    added: Counter[str] = Counter()
    for one in rows:
        if not one["outcome"]:
            added[one["area_type"]] += int(one["value"])
    assert added["county"] + added["unplaced"] == added["country"] == len(HOSTILE) - 6


def test_outcomes_are_grouped_and_small_ones_hidden(hostile: Done) -> None:
    found = observations(hostile.root)
    wake = "ddp-37183-2022-10-detainers-issued"
    assert found[wake] == "55"
    assert {name.removeprefix(f"{wake}-"): value for name, value in found.items() if name.startswith(f"{wake}-")} == {
        "booked-into-detention": "30",
        "detainer-declined-by-lea": "12",
        "case-closed": "",
        "no-outcome-recorded": "",
        "other-recorded": "",
    }  # fmt: skip


def test_months_that_are_not_whole_are_partial(hostile: Done) -> None:
    with (hostile.root / OUT).open(encoding="utf-8", newline="") as file:
        ends = {one["period_end"]: one["partial"] for one in csv.DictReader(file)}
    assert ends == {
        "2022-10-31": "false",
        "2022-11-30": "false",
        "2022-12-31": "false",
        "2023-01-20": "true",
    }


def test_the_source_says_what_was_read(hostile: Done) -> None:
    with (hostile.root / "datasets/sources/sources.csv").open(encoding="utf-8") as file:
        (own,) = [s for s in csv.DictReader(file) if s["source_id"] == "ddp-detainers-latest"]
    assert own["licence"] == "CC0-1.0"
    assert own["notes"].startswith(f"{len(HOSTILE)} rows were read. by its city and state: 113;")


def test_the_whole_project_passes_the_check_afterwards(hostile: Done) -> None:
    assert front_door("check", "--root", str(hostile.root)).status == 0


@pytest.fixture(scope="module")
def results(hostile: Done) -> Iterator[dict[str, Rows]]:
    package = load_package(hostile.root)
    load(package, hostile.root / "build/warehouse.duckdb")
    with reading(hostile.root / "build/warehouse.duckdb") as connection:
        yield run_queries(package, read_queries(hostile.root), connection)[1]


def test_a_county_page_gets_its_months(results: dict[str, Rows]) -> None:
    wake = results["county_months"].of("county_fips", "37183")
    assert [(str(r["month"]), r["detainers"], r["partial"]) for r in wake] == [
        ("2022-10-01", 55, False),
        ("2022-11-01", 20, False),
        ("2022-12-01", 20, False),
        ("2023-01-01", 11, True),
    ]
    # The two of the import, and at least the 60 of Pennsylvania.
    assert results["counties_by_month"].first["value"] >= 62


def test_months_stay_out_of_the_lists_of_single_numbers(results: dict[str, Rows]) -> None:
    for name in ("county_records", "county_timeline", "county_outcomes", "state_figures", "us_single_figures"):  # fmt: skip
        assert "ddp-detainers-latest" not in results[name].column("source_id"), name
    summed = results["county_month_outcomes"].of("county_fips", "37183")
    assert {"measured": "Detainers issued", "outcome_said": None, "number": 106, "months_shown": 4,
            "months_hidden": 0, "source_id": "ddp-detainers-latest"} in list(summed)  # fmt: skip


def test_xlsx_and_parquet_of_both_layouts_give_the_same_rows(tmp_path: Path) -> None:
    root = laid(tmp_path / "project")
    kinds = {"Detainer request": None, "Request for advance notification of release": NOTICE}
    asked = {now: was for was, now in kinds.items()}
    august = [{**one, "request_type": asked.get(one["detainer_type"], "Detainer request")} for one in GOOD]  # fmt: skip
    texts = set()
    for file in (
        parquet(tmp_path / "march.parquet", GOOD),
        xlsx(tmp_path / "march.xlsx", GOOD),
        parquet(tmp_path / "august.parquet", august, AUGUST),
        parquet(tmp_path / "old.parquet", [{**one, "detainer_facility_code": one["detention_facility_code"]} for one in GOOD],
                ["detainer_facility_code", *(c for c in MARCH if c != "detention_facility_code"), "a_new_column"]),
    ):  # fmt: skip
        ran = imported(root, DDP, str(file), "--quiet")
        assert ran.status == 0, ran.out
        texts.add((root / OUT).read_text(encoding="utf-8"))
    assert len(texts) == 1


def test_a_release_without_a_column_is_refused(tmp_path: Path) -> None:
    root = laid(tmp_path / "project")
    before = tree(root)
    columns = [name for name in MARCH if name != "detainer_lift_reason"]
    ran = imported(root, DDP, str(parquet(tmp_path / "a.parquet", GOOD, columns)))
    assert ran.status == 1
    assert "no column" in ran.out and "detainer_lift_reason" in ran.out
    ran = imported(root, DDP, str(parquet(tmp_path / "b.parquet", [row("once"), row(None)])))
    assert ran.status == 1
    assert "no row with a date from September 2022 on" in ran.out
    assert tree(root / "datasets") == {
        name.removeprefix("datasets/"): digest
        for name, digest in before.items()
        if name.startswith("datasets/")
    }


COUNTS = """FIPS,County,State,Month,N,Result,Deputy
37183,,,2024-01,55,,Person One
37183,,,2024-01,40,Taken,Person Two
37183,,,2024-01,15,Detainer Declined by LEA,
1001,,,Feb 2024,"1,003",,
,Durham County,NC,03/2024,12,,
,Durham,North Carolina,2024-04-15,0,,
09001,,,2024-01,12,,
99999,,,2024-02,4,,
37183,,,2024-13,3,,
37183,,,2024-02,-3,,
37183,,,2024-03,=1+1,,
"""
MAPPING = """
columns: {fips: FIPS, county: County, state: State, month: Month, value: N, outcome: Result}
values: {measure: detainers_received}
rename: {outcome: {Taken: Booked into Detention}}
source: {source_id: sheriff, publisher: A sheriff, title: Months, page: "https://example.org/a", source_type: government page, licence: facts only}
"""


def counted(folder: Path, counts: str = COUNTS, mapping: str = MAPPING) -> Done:
    root = laid(folder / "project")
    (folder / "counts.csv").write_text(counts, encoding="utf-8")
    (folder / "mapping.yml").write_text(mapping, encoding="utf-8")
    files = str(folder / "counts.csv"), "--map", str(folder / "mapping.yml")
    return Done(root, imported(root, "counts", *files))


def test_a_table_of_counts_becomes_observations(tmp_path: Path) -> None:
    root, ran = counted(tmp_path)
    assert ran.status == 0, ran.out
    found = observations(root, "datasets/detainers/observations/import-sheriff.csv")
    assert found == {
        "sheriff-01001-2024-02-detainers-received": "1003",
        "sheriff-37063-2024-03-detainers-received": "12",
        "sheriff-37063-2024-04-detainers-received": "0",
        "sheriff-37183-2024-01-detainers-received": "55",
        "sheriff-37183-2024-01-detainers-received-booked-into-detention": "40",
        "sheriff-37183-2024-01-detainers-received-detainer-declined-by-lea": "15",
    }
    for line in ("2  no county: left out", "1  no month that", "2  no number that"):
        assert line in ran.out
    paths = next(r["path"] for r in json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"] if r["name"] == "detainers")  # fmt: skip
    assert paths[-1] == "datasets/detainers/observations/import-sheriff.csv"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("detainers_received", "arrests", "a measure that the codebook lacks"),
        ("rename: {outcome: {Taken: Booked into Detention}}", "", "an outcome that the codebook lacks"),
        ("month: Month", "when: Month", "columns: 'when'"),
        ("month: Month, ", "", "no column month"),
        ("N,", "Number,", "no column"),
        ("source_id: sheriff", "source_id: ../sheriff", "small letters, digits and hyphens"),
        ("https://example.org/a", "a file of mine", "web address"),
        ("columns:", "column:", "a part 'column'"),
        ("{fips", "[fips", "not YAML"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_told(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in MAPPING
    root, ran = counted(tmp_path, mapping=MAPPING.replace(old, new))
    assert ran.status == 1
    assert told in " ".join(ran.out.split()) and "Traceback" not in ran.err
    assert not (root / "datasets/detainers/observations/import-sheriff.csv").exists()


def test_two_numbers_for_one_month_are_refused(tmp_path: Path) -> None:
    _, ran = counted(tmp_path, COUNTS + "37183,,,2024-01-15,7,,\n")
    assert ran.status == 1
    assert "county 37183, 2024-01: 2 numbers" in ran.out


SUPPRESSED = (ROOT / "site_src/imports/suppressed.sql").read_text(encoding="utf-8")


@settings(deadline=None)  # a busy machine is slow
@given(values=st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_no_small_outcome_can_be_worked_out(values: list[int]) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """CREATE TABLE cells AS SELECT 'county' AS area_type, '37183' AS area_fips,
            DATE '2024-01-01' AS period_start, DATE '2024-01-31' AS period_end, 'm' AS measure,
            'outcome ' || i AS outcome, v::DOUBLE AS value FROM (SELECT unnest(?) v, unnest(?) i)
            UNION ALL SELECT 'county', '37183', DATE '2024-01-01', DATE '2024-01-31', 'm', NULL, ?""",
            [values, list(range(len(values))), sum(values)],
        )
        rows = connection.execute(f"SELECT outcome, value FROM ({SUPPRESSED})").fetchall()
    shown = [value for outcome, value in rows if outcome and value is not None]
    hidden = [outcome for outcome, value in rows if value is None]
    assert (None, sum(values)) in rows
    assert all(value >= 10 for value in shown)
    assert len(shown) + len(hidden) in (0, len(values))
    assert not hidden or (len(hidden) >= 2 and sum(values) - sum(shown) >= 10)
    assert shown or not hidden
    if min(values) >= 10:
        assert sorted(shown) == sorted(values)
