"""Whatever ends a build, the site is wholly the old or wholly the new one, and the next is right."""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher import build, check
from publisher.warehouse import reading
from tests.publisher.faults import kill_builds
from tests.publisher.lakes import (
    LAKES_CSV,
    LEVELS_CSV,
    ROOT,
    Lay,
    Run,
    changed,
    front_door,
    lay,
    tree,
)

BUILD = [sys.executable, str(ROOT / "build.py"), "build", "--quiet", "--root"]


def test_a_killed_build_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    # bench/faults.py does the same a hundred times.
    found = kill_builds(tmp_path, times=3, seed=os.getpid())
    assert found.killed == 3
    assert (found.mixed, found.poisoned) == ([], [])


def test_a_build_killed_after_its_site_is_in_place_is_not_taken_for_the_one_before(
    project: Lay, run: Run
) -> None:
    root = project(built=True)
    before = tree(root / "site")
    old = (root / LEVELS_CSV).read_text(encoding="utf-8")
    # As long as the old one, so that no size tells the two sites apart.
    (root / LEVELS_CSV).write_text(old.replace("4.5", "4.6"), encoding="utf-8")
    killed = """if True:
        import os, signal, sys
        from publisher import build, cli, publish
        put = publish.put_in_place
        def put_and_die(*given):
            put(*given)
            os.kill(os.getpid(), signal.SIGKILL)
        publish.put_in_place = put_and_die
        sys.argv[1:] = ["build", "--root", sys.argv[1]]
        cli.main()
    """
    done = subprocess.run([sys.executable, "-c", killed, str(root)], cwd=ROOT, check=False)
    assert done.returncode == -9
    assert tree(root / "site") != before
    (root / LEVELS_CSV).write_text(old, encoding="utf-8")
    assert run(root, "build", "-q").status == 0
    assert tree(root / "site") == before


def test_processes_that_share_the_work_end_with_the_one_that_began_them() -> None:
    begin = """if True:
        import os, time
        from publisher.workers import pool
        if __name__ == "__main__":
            with pool(2) as others:
                calls = [others.submit(time.sleep, 0.5) for _ in range(2)]
                [call.result() for call in calls]
                print(*others._processes, flush=True)
                others.submit(time.sleep, 60).result()
    """
    with subprocess.Popen(
        [sys.executable, "-c", begin], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        workers = [int(word) for word in run.stdout.readline().split()]
        assert len(workers) == 2
        run.kill()
    end = time.monotonic() + 30
    while any(map(_is_alive, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_is_alive, workers))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process}/stat")  # one that has ended and that nobody has waited for
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_process_that_is_ended_from_outside_is_told_in_words() -> None:
    begin = """if True:
        import os
        from publisher import cli, workers
        def broken(*_, **__):
            with workers.pool(1) as others:
                others.submit(os.abort).result()
        if __name__ == "__main__":
            cli.app = broken
            raise SystemExit(cli.main())
    """
    done = subprocess.run(
        [sys.executable, "-c", begin], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "a process of this run was ended from outside" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_check_can_load_tables_while_others_read_them(project: Lay) -> None:
    root = project(built=True)
    with reading(root / "build/warehouse.duckdb") as connection:
        before = connection.execute("select count(*) from lakes").fetchall()
        with (root / LAKES_CSV).open("a", encoding="utf-8") as file:
            file.write("red,Red Lake,1,\n")
        assert front_door("check", "--quiet", "--root", str(root)) == (0, "", "")
        assert connection.execute("select count(*) from lakes").fetchall() == before
    with reading(root / "build/warehouse.duckdb") as connection:
        assert connection.execute("select count(*) from lakes").fetchall() != before


def test_two_checks_and_a_build_at_once_end_well(project: Lay) -> None:
    root = project()
    check = [*BUILD[:2], "check", "--quiet", "--root"]
    runs = [
        subprocess.Popen([*command, str(root)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for command in (check, BUILD, check)
    ]
    assert [run.communicate()[0] for run in runs] == [b"", b"", b""]
    assert [run.returncode for run in runs] == [0, 0, 0]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder in which a disk of a size can be mounted: `mount(folder, kilobytes)`."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not shutil.which("mount") or _mount(folder, 64):
        pytest.skip("mounting a small disk needs the rights of an administrator")
    subprocess.run(["umount", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=False, capture_output=True)


def _mount(folder: Path, kilobytes: int) -> int:
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode


# Too small for the tables, and for the pages.
@pytest.mark.parametrize("room", [300, 2200])
def test_a_full_disk_leaves_the_old_site_and_is_told_in_one_line(
    room: int, small_disk: Path, built: Path
) -> None:
    size = sum(file.stat().st_size // 4096 * 4 + 4 for file in built.rglob("*") if file.is_file())
    assert _mount(small_disk, size + room) == 0
    root = lay(small_disk / "lakes", changed(LEVELS_CSV, "4.5", "4.6"), built)
    shutil.rmtree(root / ".cache")
    (root / "build/warehouse.duckdb").unlink()
    before = tree(root / "site")
    # The rest of the disk but for the room is taken.
    free = shutil.disk_usage(root).free // 1024
    (small_disk / "ballast").write_bytes(b"\1" * 1024 * max(0, free - room))
    ran = front_door("build", "--quiet", "--root", str(root))
    assert ran.status == 2, f"{ran.err} {shutil.disk_usage(root)}"
    assert ran.err.startswith("cannot run: ") and ran.err.count("\n") == 1
    assert "no space left on device. What was there before is as it was." in ran.err
    assert tree(root / "site") == before
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    assert front_door("build", "--quiet", "--root", str(root)) == (0, "", "")
    assert tree(root / "site") != before


def _without_override() -> None:
    """Takes from an administrator the right to write where the mode of a folder forbids it."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.mark.parametrize("place", ["build", ".cache/check", "."])
def test_without_the_right_to_write_the_old_site_stays(place: str, project: Lay) -> None:
    root = project(built=True)
    (root / LAKES_CSV).write_text(
        (root / LAKES_CSV).read_text(encoding="utf-8") + "red,Red Lake,1,\n", encoding="utf-8"
    )
    before = tree(root / "site")
    shut = root / place
    shut.chmod(0o555)
    try:
        done = subprocess.run(
            [*BUILD, str(root)],
            preexec_fn=_without_override,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        shut.chmod(0o755)
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1 and "permission denied" in done.stderr.lower()
    assert tree(root / "site") == before


@pytest.mark.parametrize("moment", ["prepare", "_pack", "lay_out_edition"])
def test_a_table_that_is_edited_during_a_build_is_published_by_the_next_one(
    moment: str, project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(built=True)
    before = tree(root / "site")
    text = (root / LEVELS_CSV).read_text(encoding="utf-8")
    (root / LEVELS_CSV).write_text(text.replace("4.25", "9.75"), encoding="utf-8")
    stage = getattr(build, moment)

    def edit_first(*given: object) -> object:
        (root / LEVELS_CSV).write_text(text.replace("4.25", "8.5"), encoding="utf-8")
        return stage(*given)

    with monkeypatch.context() as edited:
        edited.setattr(build, moment, edit_first)
        status, out, err = run(root, "build", "-q")
    assert (status, out) == (2, "")
    assert err == "cannot run: the content changed meanwhile; run it again\n"
    assert tree(root / "site") == before
    assert run(root, "build", "-q").status == 0
    csv = (root / "site/data/latest/levels.csv").read_text(encoding="utf-8")
    assert ("8.5" in csv, "9.75" in csv, "4.25" in csv) == (True, False, False)


@pytest.mark.parametrize("moment", ["check_file", "table_problems"])
def test_a_table_that_is_edited_during_its_check_is_checked_again(
    moment: str, project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    good = (root / LAKES_CSV).read_text(encoding="utf-8")
    bad = good.replace("lake_id", "lake-id", 1)
    look = getattr(check, moment)
    texts = iter([bad])

    def edit_after(*given: object) -> object:
        found = look(*given)
        for text in texts:
            (root / LAKES_CSV).write_text(text, encoding="utf-8")
        return found

    with monkeypatch.context() as edited:
        edited.setattr(check, moment, edit_after)
        ran = run(root, "check", "-q")
    assert ran.status == 1
    assert ran.out.startswith("datasets/lakes/lakes.csv:1")
    # What was said of one text is not remembered of the other.
    assert run(root, "check", "-q").out == ran.out
    (root / LAKES_CSV).write_text(good, encoding="utf-8")
    assert run(root, "check", "-q") == (0, "", "")


def test_a_table_that_is_edited_without_end_is_told_of(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project()
    look = check.check_file

    def edit_after(*given: Any) -> object:
        found = look(*given)
        with (root / LAKES_CSV).open("a", encoding="utf-8") as file:
            file.write(f"lake-{os.urandom(4).hex()},Another,1,\n")
        return found

    monkeypatch.setattr(check, "check_file", edit_after)
    ran = run(root, "check", "-q")
    assert ran == (2, "", "cannot run: the tables changed meanwhile; run it again\n")
