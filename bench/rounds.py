"""Prints what several runs measured: the median, least and most of each figure."""

import statistics
import sys


def table(rounds: list[dict[str, float]], digits: int = 1) -> None:
    """A table for bench/README.md; each round has the same figures by name."""
    sys.stdout.write("| figure | median | least | most |\n| --- | ---: | ---: | ---: |\n")
    for name in rounds[0]:
        values = [figures[name] for figures in rounds]
        cells = [f"{f(values):,.{digits}f}" for f in (statistics.median, min, max)]
        sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
