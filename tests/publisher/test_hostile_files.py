"""Files of any size, name, place and sign: each ends in one message, soon, in little memory."""

import http.server
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publisher.lakes import (
    DESCRIPTOR,
    INDEX,
    LAKES,
    LAKES_CSV,
    LARGEST,
    LEVELS_CSV,
    ROOT,
    Files,
    Lay,
    Run,
    changed,
)

pytestmark = pytest.mark.xdist_group("lakes")

MEMORY = 2_000_000_000  # bytes; of all that a process of its own may hold
HEAD = "lake_id,name,area,opened\n"
DEEP = "[" * 100_000


def descriptor(change: Callable[[dict[str, Any]], object]) -> str:
    """The description of the lakes, changed."""
    whole = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))
    change(whole)
    return json.dumps(whole)


def first(whole: dict[str, Any]) -> dict[str, Any]:
    """The table of lakes."""
    table: dict[str, Any] = whole["resources"][0]
    return table


def bombs(start: str, word: str) -> str:
    """Lists of lists that stand for 9 to the power of 30 words."""
    lists = [f"a0: &a0 {word}"]
    lists += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 31)]
    return start + "\n".join(lists) + "\n"


CASES: dict[str, tuple[Files, str]] = {
    "a direction override in a cell": (
        {LAKES_CSV: f"{HEAD}blue,Blue,1,\ngreen,a\u202eb,1,\n"},
        "datasets/lakes/lakes.csv:3:2  'a b' has U+202E (RIGHT-TO-LEFT OVERRIDE), which nobody sees",
    ),
    "a mark in a header": ({LAKES_CSV: HEAD.replace("area", "ar\u200eea")}, "datasets/lakes/lakes.csv:1:3  'ar ea' has U+200E"),
    "an isolate in a page": ({INDEX: "# Lakes\n\na \u2066b\n"}, "site_src/pages/index.md:3:3  U+2066"),
    "an override in a query": ({LARGEST: "-- title: x\nselect 1 --\u202e\n"}, "site_src/queries/largest.sql:2:12  U+202E"),
    "an override in a chart": (changed("site_src/charts/lakes.py", "lakes.", "lakes.\u202e"), "site_src/charts/lakes.py:1:33  U+202E"),
    "an override in the description": ({DESCRIPTOR: descriptor(lambda d: d.update(title="a\u202eb"))}, "datapackage.json  'a b' has U+202E"),
    "an escaped override in front matter": ({INDEX: '---\ntitle: "\\u202e"\n---\n# x\n'}, "site_src/pages/index.md:2  front matter: U+202E"),
    "an escaped override in the configuration": (changed("mkdocs.yml", "Lakes", '"\\u202e"'), "mkdocs.yml:1  not YAML: U+202E"),
    "HTML in the name of the site": (changed("mkdocs.yml", "site_name: Lakes", 'site_name: "<script>hit(1)</script>"'), "mkdocs.yml  '<script>hit(1)</script>' -> words without"),
    "Python in the configuration": (changed("mkdocs.yml", "Lakes", "!!python/object/apply:os.system [x]"), "mkdocs.yml:1  not YAML: a tag that would run Python"),
    "a hook": ({"mkdocs.yml": (LAKES / "mkdocs.yml").read_text() + "hooks: [x.py]\n"}, "mkdocs.yml  hooks"),
    "a theme from elsewhere": (changed("mkdocs.yml", "  font", "  custom_dir: /etc\n  font"), "mkdocs.yml  custom_dir: '/etc'"),
    "a bomb in the configuration": ({"mkdocs.yml": bombs("site_name: x\n", "x")}, "mkdocs.yml:8  not YAML: aliases that stand for more than 100,000 values"),
    "a bomb in front matter": ({INDEX: f"---\n{bombs('', 'x')}---\n# x\n"}, "site_src/pages/index.md:8  front matter: aliases"),
    "a bomb in an API": ({"site_src/api/x.yml": bombs("", "x")}, "site_src/api/x.yml:7  not YAML: aliases"),
    "an alias of itself": ({INDEX: "---\na: &a [*a]\n---\n# x\n"}, "site_src/pages/index.md:2  front matter: an alias of what it stands in"),
    "brackets in brackets in front matter": ({INDEX: f"---\na: {DEEP}\n---\n# x\n"}, "site_src/pages/index.md"),
    "brackets in brackets in the description": ({DESCRIPTOR: DEEP}, "datapackage.json  brackets in brackets"),
    "a million columns": ({LAKES_CSV: f"{','.join(f'c{n}' for n in range(1_000_000))}\n"}, "datasets/lakes/lakes.csv:1  1,000,000 cells in a line"),
    "two thousand columns": ({LAKES_CSV: f"{',' * 1999}\nx\n"}, "datasets/lakes/lakes.csv:1  2,000 cells in a line"),
    "a million cells in a row": ({LAKES_CSV: f"{HEAD}blue{',' * 1_000_000}\n"}, "datasets/lakes/lakes.csv:2  1,000,001 cells in a line"),
    "a million fields": ({DESCRIPTOR: descriptor(lambda d: first(d)["schema"].update(fields=[{"name": f"f{n}"} for n in range(200_000)]))}, "datapackage.json  lakes has 200,000 fields"),
    "a long cell": ({LAKES_CSV: f"{HEAD}blue,{'x' * 20_000_000},1,\n"}, "datasets/lakes/lakes.csv:2:2  a cell of 20,000,000 characters"),
    "a long cell of many lines": ({LAKES_CSV: HEAD + 'blue,"' + "x\n" * 1_000_000 + '",1,\n'}, "datasets/lakes/lakes.csv:2  a quote that is not closed, or a cell of more than 100,000"),
    "ten million empty lines": ({LAKES_CSV: HEAD + "\n" * 10_000_000}, "datasets/lakes/lakes.csv:2  5,000,000 empty lines or more"),
    "a backslash in the title of a field": ({DESCRIPTOR: descriptor(lambda d: first(d)["schema"]["fields"][1].update(title="a\\"))}, "datapackage.json  the title of 'name' has a backslash"),
    "a formula as the name of a field": ({DESCRIPTOR: descriptor(lambda d: first(d)["schema"]["fields"][1].update(name="=1"))}, "datapackage.json  field 2 of lakes is named '=1'"),
    "HTML as the name of a field": ({DESCRIPTOR: descriptor(lambda d: first(d)["schema"]["fields"][1].update(name="<b>"))}, "datapackage.json  field 2 of lakes is named '<b>'"),
    "a script in a page": ({INDEX: "# x\n\n<script>hit(1)</script>\n"}, "site_src/pages/index.md:3  a script in the text of the page"),
    "a link in a chart that is no address": (
        changed("site_src/charts/lakes.py", ".encode(x=", ".encode(href=alt.value('javascript:hit(1)'), x="),
        "site_src/charts/lakes.py:8  lake_areas: ",
    ),
    "an import": ({"site_src/theme/x\n.css": "x"}, "site_src/theme  a file called 'x .css'"),
    "a name with HTML": ({"datasets/lakes/<img src=x onerror=hit(1)>.csv": HEAD}, "datasets/lakes  a file called '<img src=x onerror=hit(1)>.csv'"),
    "a name like an option": ({"datasets/lakes/-rf.csv": HEAD}, "datasets/lakes  a file called '-rf.csv'"),
    "a name that turns around": ({"datasets/lakes/a\u202evsc.csv": HEAD}, "datasets/lakes  a file called 'a vsc.csv'"),
    "a very long name": ({f"datasets/lakes/{'x' * 200}.csv": HEAD}, "datasets/lakes  a file called 'xxx"),
    "a name that stands for others": ({"datasets/lakes/*.csv": HEAD}, "datasets/lakes  a file called '*.csv'"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_hostile_is_told_in_one_message(case: str, project: Lay, run: Run) -> None:
    files, told = CASES[case]
    ran = run(project(files), "build", "-q")
    said = " ".join(ran.out.split())
    assert said[: len(" ".join(told.split()))] == " ".join(told.split())
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.endswith("\n1 problem\n")


PATHS = [
    "/etc/passwd", "../lakes.csv", "datasets/../../x.csv", "..\\x.csv", "C:\\x.csv", "c:/x.csv",
    "http://127.0.0.1:9/x.csv", "file:///etc/passwd", "//127.0.0.1/x.csv", "datasets/lakes/*.csv",
    "datasets//lakes.csv", "-x.csv", "datasets/lakes/lakes.csv\n", "./x.csv", "x.csv#y",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leaves_the_project_is_refused(path: str, project: Lay, run: Run) -> None:
    files = {DESCRIPTOR: descriptor(lambda d: first(d).update(path=path))}
    ran = run(project(files), "check", "-q")
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.splitlines()[0].startswith(
        ("datapackage.json  resource lakes", "~/x.csv  no such")
    )
    assert "root:" not in ran.out


@pytest.mark.parametrize("place", ["datasets/lakes/x.csv", "site_src/pages/x.md", "site_src/theme"])
@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "../../..", "../../datapackage.json"])
def test_a_link_out_of_the_content_is_refused(
    place: str, target: str, project: Lay, run: Run
) -> None:
    root = project()
    if (root / place).is_dir():
        (root / place).rename(root / "elsewhere")
    (root / place).symlink_to(target)
    for command in ("check", "build"):
        ran = run(root, command, "-q")
        assert (ran.status, ran.err) == (1, "")
        assert ran.out.startswith(f"{place}  a link to something outside the content")
        assert ran.out.endswith("\n1 problem\n")


def test_a_pipe_is_not_waited_for(project: Lay, run: Run) -> None:
    root = project()
    os.mkfifo(root / "datasets/lakes/x.csv")
    ran = run(root, "check", "-q")
    assert (ran.status, ran.out.splitlines()[0].split(" -> ")[0]) == (
        1,
        "datasets/lakes/x.csv  not a file",
    )


def built_in_little_memory(root: Path) -> subprocess.CompletedProcess[str]:
    """A build in a process that may not hold more than `MEMORY`."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "build", "-q", "--root", str(root)],
        capture_output=True, text=True, check=False, preexec_fn=bound, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("case", [name for name in CASES if "million" in name or "bomb" in name])
def test_what_is_large_is_refused_in_little_memory(case: str, project: Lay) -> None:
    files, told = CASES[case]
    ran = built_in_little_memory(project(files))
    assert (ran.returncode, ran.stderr) == (1, "")
    assert " ".join(ran.stdout.split()).startswith(" ".join(told.split()))


@pytest.mark.parametrize("path", [LAKES_CSV, DESCRIPTOR, INDEX])
def test_a_gigabyte_is_refused_unread(path: str, project: Lay) -> None:
    root = project()
    with (root / path).open("ab") as file:
        file.truncate(1_000_000_000)

    ran = built_in_little_memory(root)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert ran.stdout.startswith(f"{path}  1,000,000,000 bytes\n    -> at most ")
    assert ran.stdout.endswith("\n1 problem\n")


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what it has been asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


REMOTE: dict[str, Callable[[dict[str, Any], str], object]] = {
    "a schema": lambda d, at: first(d).update(schema=f"{at}/schema.json"),
    "a dialect": lambda d, at: first(d).update(dialect=f"{at}/dialect.json"),
    "a profile": lambda d, at: d.update(profile=f"{at}/profile.json") or first(d).update(profile=f"{at}/p.json"),
    "a reference": lambda d, at: first(d)["schema"].update({"$ref": f"{at}/x.json", "$schema": f"{at}/s.json"}),
    "a format of a field": lambda d, at: first(d)["schema"]["fields"][1].update(rdfType=f"{at}/t", format="uri"),
    "a constraint": lambda d, at: first(d)["schema"]["fields"][1].update(constraints={"jsonSchema": {"$ref": f"{at}/c.json"}}),
    "other files": lambda d, at: first(d).update(extrapaths=[f"{at}/e.csv"], scheme="http", basepath=at, innerpath="x"),
    "a checklist": lambda d, at: first(d).update(checklist=f"{at}/c.json", pipelines=[f"{at}/p.json"]),
    "a licence": lambda d, at: d.update(licenses=[{"name": "x", "path": f"{at}/l"}], image=f"{at}/i.png", homepage=at),
}  # fmt: skip


@pytest.mark.parametrize("kind", REMOTE)
def test_nothing_that_a_description_names_is_fetched(
    kind: str, project: Lay, run: Run, canary: tuple[str, list[str]]
) -> None:
    address, asked = canary
    files = {DESCRIPTOR: descriptor(lambda whole: REMOTE[kind](whole, address))}
    ran = run(project(files), "check", "-q")
    assert ran.status in (0, 1)
    assert ran.err == ""
    assert asked == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.publisher.lakes import lay

    return lay(tmp_path_factory.mktemp("any") / "lakes")


ANY = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=ANY, cell=ANY, level=ANY)
def test_no_text_in_a_table_ends_in_a_traceback(
    header: str, cell: str, level: str, folder: Path, run: Run
) -> None:
    text = f'{HEAD.replace("name", header)}blue,"{cell}",1,\ngreen,{cell},2,\n'
    (folder / LAKES_CSV).write_bytes(text.encode())
    (folder / LEVELS_CSV).write_bytes(f"lake_id,day,level\nblue,2020-01-01,{level}\n".encode())
    ran = run(folder, "check", "-q")
    assert ran.status in (0, 1)
    assert ran.err == ""
    assert ran.status == 0 or ran.out.splitlines()[-1].split()[1] in ("problem", "problems")
