"""The command line: 0 is fine, 1 is wrong input, 2 is that it could not run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from publisher import __version__
from tests.publisher.lakes import LEVELS_CSV, ROOT, Lay, Run, changed, front_door

pytestmark = pytest.mark.xdist_group("lakes")


@pytest.mark.parametrize("command", [(), ("check",), ("build",), ("serve",), ("diff",)])
def test_help_fits_a_screen(command: tuple[str, ...]) -> None:
    ran = front_door(*command, "--help", COLUMNS="200")
    lines = ran.out.splitlines()
    assert (ran.status, ran.err) == (0, "")
    assert lines[0].startswith("Usage: build.py")
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_help_says_of_every_command_and_option_what_it_does() -> None:
    for command in ((), ("check",), ("build",), ("serve",), ("diff",)):
        text = front_door(*command, "--help", COLUMNS="80").out
        entries = [line for line in text.splitlines() if re.match(r"  (-|[a-z]+  )", line)]
        assert entries
        assert [entry for entry in entries if not re.search(r"\S {2,}\S", entry.strip())] == []
        assert "..." not in text.partition("Commands:")[2]


def test_without_a_command_it_shows_its_help() -> None:
    ran = front_door()
    assert "Usage: build.py [OPTIONS] COMMAND [ARGS]..." in ran.out + ran.err
    assert "Traceback" not in ran.err


def test_it_tells_its_version() -> None:
    assert front_door("--version") == (0, f"{__version__}\n", "")


def test_the_lakes_are_good(project: Lay, run: Run) -> None:
    ran = run(project(built=True), "check")
    assert (ran.status, ran.out) == (0, "2 tables in 3 files: no errors.\n")
    assert run(project(built=True), "check", "--quiet") == (0, "", "")


BAD = {LEVELS_CSV: "lake_id,day,level\nblue,soon,1\nblue,2020-01-01,x\n"}
TOLD = (
    f"{LEVELS_CSV}:2:2  day 'soon' (column B)\n"
    "    -> a date written YYYY-MM-DD.\n"
    "    Correct the cell.\n"
    f"{LEVELS_CSV}:3:3  level 'x' (column C)\n"
    "    -> a number.\n"
    "    Correct the cell.\n"
    "2 problems\n"
)


@pytest.mark.parametrize("command", ["check", "build"])
def test_wrong_tables_are_told_in_order_and_end_in_status_1(
    command: str, project: Lay, run: Run
) -> None:
    ran = run(project(BAD, built=True), command, "--quiet")
    assert ran == (1, TOLD, "")


def test_the_front_door_hands_the_status_on(project: Lay) -> None:
    root = project(BAD, built=True)
    assert front_door("check", "-q", "--root", str(root)) == (1, TOLD, "")


def test_a_warning_does_not_fail_a_check_unless_it_is_strict(project: Lay, run: Run) -> None:
    rule = "datasets/rules/level-is-low.sql"
    warning = changed(rule, "-- field: level", "-- field: level\n-- level: warning")[rule]
    root = project({rule: warning, **changed(LEVELS_CSV, "4.25", "425")}, built=True)
    ran = run(root, "check", "-q")
    assert ran.status == 0
    assert f"{LEVELS_CSV}:3:3  warning: 425.0 (column C, level)\n" in ran.out
    assert run(root, "check", "-q", "--strict").status == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("build", "--nope"), "No such option: --nope"),
        (("nope",), "No such command 'nope'"),
        (("build", "extra"), "unexpected extra argument"),
        (("build", "--builder", "hugo"), "'hugo' is not one of 'mkdocs', 'zensical'"),
        (("serve", "--port", "x"), "--port"),
        (("build", "--root"), "--root"),
    ],
)
def test_wrong_arguments_end_in_status_2(arguments: tuple[str, ...], told: str) -> None:
    ran = front_door(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("name", ["build", ".cache"])
def test_a_folder_that_cannot_be_written_ends_in_status_2(
    name: str, project: Lay, run: Run
) -> None:
    root = project({name: "a file where a folder should be"})
    ran = run(root, "build", "-q")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("cannot run: ")
    assert name in ran.err
    assert not (root / "site").exists()


def test_a_fault_of_ours_is_shown_whole(
    project: Lay, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("publisher.build.build", broken)
    with pytest.raises(ZeroDivisionError):
        run(project(), "build")


def test_a_check_does_not_wait_for_what_draws_and_writes() -> None:
    heavy = "{'altair', 'jinja2', 'mkdocs', 'vl_convert', 'yaml'}"
    code = f"import sys, publisher.cli; print({heavy} & set(sys.modules) or 'none')"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "none\n"


def test_a_folder_without_a_project_is_told(tmp_path: Path, run: Run) -> None:
    ran = run(tmp_path, "build", "-q")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("datapackage.json  no such file")
    assert list(tmp_path.iterdir()) == []


def test_verbose_says_more_than_normal_and_quiet_less(project: Lay, run: Run) -> None:
    lines = {}
    for option in ("--quiet", "--root=.", "--verbose"):
        root = project(
            changed("mkdocs.yml", "site_name: Lakes", f"site_name: {option}"), built=True
        )
        lines[option] = run(root, "build", option).err.splitlines()
    assert lines["--quiet"] == []
    assert [line.split()[0] for line in lines["--root=."]] == [
        "check",
        "warehouse",
        "query",
        "pack",
        "draw",
        "write",
        "builder",
        "families",
        "trace",
        "files",
        "publish",
    ]
    assert len(lines["--verbose"]) > len(lines["--root=."])
