"""Builds of the lakes that are killed, and what they leave: used by tests and by bench/faults.py."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.publisher.lakes import LEVELS_CSV, ROOT, front_door, lay, tree

STATES = ("4.5", "4.6")  # the one cell in which the two states of the content differ


@dataclass
class Kills:
    """Counts of what was seen."""

    killed: int = 0
    ended_first: int = 0  # builds that were done before their moment came
    new: int = 0  # killed builds after which the new site stood in place
    old: int = 0
    mixed: list[str] = field(default_factory=list)  # what should not be: neither old nor new
    poisoned: list[str] = field(default_factory=list)  # what should not be: a later build differs
    stages: dict[str, int] = field(default_factory=dict)  # the last line of a log -> how often


def put(root: Path, state: str) -> None:
    """Gives the content of a project one of its two states."""
    for other in STATES:
        path = root / LEVELS_CSV
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f",{other}\n", f",{state}\n"), encoding="utf-8")


def build(root: Path) -> None:
    ran = front_door("build", "--quiet", "--root", str(root))
    assert ran.status == 0, ran.err


def kill_builds(folder: Path, times: int, seed: int = 0) -> Kills:
    """Kills builds that go from one state to the other, each at a moment chosen by chance.

    Half of them lose their whole group of processes, half the first process alone. After every
    fifth a build is left to its end, and the cache goes before every tenth.
    """
    chance, found, root = random.Random(seed), Kills(), lay(folder / "lakes")
    wanted: dict[str, dict[str, str]] = {}
    began = time.monotonic()
    for state in STATES:
        put(root, state)
        build(root)
        wanted[state] = tree(root / "site")
    assert wanted[STATES[0]] != wanted[STATES[1]]
    longest = (time.monotonic() - began) / 2
    turn = -1
    while found.killed < times:
        turn += 1
        before = tree(root / "site")
        state = STATES[before == wanted[STATES[0]]]  # the one that the site is not in
        put(root, state)
        if turn % 10 == 9:
            shutil.rmtree(root / ".cache")
        moment = chance.uniform(0, longest)
        last = _killed(root, moment, whole=bool(turn % 4 < 2))
        if last is None:
            found.ended_first += 1
        else:
            found.killed += 1
            found.stages[last] = found.stages.get(last, 0) + 1
        after = tree(root / "site")
        if after == wanted[state]:
            found.new += last is not None
        elif after == before:
            found.old += 1
        else:
            found.mixed.append(f"turn {turn}, {moment:.2f} s")
        if turn % 5 == 4:
            build(root)
            if tree(root / "site") != wanted[state]:
                found.poisoned.append(f"turn {turn}")
    return found


def _killed(root: Path, seconds: float, whole: bool) -> str | None:
    """Kills a build after that time; the last stage that it told of, None when it was done."""
    log = root.with_suffix(".log")
    with log.open("w") as said:
        run = subprocess.Popen(
            [sys.executable, str(ROOT / "build.py"), "build", "--root", str(root)],
            stdout=said,
            stderr=said,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        else:
            assert run.returncode == 0, log.read_text()
            return None
        if whole:
            os.killpg(run.pid, signal.SIGKILL)
        else:
            run.kill()
        run.wait()
    lines = log.read_text().splitlines()
    return lines[-1].split()[0] if lines else "nothing"
