"""How two sets of files differ: which of them, and where the first begins to.

In: files by path with size and hash; the bytes of two files. Out: `Differing`, `Place`.
Never: reads a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

BLOCK = 1 << 16  # bytes compared at once
AROUND = 30  # characters shown before the place
WIDTH = 90  # characters of a line shown
BYTES = 16  # bytes shown of what is no text


@dataclass(frozen=True)
class File:
    """What is known of a file: enough to know it again."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Differing:
    """Paths in which two sets of files differ, in order."""

    missing: tuple[str, ...] = ()  # only in the second
    extra: tuple[str, ...] = ()  # only in the first
    changed: tuple[str, ...] = ()  # in both, with other bytes

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.changed)

    @property
    def paths(self) -> list[str]:
        return sorted({*self.missing, *self.extra, *self.changed})


def compared(one: Mapping[str, File], other: Mapping[str, File]) -> Differing:
    """How the first set of files differs from the second."""
    return Differing(
        tuple(sorted(other.keys() - one.keys())),
        tuple(sorted(one.keys() - other.keys())),
        tuple(sorted(path for path in one.keys() & other.keys() if one[path] != other[path])),
    )


@dataclass(frozen=True)
class Place:
    """Where two files begin to differ, and what stands there in each.

    In texts `line` and `column` count from 1; in other files both are 0 and `offset`, in bytes
    from 0, is the place.
    """

    line: int
    column: int
    offset: int
    one: str
    other: str


def first_place(one: bytes, other: bytes) -> Place:
    """The first place at which two files differ that are not the same."""
    at = _first(one, other)
    if b"\0" not in one and b"\0" not in other:
        try:
            return _in_text(one.decode("utf-8"), other.decode("utf-8"), at, one)
        except UnicodeDecodeError:
            pass
    shown = [f"{data[at : at + BYTES].hex(' ')} (hex)" for data in (one, other)]
    return Place(0, 0, at, shown[0], shown[1])


def _first(one: bytes, other: bytes) -> int:
    start = 0
    while one[start : start + BLOCK] == other[start : start + BLOCK] and start < len(one):
        start += BLOCK
    pairs = zip(one[start : start + BLOCK], other[start : start + BLOCK], strict=False)
    return next((start + n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _in_text(one: str, other: str, at: int, data: bytes) -> Place:
    """The place in characters: the first byte that differs may stand inside one."""
    place = len(data[:at].decode("utf-8", "ignore"))
    begin = one.rfind("\n", 0, place) + 1
    shown = []
    for text in (one, other):
        line = text[begin:].partition("\n")[0] if begin < len(text) else ""
        cut = max(0, place - begin - AROUND)
        shown.append(("…" if cut else "") + line[cut : cut + WIDTH])
    return Place(one.count("\n", 0, place) + 1, place - begin + 1, at, shown[0], shown[1])
