"""Every command of every workflow, run here: what it leaves when all is well, and when it is not.

The project is the invented lakes in a git repository of its own, with a `gh` that talks to nobody.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.publisher.lakes import LAKES, LAKES_CSV, changed
from tests.publisher.repositories import OWN, commit, git

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
TOOLS = ("Makefile", "build.py", "publisher", ".ci", "requirements")
EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")
SHA = "0123456789abcdef0123456789abcdef01234567"
MARK = "<!-- report of the check -->"
# What GitHub would put in, on a pull request with the number 7.
GIVEN = {
    "github.event.pull_request.number": "7",
    "github.event.workflow_run.head_sha": SHA,
    "github.event.workflow_run.html_url": "https://github.example/o/r/actions/runs/1",
    "github.repository": "o/r",
    "github.server_url": "https://github.example",
    "github.token": "not a token",
    "runner.temp": "RUNNER_TEMP",
    "steps.pages.outputs.base_url": "https://o.github.example/r",
}
# A `gh` that keeps what it was asked and answers from files named by method and address.
GH = """#!{python}
import json, pathlib, re, sys
folder = pathlib.Path(__file__).parent
asked = sys.argv[1:]
body = json.loads(sys.stdin.read())["body"] if "--input" in asked else None
with (folder / "asked.jsonl").open("a") as file:
    file.write(json.dumps([asked[2], asked[3], body]) + "\\n")
answers = json.loads((folder / "answers.json").read_text())
key = f"{{asked[2]}} {{asked[3]}}"
if key not in answers:
    sys.exit(f"gh: no answer to {{key}}")
print(json.dumps(answers[key]))
"""


def workflow(path: Path) -> dict[Any, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in workflow(path)["jobs"].values():
        yield from job["steps"]


def commands() -> list[tuple[str, str]]:
    return [(path.name, step["run"]) for path in WORKFLOWS for step in steps(path) if "run" in step]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_the_form_of_one(path: Path) -> None:
    known = workflow(path)
    # YAML reads the word `on` as true.
    assert set(known) <= {"name", True, "permissions", "concurrency", "jobs"}
    assert known["name"] == path.stem
    assert known["permissions"], "what the token may do is said, and is not everything"
    for step in steps(path):
        assert ("run" in step) != ("uses" in step)
        assert set(step) <= {"id", "if", "uses", "with", "run", "env"}
        # No action of others, and none without a version.
        assert "run" in step or re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(("name", "command"), commands())
def test_a_workflow_runs_nothing_but_make_targets_and_ci(name: str, command: str) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert command == ".ci/run" or command.removeprefix("make ") in targets, name
    assert "${{" not in command, "what others write is never a part of a command"


def test_a_pull_request_can_only_read() -> None:
    for path in WORKFLOWS:
        known = workflow(path)
        if "pull_request" in (known[True] or {}):
            assert known["permissions"] == {"contents": "read"}
        assert "pull_request_target" not in known[True]


def test_the_comment_follows_the_check_and_has_its_report() -> None:
    known = workflow(ROOT / ".github/workflows/comment.yml")
    check = workflow(ROOT / ".github/workflows/check.yml")
    assert known[True]["workflow_run"]["workflows"] == [check["name"]]
    (left,) = (
        s["with"]
        for s in steps(ROOT / ".github/workflows/check.yml")
        if "upload" in s.get("uses", "")
    )
    (taken,) = (
        s["with"]
        for s in steps(ROOT / ".github/workflows/comment.yml")
        if "download" in s.get("uses", "")
    )
    assert left == {"name": taken["name"], "path": "build/report"}
    assert taken["path"].startswith("${{ runner.temp }}/"), "it cannot lie over the code"
    order = [s.get("run") or s["uses"] for s in steps(ROOT / ".github/workflows/check.yml")]
    assert (
        order.index("make report")
        < order.index("actions/upload-artifact@v4")
        < order.index("make annotate")
    )


@dataclass
class Runner:
    """A machine of GitHub's with the project checked out, as far as the commands need one."""

    root: Path
    bin: Path
    temp: Path
    summary: Path

    def step(self, command: str, name: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Runs the step of the workflows that has this command, with the environment it gives."""
        (env,) = {
            json.dumps(step.get("env", {}))
            for path in WORKFLOWS
            if not name or path.name == name
            for step in steps(path)
            if step.get("run") == command
        }
        given = {
            key: EXPRESSION.sub(lambda m: GIVEN[m[1]], value)
            for key, value in json.loads(env).items()
        }
        given = {key: value.replace("RUNNER_TEMP", str(self.temp)) for key, value in given.items()}
        own = {
            **os.environ,
            **OWN,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }
        own["PATH"] = f"{self.bin}:{own['PATH']}"
        own["MAKEFLAGS"] = ""
        return subprocess.run(
            command.split(),
            cwd=self.root,
            env={**own, **given, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def answer(self, answers: dict[str, Any]) -> None:
        (self.bin / "answers.json").write_text(json.dumps(answers), encoding="utf-8")

    @property
    def asked(self) -> list[list[str]]:
        """What `gh` was asked: method, address and the body of a comment."""
        file = self.bin / "asked.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def report(self, text: str, number: str = "7\n") -> Path:
        """An artifact as comment.yml downloads it."""
        folder = self.temp / "report"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.md").write_text(text, encoding="utf-8")
        (folder / "pull-request").write_text(number, encoding="utf-8")
        return folder


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """The lakes with the engine, as a repository whose environment is that of these tests."""
    root = tmp_path / "project"
    shutil.copytree(LAKES, root, ignore=shutil.ignore_patterns("__pycache__"))
    for name in TOOLS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, root / name)
    shutil.copy2(ROOT / ".gitignore", root / ".gitignore")
    program(root / ".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    for name in ("run", "dev"):
        (root / f".venv/{name}.stamp").touch()
    commit(root, "The tables as they are")
    bin = tmp_path / "bin"
    program(bin / "gh", GH.format(python=sys.executable))
    return Runner(root, bin, tmp_path / "temp", tmp_path / "summary.md")


def propose(root: Path, path: str, text: str) -> None:
    """A change as GitHub merges it: a commit with two parents, the first of them the main branch."""
    git(root, "switch", "--quiet", "--create", "change")
    (root / path).write_text(text, encoding="utf-8")
    commit(root, "Change")
    git(root, "switch", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "-m", "Merge", "change")


def test_a_good_change_leaves_a_report(runner: Runner) -> None:
    propose(
        runner.root,
        **dict(zip(("path", "text"), *changed(LAKES_CSV, "12.5", "13.5").items(), strict=True)),
    )
    done = runner.step("make report")
    assert done.returncode == 0, done.stdout + done.stderr
    report = (runner.root / "build/report/report.md").read_text(encoding="utf-8")
    assert report.startswith(
        "## What the check finds\n\nNo problems found.\n\n## What the change does\n\n### "
    )
    assert "1 row changed (1 cell)" in report
    assert "<code>12.5</code> → <code>13.5</code>" in report
    assert "HEAD" not in report
    assert (runner.root / "build/report/pull-request").read_text() == "7\n"
    assert runner.summary.read_text(encoding="utf-8") == report
    done = runner.step("make annotate")
    assert (done.returncode, "::error" in done.stdout) == (0, False)


def test_a_bad_change_leaves_a_report_too_and_then_fails(runner: Runner) -> None:
    propose(
        runner.root,
        **dict(zip(("path", "text"), *changed(LAKES_CSV, "12.5", "deep").items(), strict=True)),
    )
    done = runner.step("make report")
    assert done.returncode == 0, done.stdout + done.stderr
    report = (runner.root / "build/report/report.md").read_text(encoding="utf-8")
    assert "1 problem" in report and "datasets/lakes/lakes.csv" in report
    assert "## What the change does\n\n### " in report
    assert runner.summary.read_text(encoding="utf-8") == report
    done = runner.step("make annotate")
    assert done.returncode != 0
    assert re.search(
        r"^::error file=datasets/lakes/lakes\.csv,line=\d+,col=3,", done.stdout, re.MULTILINE
    )


def test_a_description_that_cannot_be_read_is_said_in_the_report(runner: Runner) -> None:
    propose(runner.root, "datapackage.json", "{")
    assert runner.step("make report").returncode == 0
    report = runner.summary.read_text(encoding="utf-8")
    assert "datapackage.json" in report
    assert "could not be compared" in report
    assert runner.step("make annotate").returncode != 0


def test_a_push_of_the_first_commit_has_nothing_to_compare_with(runner: Runner) -> None:
    done = runner.step("make report", PULL_REQUEST="")
    assert done.returncode == 0
    assert "could not be compared" in runner.summary.read_text(encoding="utf-8")
    assert not (runner.root / "build/report/pull-request").exists()


def test_away_from_github_the_report_is_a_file_alone(runner: Runner) -> None:
    assert runner.step("make report", BASE="", GITHUB_STEP_SUMMARY="").returncode == 0
    assert (
        runner.root / "build/report/report.md"
    ).read_text() == "## What the check finds\n\nNo problems found.\n"


PULL = {"state": "open", "head": {"sha": SHA}}
BOT = {"login": "github-actions[bot]"}
FIRST = "repos/o/r/issues/7/comments?per_page=100&page=1"
NOBODY = [{"id": 1, "user": {"login": "someone"}, "body": f"{MARK}\nmine"}] * 100


def test_the_first_report_makes_a_comment(runner: Runner) -> None:
    runner.report("## What the check finds\n\nNo problems found.\n")
    runner.answer(
        {
            "GET repos/o/r/pulls/7": PULL,
            f"GET {FIRST}": [],
            "POST repos/o/r/issues/7/comments": {"id": 2},
        }
    )
    done = runner.step("make comment")
    assert done.returncode == 0, done.stderr
    assert [asked[:2] for asked in runner.asked] == [
        ["GET", "repos/o/r/pulls/7"],
        ["GET", FIRST],
        ["POST", "repos/o/r/issues/7/comments"],
    ]
    assert runner.asked[-1][2] == (
        f"{MARK}\n## What the check finds\n\nNo problems found.\n\nReport on commit 0123456, of "
        "[this run](https://github.example/o/r/actions/runs/1). This comment changes with each push.\n"
    )


def test_a_later_report_changes_that_comment_and_no_other(runner: Runner) -> None:
    runner.report("new")
    second = FIRST[:-1] + "2"
    own = {"id": 5, "user": BOT, "body": f"{MARK}\nold"}
    other = {"id": 4, "user": BOT, "body": "of another workflow"}
    runner.answer(
        {
            "GET repos/o/r/pulls/7": PULL,
            f"GET {FIRST}": NOBODY,
            f"GET {second}": [other, own],
            "PATCH repos/o/r/issues/comments/5": {"id": 5},
        }
    )
    assert runner.step("make comment").returncode == 0
    assert runner.asked[-1][:2] == ["PATCH", "repos/o/r/issues/comments/5"]


@pytest.mark.parametrize("number", ["", "7; rm -rf .", "../../7", "٧", "1234567890", "7/merge"])
def test_what_is_no_number_of_a_pull_request_makes_no_call(number: str, runner: Runner) -> None:
    runner.report("text", number)
    assert runner.step("make comment").returncode == 0
    assert runner.asked == []


@pytest.mark.parametrize(
    "pull",
    [{"state": "closed", "head": {"sha": SHA}}, {"state": "open", "head": {"sha": "f" * 40}}],
)
def test_a_report_goes_to_no_pull_request_but_that_of_its_commit(
    pull: dict[str, Any], runner: Runner
) -> None:
    runner.report("text")
    runner.answer({"GET repos/o/r/pulls/7": pull})
    assert runner.step("make comment").returncode == 0
    assert len(runner.asked) == 1


def test_a_report_of_others_cannot_link_call_or_show(runner: Runner) -> None:
    runner.report(
        "@everyone ![x](https://evil.example/a.png) <img src=x> www.evil.example <code>a</code><br><!-- b -->\0"
    )
    runner.answer(
        {
            "GET repos/o/r/pulls/7": PULL,
            f"GET {FIRST}": [],
            "POST repos/o/r/issues/7/comments": {"id": 2},
        }
    )
    assert runner.step("make comment").returncode == 0
    assert runner.asked[-1][2].splitlines()[1] == (
        "&#64;&#8203;everyone !&#91;x](https&#58;//evil.example/a.png) &lt;img src=x> "
        "www&#46;evil.example <code>a</code><br>&lt;!-- b -->"
    )


def test_a_report_that_is_too_long_is_cut_at_a_line(runner: Runner) -> None:
    runner.report("a line of the report\n" * 30_000)
    runner.answer(
        {
            "GET repos/o/r/pulls/7": PULL,
            f"GET {FIRST}": [],
            "POST repos/o/r/issues/7/comments": {"id": 2},
        }
    )
    assert runner.step("make comment").returncode == 0
    body = runner.asked[-1][2]
    assert 59_000 < len(body) < 65_536
    assert set(body.splitlines()[1:-2]) == {"a line of the report"}
    assert "It is cut here" in body


def test_a_link_in_the_artifact_is_not_followed(runner: Runner, tmp_path: Path) -> None:
    folder = runner.report("text")
    (tmp_path / "secret").write_text("a secret", encoding="utf-8")
    (folder / "report.md").unlink()
    (folder / "report.md").symlink_to(tmp_path / "secret")
    runner.answer(
        {
            "GET repos/o/r/pulls/7": PULL,
            f"GET {FIRST}": [],
            "POST repos/o/r/issues/7/comments": {"id": 2},
        }
    )
    assert runner.step("make comment").returncode != 0
    assert not any("secret" in json.dumps(asked) for asked in runner.asked)


def test_the_site_is_built_with_the_addresses_that_github_gives(runner: Runner) -> None:
    done = runner.step("make site")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (runner.root / "site/index.html").is_file()
    (runner.root / LAKES_CSV).write_text(
        changed(LAKES_CSV, "12.5", "deep")[LAKES_CSV], encoding="utf-8"
    )
    assert runner.step("make site").returncode != 0
    assert (runner.root / "site/index.html").is_file(), "the last good site stays"


@pytest.mark.parametrize("broken", ["", "ruff", "mypy", "python"])
def test_ci_runs_style_types_and_tests_and_fails_with_each(broken: str, runner: Runner) -> None:
    said = runner.temp / "said"
    runner.temp.mkdir()
    for name in ("ruff", "mypy", "python"):
        end = 1 if name == broken else 0
        program(
            runner.root / ".venv/bin" / name,
            f'#!/bin/sh\necho "{name} $*" >> "{said}"\nexit {end}\n',
        )
    for name in ("chromium", "java", "nginx"):
        program(runner.bin / name, "#!/bin/sh\n")
    done = runner.step(".ci/run")
    assert (done.returncode == 0) == (not broken), done.stderr
    all_said = ["ruff check .", "ruff format --check .", "mypy ", "python -m pytest"]
    last = {"": 4, "ruff": 1, "mypy": 3, "python": 4}[broken]
    assert said.read_text().splitlines() == all_said[:last]


def test_every_command_of_the_workflows_is_run_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    ran = set(re.findall(r'runner\.step\(\s*"([^"]+)"', text))
    assert ran == {command for _, command in commands()}
