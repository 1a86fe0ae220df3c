"""What tells who a person is does not get into a table, and is not repeated in a report."""

import json
from pathlib import Path

import pytest

from publisher.check import check_file
from publisher.package import load_package
from publisher.personal import WHY, cell_problems, held_by, masked
from publisher.problem import Problem
from tests.publisher.lakes import DESCRIPTOR, ROOT

FIELDS: list[dict[str, object]] = [
    {"name": "code", "type": "string"},
    {"name": "note", "type": "string", "freeText": True},
]
GONE = "If it has been pushed, tell the maintainers: git keeps what was once there."


def checked(
    folder: Path, note: str, fields: list[dict[str, object]] | None = None
) -> list[Problem]:
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": fields or FIELDS}}
    described = {"officeTitles": ["Harbourmaster"], "resources": [resource]}
    (folder / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")
    header = ",".join(str(field["name"]) for field in fields or FIELDS)
    (folder / "t.csv").write_text(f'{header}\nx,"{note}"\n', encoding="utf-8")
    package = load_package(folder)
    return check_file(package, package.tables["t"], "t.csv")


# What is written, what it is, what can be seen of it in the report, and at which character.
HELD: list[tuple[str, str, str, int]] = [
    ("A012345678 was held.", "an A-number", "'A0••••••••'", 1),
    ("File A12345678.", "an A-number", "'A1•••••••'", 6),
    ("File A-012-345-678.", "an A-number", "'A-•••-•••-•••'", 6),
    ("File A 012 345 678.", "an A-number", "'A ••• ••• •••'", 6),
    ("File A# 012345678.", "an A-number", "'A# •••••••••'", 6),
    ("Alien number 012345678.", "an A-number", "'Alien •••••• •••••••••'", 1),
    ("SSN 219-09-9999.", "a Social Security number", "'21•-••-••••'", 5),
    ("SSN: 219099999.", "a Social Security number", "'SS•: •••••••••'", 1),
    ("No. 219 09 9999", "a Social Security number", "'21• •• ••••'", 5),
    ("Call (919) 856-6900.", "a telephone number", "'(9••) •••-••••'", 6),
    ("Call 919-856-6900.", "a telephone number", "'91•-•••-••••'", 6),
    ("Call +1 919.856.6900", "a telephone number", "'+1 •••.•••.••••'", 6),
    ("tel 9198566900", "a telephone number", "'tel ••••••••••'", 1),
    ("Ask jo.doe@example.org", "an e-mail address", "'jo.•••@•••••••.•••'", 5),
    ("Born on May 3, 1980.", "a date of birth", "'Born •• ••• •, ••••'", 1),
    ("He was born 1980-05-03.", "a date of birth", "'born ••••-••-••'", 8),
    ("DOB 5/3/1980", "a date of birth", "'DOB •/•/••••'", 1),
    ("Date of birth: 3 May 1980", "a date of birth", "'Date •• •••••: • ••• ••••'", 1),
    ("1980-05-03 (DOB)", "a date of birth", "'19••-••-•• (•••)'", 1),
]  # fmt: skip


@pytest.mark.parametrize(("note", "what", "seen", "at"), HELD, ids=[h[0] for h in HELD])
def test_what_must_not_get_in_is_refused_with_why_and_what_to_do(
    note: str, what: str, seen: str, at: int, tmp_path: Path
) -> None:
    (problem,) = checked(tmp_path, note)
    assert str(problem) == (
        f"t.csv:2:2  note holds {what} ({seen}, character {at})"
        f" -> a text without {what}. {WHY} Remove it from the cell. {GONE}"
    )
    assert (problem.kind, problem.level, problem.letter) == ("personal", "error", "B")
    digits = [part for part in note.replace("-", " ").replace(".", " ").split() if len(part) > 3]
    assert not [part for part in digits if part.isdecimal() and part in repr(problem)]


# What looks alike and tells nothing of a person.
ALLOWED = [
    "A 287(g) agreement under 8 CFR 287.7(d), no more than 48 hours.",
    "County 37183 and county 01001; ZIP 27601-1234.",
    "2018-2019, 10/01/2018 to 09/30/2019, 1,234,567 rows.",
    "Docket 5:19-cv-00123 and case 18-CVS-15432.",
    "https://example.org/219-09-9999/A012345678?tel=919-856-6900",
    "Ids 000-12-3456, 666-12-3456, 912-12-3456, 123-00-4567 and 123-45-0000.",
    "Foreign-born 2010-01-01; children born in the county.",
    "Commit cad49752356efdda21d5eeffd281edc9a2c61752 of the copy.",
    "Numbers 119-856-6900 and 919-156-6900 cannot be called.",
    "A 2015 report counts 100 000 000 people.",
    "The sheriff's office, the Sheriff Department and Chief Deputy Harbourmaster.",
    "@home, a@b, and ICE.",
    "",
]


@pytest.mark.parametrize("note", ALLOWED)
def test_what_only_looks_like_it_passes(note: str, tmp_path: Path) -> None:
    assert checked(tmp_path, note) == []


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ("On that day Mr Smith said no.", "'Mr •••••'"),
        ("The office of Mayor J. Doe.", "'Mayor •. •••'"),
        ("Harbourmaster O'Neil ended it.", "'Harbourmaster •'••••'"),
        ("Gov. Doe vetoed the bill.", "'Gov. •••'"),
    ],
)
def test_a_title_with_a_name_is_a_warning_to_name_the_office(
    note: str, seen: str, tmp_path: Path
) -> None:
    (problem,) = checked(tmp_path, note)
    assert problem.level == "warning"
    assert problem.found.startswith(f"note seems to name a person ({seen}, character ")
    assert problem.expected == f"the office, not the person. {WHY}"
    assert problem.mend == "Write the office alone: 'the mayor' and not a name after it."


def test_only_free_text_is_read(tmp_path: Path) -> None:
    fields: list[dict[str, object]] = [{"name": "code"}, {"name": "note"}]
    assert checked(tmp_path, "SSN 219-09-9999", fields) == []


def test_several_things_in_a_cell_are_told_each(tmp_path: Path) -> None:
    note = "Jo, A012345678, 219-09-9999, 919-856-6900, jo@example.org"
    assert sorted(p.cause for p in checked(tmp_path, note)) == [
        "note: a Social Security number",
        "note: a telephone number",
        "note: an A-number",
        "note: an e-mail address",
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("first_name", "a person's name"),
        ("LastName", "a person's name"),
        ("surname", "a person's name"),
        ("Full Name", "a person's name"),
        ("inmate_full_name", "a person's name"),
        ("dob", "a date of birth"),
        ("date-of-birth", "a date of birth"),
        ("ssn", "a Social Security number"),
        ("ssn_last4", "a Social Security number"),
        ("alien_number", "a person's number"),
        ("A-Number", "a person's number"),
        ("phone", "a telephone number"),
        ("office_phone_number", "a telephone number"),
        ("e_mail", "an e-mail address"),
        ("contact_email", "an e-mail address"),
        ("county_name", ""),
        ("state_name", ""),
        ("short_name", ""),
        ("instrument_name", ""),
        ("first_listed", ""),
        ("has_a_number", ""),
        ("page", ""),
        ("agency", ""),
        ("born", ""),
        ("mobile_units", ""),
        ("phone_calls", ""),
        ("emails_sent", ""),
        ("cell_phone", "a telephone number"),
        ("passport_no", "a person's number"),
        ("inmate_id", "a person's number"),
        ("home_address", "a home address"),
    ],
)
def test_a_column_that_holds_persons_is_known_by_its_name(name: str, what: str) -> None:
    assert held_by(name) == what


def test_such_a_column_is_refused_where_it_is_described(tmp_path: Path) -> None:
    fields: list[dict[str, object]] = [{"name": "code"}, {"name": "last_name"}]
    (problem,) = checked(tmp_path, "Doe", fields)
    assert str(problem) == (
        f"t.csv:1:2  a column 'last_name' -> no column for a person's name. {WHY}"
        f" Remove the column with its cells, before you share the file. {GONE}"
    )


def test_such_a_column_is_refused_where_it_is_not_described(tmp_path: Path) -> None:
    checked(tmp_path, "")
    (tmp_path / "t.csv").write_text("code,note,ssn\nx,,219-09-9999\n", encoding="utf-8")
    package = load_package(tmp_path)
    (problem,) = check_file(package, package.tables["t"], "t.csv")
    assert (problem.kind, problem.column, problem.found) == ("personal", 3, "a column 'ssn'")


@pytest.mark.parametrize(
    ("text", "seen"), [("219-09-9999", "'21•-••-••••'"), ("Mr Smith", "'Mr •••••'"), ("a", "'a'")]
)
def test_a_report_hides_what_was_found(text: str, seen: str) -> None:
    assert masked(text) == seen


def test_the_tables_of_this_project_hold_nothing_of_it() -> None:
    from publisher.cells import records

    package = load_package(ROOT)
    read = 0
    for table in package.tables.values():
        read += sum(field.is_free_text for field in table.fields)
        assert [field.name for field in table.fields if held_by(field.name)] == []
        for path in table.paths:
            rows = list(records((ROOT / path).read_text(encoding="utf-8")))[1:]
            titles = package.descriptor["officeTitles"]
            assert cell_problems(table, path, rows, titles) == []
    assert read == 23
