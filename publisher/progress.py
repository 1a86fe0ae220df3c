"""What a person at a terminal, or a log, sees of a run.

In: stages and steps as they happen. Out: a bar on a terminal, plain lines in a log, and figures.
Never: decides anything.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

T = TypeVar("T")
QUIET, NORMAL, VERBOSE = 0, 1, 2


@dataclass
class Stage:
    """One line of the report: seconds taken and what was counted (items, bytes, cached, drawn)."""

    name: str
    seconds: float = 0.0
    counts: dict[str, int | str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = "   ".join(
            f"{_number(value)} {name}" if isinstance(value, int) else f"{name} {value}"
            for name, value in self.counts.items()
        )
        return f"{self.name:<10} {self.seconds:6.1f} s   {counts}".rstrip()


def _number(value: int) -> str:
    return f"{value:,}"


class Progress:
    """The run's voice. `level` is QUIET, NORMAL or VERBOSE."""

    def __init__(self, level: int = NORMAL) -> None:
        self.level = level
        self.stages: list[Stage] = []
        self.warnings: list[str] = []
        self._console = Console(
            stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True
        )

    def line(self, text: str, level: int = NORMAL) -> None:
        """One plain line on standard error, when the level asks for it."""
        if self.level >= level:
            self._console.print(text)

    def warn(self, text: str) -> None:
        """A warning: shown at once and counted, so that `--strict` can make it an error."""
        self.warnings.append(text)
        self.line(f"warning: {text}", QUIET)

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Times a stage; its line is printed when it ends well."""
        stage, start = Stage(name), time.monotonic()
        yield stage
        stage.seconds = round(time.monotonic() - start, 2)
        self.stages.append(stage)
        self.line(str(stage))

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[T], T]]:
        """Gives a function that counts one step and hands its argument back."""
        if self.level < NORMAL or not self._console.is_terminal or not total:
            verbose = self.level >= VERBOSE

            def quiet(value: T) -> T:
                return value

            if verbose and total:
                self.line(f"{what}: {total}")
            yield quiet
            return
        columns: tuple[Any, ...] = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
        )
        with Bar(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(what, total=total)

            def step(value: T) -> T:
                bar.advance(task)
                return value

            yield step


def show(text: str) -> None:
    """Writes a result (not progress) to standard output."""
    sys.stdout.write(f"{text}\n")
