"""A folder is written so that it holds what was written, and the rest stays untouched."""

import os
from pathlib import Path

import pytest

from publisher.problem import CannotRunError
from publisher.writer import Writer

LONG_AGO = (1, 1)


def written(folder: Path, files: dict[str, str]) -> Writer:
    writer = Writer(folder)
    for path, content in files.items():
        writer.write(path, content)
    return writer


def test_files_and_their_folders_are_made(tmp_path: Path) -> None:
    writer = written(tmp_path / "out", {"a.txt": "é", "b/c/d.txt": "dd"})
    assert (tmp_path / "out/a.txt").read_bytes() == b"\xc3\xa9"
    assert (tmp_path / "out/b/c/d.txt").read_text() == "dd"
    assert writer.sizes == {"a.txt": 2, "b/c/d.txt": 2}
    assert writer.changed == 2
    assert writer.finish() == 4


def test_a_file_with_the_same_bytes_is_not_written_again(tmp_path: Path) -> None:
    written(tmp_path, {"same": "abc", "other": "abc"}).finish()
    for name in ("same", "other"):
        os.utime(tmp_path / name, LONG_AGO)
    writer = written(tmp_path, {"same": "abc", "other": "abd"})
    assert (tmp_path / "same").stat().st_mtime == 1
    assert (tmp_path / "other").read_text() == "abd"
    assert writer.changed == 1


def test_files_and_folders_of_an_earlier_run_are_removed(tmp_path: Path) -> None:
    written(tmp_path, {"a": "1", "b/c/d": "2", "b/e": "3"}).finish()
    written(tmp_path, {"b/e": "3"}).finish()
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["b", "b/e"]


def test_nothing_to_write_leaves_an_empty_folder(tmp_path: Path) -> None:
    written(tmp_path, {"a": "1"}).finish()
    assert Writer(tmp_path).finish() == 0
    assert list(tmp_path.iterdir()) == []


def test_two_parts_of_a_build_cannot_write_one_file(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="two parts of the build write a/b"):
        for content in ("1", "2"):
            written(tmp_path, {"a/b": content}).write("a/b", content)
