"""Reads page templates, and tells where in one a mistake is.

In: `site_src/pages/**/*.md`. Out: `Page`s; problems with file and line.
Never: fills a template.
"""

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from publisher.problem import InputError, Problem, text_of
from publisher.yamltext import read_yaml

FOLDER = "site_src/pages"


class UnknownError(Exception):
    """A page asks for a query, figure or column that does not exist."""


@dataclass(frozen=True)
class Page:
    """A page template: where it stands, its front matter, its body and the body's first line."""

    path: str
    front: dict[str, Any]
    body: str
    line: int
    lines: dict[str, int] = field(default_factory=dict)  # of the names in the front matter

    @property
    def address(self) -> str:
        """The address of a page that is not a family: `a/b.md` is at `a/b/`."""
        inner = Path(self.path).relative_to(FOLDER).with_suffix("").as_posix()
        return "" if inner == "index" else inner.removesuffix("/index") + "/"


def read_pages(root: Path) -> list[Page]:
    """The page templates of a project. Raises InputError for front matter that is not YAML."""
    pages, problems = [], []
    for file in sorted((root / FOLDER).rglob("*.md")):
        path = file.relative_to(root).as_posix()
        text = text_of(root, path, "page")
        front: Any = {}
        body, line = text, 1
        lines: dict[str, int] = {}
        if text.startswith("---\n") and (end := text.find("\n---\n", 3)) > 0:
            body, line = text[end + 5 :], text.count("\n", 0, end + 5) + 1
            try:
                front, places = read_yaml(text[4:end])
                front = front or {}
                lines = {name: at + 1 for name, at in places.items()}
            except yaml.YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                at = mark.line + 2 if mark else 1
                found = (
                    f"front matter: {getattr(error, 'problem', None) or str(error).splitlines()[0]}"
                )
                problems.append(Problem(path, at, 0, "page", found, "YAML"))
        if not isinstance(front, dict):
            problems.append(Problem(path, 2, 0, "page", "front matter: no names", "name: value"))
            continue
        pages.append(Page(path, front, body, line, lines))
    if problems:
        raise InputError(problems)
    return pages


def template_line(error: Exception) -> int:
    """The line of a template that raised; 0 when it is not known."""
    line = int(getattr(error, "lineno", 0) or 0)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == "<template>" and frame.lineno:
            line = frame.lineno
    return line


class Placed:
    """Turns what a template raises into a problem with the template's file and line."""

    def __init__(self, page: Page, name: str = "") -> None:
        self.page = page
        self.name = name  # in the front matter; empty for the body

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if error is None or isinstance(error, InputError) or not isinstance(error, Exception):
            return
        line = template_line(error)
        if self.name:
            line = self.page.lines.get(self.name, 1)
        else:
            line = line + self.page.line - 1 if line else 0
        if isinstance(error, UnknownError):
            found, expected = f"asks for {error}", "something that exists"
        else:
            found = f"{type(error).__name__}: {error}"
            expected = "a template that can be filled in"
        problem = Problem(self.page.path, line, 0, "page", found, expected, "Correct the page.")
        raise InputError(problem) from None
