"""What stands in .github: forms that GitHub can read, and words that the tables know."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
FORMS = [path for path in FORMS if path.name != "config.yml"]
FIELDS = {
    resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
    for resource in json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]
    if "schema" in resource
}
# GitHub's syntax for issue forms: what an element may have, by its type.
ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
# The table whose fields a form asks for, and what it asks for beside them.
TABLE = {"policy-date": "policy_events", "correct-figure": "detainers", "source": "sources"}
OTHERS = {
    "policy-date": {"row", "source_row", "privacy"},
    "correct-figure": {"where", "now", "privacy"},
    "source": set(),
}


def form(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_is_one_that_github_reads(path: Path) -> None:
    known = form(path)
    assert set(known) <= {"name", "description", "title", "labels", "assignees", "body"}
    assert known["name"] and known["description"]
    elements = known["body"]
    for element in elements:
        assert set(element) <= {"type", "id", "attributes", "validations"}
        kind, attributes = element["type"], element["attributes"]
        assert set(attributes) <= ATTRIBUTES[kind]
        assert ("value" if kind == "markdown" else "label") in attributes
        assert set(element.get("validations", {})) <= {"required"}
        if kind == "dropdown":
            options = attributes["options"]
            assert len(set(options)) == len(options) and "None" not in options
            assert all(isinstance(option, str) for option in options)
        if kind == "checkboxes":
            assert all(set(option) <= {"label", "required"} for option in attributes["options"])
    asking = [element for element in elements if element["type"] != "markdown"]
    assert asking, "GitHub wants one field or more that a person fills in"
    ids = [element["id"] for element in asking]
    labels = [element["attributes"]["label"] for element in asking]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", name) for name in ids)


def test_the_forms_have_names_of_their_own() -> None:
    names = [form(path)["name"] for path in FORMS]
    assert names == ["Correct a figure", "Add a policy date", "Add a source"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_what_a_form_asks_for_is_a_field_of_its_table(path: Path) -> None:
    fields = FIELDS[TABLE[path.stem]]
    asked = {e["id"]: e for e in form(path)["body"] if e["type"] != "markdown"}
    assert set(asked) - set(fields) == OTHERS[path.stem]
    for name in set(asked) & set(fields):
        if asked[name]["type"] == "dropdown":
            assert asked[name]["attributes"]["options"] == fields[name]["constraints"]["enum"]


def test_the_chooser_of_forms_is_configured_as_github_reads_it() -> None:
    config = form(ROOT / ".github/ISSUE_TEMPLATE/config.yml")
    assert set(config) <= {"blank_issues_enabled", "contact_links"}
    assert isinstance(config["blank_issues_enabled"], bool)


def test_the_template_of_a_pull_request_is_five_lines() -> None:
    text = (ROOT / ".github/pull_request_template.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 5
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"`make (\w+)`", text)) <= set(targets)


def owned() -> list[str]:
    """What CODEOWNERS names: folders with a slash at the end, and files."""
    lines = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8").splitlines()
    return [line.split()[0].removeprefix("/") for line in lines if line and line[0] != "#"]


def test_everything_that_is_run_has_an_owner() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    run = {".py", ".js", ".mjs", ".wasm", ".sh", ".toml", ".css", ".conf"}
    names = {"Makefile", "Containerfile", "mkdocs.yml", "CODEOWNERS", "run"}
    paths = [Path(line) for line in listed.stdout.splitlines()]
    code = [p for p in paths if p.suffix in run or p.name in names or ".github" in p.parts]
    folders = tuple(name for name in owned() if name.endswith("/"))
    assert len(code) > 100
    assert [str(p) for p in code if str(p) not in owned() and not str(p).startswith(folders)] == []
    assert [name for name in owned() if not (ROOT / name).exists()] == []


def test_contributors_are_told_that_charts_are_code() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "| charts (`site_src/charts/`) | **Python**" in text
    assert "Charts are therefore part of the reviewed code." in " ".join(text.split())
