"""Results are kept by the hash of what they were made from."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.cache import Cache, digest, file_digest, tools_digest, write_whole

NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
PARTS = st.lists(st.text(max_size=4), max_size=4)


@given(PARTS, PARTS)
def test_different_parts_have_different_digests(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("ab",), ("ab", "")),
        (("1",), (1, None)),
        (({"a": 1},), ({"a": 2},)),
        ((["a", "b"],), (["a, b"],)),
    ],
)
def test_parts_do_not_run_into_each_other(
    one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    assert digest(*one) != digest(*other)


def test_the_order_of_names_does_not_matter_and_that_of_parts_does() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("a", "b") != digest("b", "a")


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert digest() == NOTHING
    # SHA-256 of the length of "a" in eight bytes, and "a".
    assert digest("a") == "3b196fd4907bedf51c3090e9835f2f7cb61e7ee1b2299ea3b8fed9b4183a822a"


def test_a_file_has_the_digest_of_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert file_digest(file) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_digest(tmp_path / "none") == NOTHING


def test_the_tools_have_one_digest() -> None:
    assert tools_digest() == tools_digest()
    assert len(tools_digest()) == 64


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert cache.get("svg", "abcd") is None
    cache.put("svg", "abcd", b"<svg/>")
    assert cache.get("svg", "abcd") == b"<svg/>"
    assert cache.get("png", "abcd") is None
    assert (tmp_path / "cache/svg/ab/abcd").read_bytes() == b"<svg/>"


def test_a_sweep_removes_what_is_not_named_of_one_kind(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for kind, key in (("svg", "aa1"), ("svg", "bb2"), ("svg", "cc3"), ("png", "dd4")):
        cache.put(kind, key, b"x")
    assert cache.sweep("svg", ["bb2"]) == 2
    found = [cache.get("svg", key) for key in ("aa1", "bb2", "cc3")]
    assert found == [None, b"x", None]
    assert cache.get("png", "dd4") == b"x"


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    file = tmp_path / "a" / "file"
    write_whole(file, b"old")
    with pytest.raises(TypeError):
        write_whole(file, "no bytes")  # type: ignore[arg-type]
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_file_can_be_read_by_all(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"x")
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644
