"""An SQL file says in its first comment lines what it is."""

from pathlib import Path

import pytest

from publisher.problem import InputError
from publisher.sqlfile import SqlFile, read_sql_files

KNOWN = {"title", "description", "key"}


def read(folder: Path, text: str | bytes) -> SqlFile:
    (folder / "sql").mkdir()
    (folder / "sql" / "big.sql").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_sql_files(folder, "sql", KNOWN, {"title"}, "query")["big"]


def test_the_header_and_the_statement_are_read(tmp_path: Path) -> None:
    text = "-- title: Big: lakes\n-- a remark\n--key: a\nselect 1;\n-- description: too late\n"
    file = read(tmp_path, text)
    assert (file.name, file.path) == ("big", "sql/big.sql")
    assert file.header == {"title": "Big: lakes", "key": "a"}
    assert file.sql.startswith("-- title: Big: lakes\n")


def test_an_indented_line_goes_on_with_the_one_before(tmp_path: Path) -> None:
    text = "-- title: Big\n-- description: A row is a lake\n--   of any size,\n--   by name.\nselect 1\n"
    assert read(tmp_path, text).header["description"] == "A row is a lake of any size, by name."


def test_a_last_semicolon_is_no_part_of_the_statement(tmp_path: Path) -> None:
    assert read(tmp_path, "-- title: Big\nselect 1;\n").sql == "-- title: Big\nselect 1"


def test_files_come_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.sql").write_text("-- title: x\nselect 1\n")
    (tmp_path / "notes.txt").write_text("no SQL\n")
    assert list(read_sql_files(tmp_path, ".", KNOWN, {"title"}, "query")) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("select 1\n", "sql/big.sql:1:1  no header 'title' -> one. Add a line '-- title: …' at the top."),
        ("-- title: Big\n-- colour: red\nselect 1\n", "sql/big.sql:2:1  a header 'colour' -> one of description, key, title."),
    ],
)  # fmt: skip
def test_a_wrong_header_is_told_with_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert str(caught.value) == told


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^sql/big\.sql"):
        read(tmp_path, b"-- title: Gr\xfcn\nselect 1\n")
