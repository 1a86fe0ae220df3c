"""Makes Frictionless refuse the numbers and days that the warehouse cannot take.

In: a block of code that uses Frictionless. Out: its fields, a little stricter, in that block.
Never: accepts what Frictionless refuses.

Frictionless reads numbers and days as Python does: `1_000`, `NaN`, `Infinity`, `sNaN` (which stops
it), digits of other scripts, and whole numbers of any length. In SQL, JSON and a spreadsheet they
are something else or nothing: the check would pass and the build fail, with no place to name.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache
from typing import Any

TYPES = ("integer", "number", "date", "datetime", "time", "year", "yearmonth")
LARGEST = 2**63  # what a BIGINT of the warehouse ends before
_ON = ContextVar("strict", default=False)


@contextmanager
def strict() -> Iterator[None]:
    """While it lasts, Frictionless refuses what `is_plain` refuses."""
    _register()
    token = _ON.set(True)
    try:
        yield
    finally:
        _ON.reset(token)


def is_plain(text: str) -> bool:
    """Whether a number or a day is written with the signs that every reader takes alike."""
    return text.isascii() and "_" not in text and text.isprintable()


def fits_warehouse(value: object) -> bool:
    """Whether a number is one in SQL and JSON too: not infinite, not too large."""
    if isinstance(value, (Decimal, float)):
        return not (isinstance(value, Decimal) and value.is_nan()) and math.isfinite(value)
    return not isinstance(value, int) or -LARGEST <= value < LARGEST


@cache
def _register() -> None:
    """Tells Frictionless of the stricter fields, which it takes only inside `strict`."""
    from frictionless import Plugin, system

    class Strict(Plugin):
        def select_field_class(self, type: str | None = None) -> Any:
            return _class_of(type) if _ON.get() and type in TYPES else None

    system.register("strict", Strict())


@cache
def _class_of(kind: str) -> Any:
    """The field class of a type whose reader refuses what is not plain."""
    import frictionless.fields as known

    base: Any = next(c for c in vars(known).values() if getattr(c, "type", None) == kind)

    def create_value_reader(self: Any) -> Callable[[Any], Any]:
        read = base.create_value_reader(self)

        def reader(cell: Any) -> Any:
            if isinstance(cell, str) and not is_plain(cell):
                return None
            value = read(cell)
            return value if fits_warehouse(value) else None

        return reader

    return type(base.__name__, (base,), {"create_value_reader": create_value_reader})
