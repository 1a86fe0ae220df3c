"""The programs of others that a site is made with, and those whose files it serves.

In: `pyproject.toml` beside the engine, what is installed, and `vendor.json` of the content.
Out: `Program`s with version, licence and page.
Never: asks anybody; a licence is what the program's own metadata say.
"""

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from publisher.markup import web_address

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
VENDORED = "site_src/theme/assets/vendor/vendor.json"
NOT_STATED = "not stated"
LONGEST = 60  # characters: what is longer is the whole text of a licence
# Core Metadata, Project-URL: labels that lead to a program's own page, the best first.
LABELS = ("homepage", "home", "repository", "source", "source code", "github", "documentation")


@dataclass(frozen=True, order=True)
class Program:
    """A program of others; `use` says what for, where that is known."""

    name: str
    version: str
    licence: str
    page: str
    use: str = ""


@lru_cache
def programs(project: Path = PROJECT) -> tuple[Program, ...]:
    """The programs that the engine needs, and those that these need, by name.

    What is not installed is not needed on this machine, such as what only Windows needs.
    """
    described = tomllib.loads(project.read_text(encoding="utf-8"))
    todo = [Requirement(text) for text in described["project"]["dependencies"]]
    found: dict[str, Program] = {}
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            known = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = _program(known)
        extras = ["", *wanted.extras]
        for text in known.requires or []:
            need = Requirement(text)
            if not need.marker or any(need.marker.evaluate({"extra": e}) for e in extras):
                need.marker = None
                todo.append(need)
    return tuple(sorted(found.values(), key=lambda program: program.name.lower()))


def vendored(root: Path) -> tuple[Program, ...]:
    """The programs whose files stand in the content, by name; none where it has no list."""
    try:
        entries = json.loads((root / VENDORED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()

    def said(entry: dict[str, str], part: str) -> str:
        return str(entry.get(part, ""))

    found = {
        Program(
            said(entry, "package"),
            said(entry, "version"),
            said(entry, "licence"),
            web_address(said(entry, "page")),
            said(entry, "use"),
        )
        for entry in entries
    }
    return tuple(sorted(found))


def _program(known: Distribution) -> Program:
    lines = [line.partition(",") for line in known.metadata.get_all("Project-URL") or []]
    links = {label.strip().lower(): address.strip() for label, _, address in lines}
    page = _stated(known, "Home-page") or next((links[n] for n in LABELS if n in links), "")
    return Program(_stated(known, "Name"), known.version, _licence(known), web_address(page))


def _licence(known: Distribution) -> str:
    """The licence: an SPDX expression, else a name, else the trove classifier (PEP 639)."""
    if expression := _stated(known, "License-Expression"):
        return expression
    first = _stated(known, "License")
    if first not in ("", "UNKNOWN") and "\n" not in first and len(first) <= LONGEST:
        return first
    classifiers = [
        text.rsplit(" :: ", 1)[-1].removesuffix(" License")
        for text in known.metadata.get_all("Classifier") or []
        if text.startswith("License :: ") and text.count(" :: ") > 1
    ]
    return "; ".join(classifiers) or NOT_STATED


def _stated(known: Distribution, name: str) -> str:
    """An entry of the metadata; empty when there is none."""
    return str(known.metadata[name]).strip() if name in known.metadata else ""
