"""Kills builds of the lakes at moments chosen by chance, and counts what they leave.

    python bench/faults.py                  100 builds
    python bench/faults.py --kills 20 --seed 3

Status 1 when a site was neither wholly the old nor wholly the new one, or a later build differed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.publisher.faults import kill_builds


def main() -> int:
    """Prints the counts; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = kill_builds(Path(folder), asked.kills, asked.seed)
    print(f"killed {found.killed}, done before their moment {found.ended_first}")
    print(f"of those killed: the old site whole {found.old}, the new site whole {found.new}")
    print(f"neither: {len(found.mixed)} {found.mixed}")
    print(f"later builds that differ: {len(found.poisoned)} {found.poisoned}")
    for stage, times in found.stages.items():
        print(f"{times:>5} killed after its log said: {stage}")
    return 1 if found.mixed or found.poisoned else 0


if __name__ == "__main__":
    sys.exit(main())
