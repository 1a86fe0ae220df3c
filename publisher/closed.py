"""The environment of templates that the content brings: a sandbox that ends.

In: nothing. Out: `Closed`, of which every environment for content is made; `Fixed`, for our own.
Never: lets a template reach Python, a file, or more memory than a page needs.

Jinja's own sandbox closes the way to what Python keeps behind its values, and the length of a
`range`. What it leaves open is closed here.
"""

from collections.abc import MutableMapping
from pathlib import PurePath
from types import ModuleType
from typing import Any

from jinja2 import Environment
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

LONG = 100_000  # characters of a text, or items of a list, that a template may multiply
# Filters and methods whose argument is how long a text is to become.
PADDING = ("center", "ljust", "rjust", "zfill", "expandtabs", "indent")


class Fixed(Environment):
    """Templates whose environment gets no globals any more once the first is read."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals as one dict: each use of a template copies them, and Jinja's take long."""
        return {**self.globals, **(d or {})}


class Closed(Fixed, SandboxedEnvironment):
    """Templates of the content."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name in ("center", "indent", "format"):
            del self.filters[name]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """A path or a module leads out of the values of a page; padding fills the memory."""
        leads_out = isinstance(obj, PurePath) or isinstance(value, PurePath | ModuleType)
        pads = isinstance(obj, str | bytes) and attr in PADDING
        return not (leads_out or pads) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """No `format` of a text: its widths fill the memory."""
        if super().wrap_str_format(value) is not None:
            raise SecurityError("format is not for templates")
        return None

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """`*` and `%` of numbers, and a short list or text some times; no powers, no formats."""
        numbers = all(isinstance(part, int | float) for part in (left, right))
        if operator == "**" or (operator == "%" and not numbers):
            raise SecurityError(f"{operator} is not for templates")
        if operator == "*" and not numbers:
            times = [part if isinstance(part, int) else len(part) for part in (left, right)]
            if times[0] * times[1] > LONG:
                raise SecurityError(f"* makes more than {LONG:,}")
        return super().call_binop(context, operator, left, right)
