"""What the content declares of the numbers that no query gives: `site_src/numbers.yml`.

In: that file. Out: `Declared`, by which the check of the pages goes (see trace.py).
Never: knows a number itself; a project without the file has none declared.

    words:      the words that are numbers too, by the code of a language
    described:  why numbers in the texts of datapackage.json may stand (without it they may not)
    elements:   a list of `class` and `why`: elements of pages whose numbers may stand
    text:       a list of `like` (a regular expression) and `why`
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from publisher.problem import InputError, Problem, text_of

FILE = "site_src/numbers.yml"
LEFT = "…"  # stands where something that may stand was taken out


@dataclass(frozen=True)
class Declared:
    """The numbers that may stand in the text of pages although no query gave them."""

    words: dict[str, str] = field(default_factory=dict)
    described: str = ""
    classes: dict[str, str] = field(default_factory=dict)  # each with its reason
    texts: dict[str, str] = field(default_factory=dict)  # regular expressions with their reasons

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        return {like: re.compile(like) for like in self.texts}

    def number(self, code: str) -> re.Pattern[str]:
        """What is a number in a language: digits, and the words that are declared as such."""
        words = "|".join(map(re.escape, self.words.get(code, "").split()))
        # Not in the middle of an address: a-name-of-three-words.
        named = [rf"(?<!-)\b(?:{words})\b", rf"\b(?:{words})\b(?!-)"] if words else []
        return re.compile("|".join([r"\d[\d.,]*", *named]), re.IGNORECASE)

    def without(self, text: str) -> tuple[str, set[str]]:
        """The text without what may stand in it, and the expressions that found something."""
        used = set()
        for like, pattern in self.patterns.items():
            text, found = pattern.subn(LEFT, text)
            if found:
                used.add(like)
        return text, used


def read_declared(root: Path) -> Declared:
    """What a project declares. Raises InputError for a file that is not as it should be."""
    if not (root / FILE).exists():
        return Declared()
    try:
        found = yaml.safe_load(text_of(root, FILE, "number")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise InputError(_wrong(what, "YAML", mark.line + 1 if mark else 0)) from None
    if problems := list(_problems(found)):
        raise InputError(problems)
    return Declared(
        words=found.get("words", {}),
        described=found.get("described", ""),
        classes={entry["class"]: entry["why"] for entry in found.get("elements", [])},
        texts={entry["like"]: entry["why"] for entry in found.get("text", [])},
    )


def _problems(found: Any) -> Iterator[Problem]:
    names = {"words": dict, "described": str, "elements": list, "text": list}
    if not isinstance(found, dict):
        yield _wrong("no names", "words, described, elements, text")
        return
    for name, value in found.items():
        if not isinstance(value, names.get(name, ())):
            yield _wrong(f"{name}", "words, described (a text), elements, text (lists)")
        elif isinstance(value, list):
            key = "like" if name == "text" else "class"
            yield from (p for entry in value if (p := _wrong_entry(name, key, entry)))
        elif isinstance(value, dict) and not all(isinstance(v, str) for v in value.values()):
            yield _wrong(name, "for each language its words, in one text")


def _wrong_entry(name: str, key: str, entry: Any) -> Problem | None:
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(part), str) and entry[part] for part in (key, "why")
    ):
        return _wrong(f"{name}: {entry}", f"{key} and why, each a text")
    if key == "like":
        try:
            re.compile(entry[key])
        except re.error as error:
            return _wrong(f"{entry[key]} ({error})", "a regular expression")
    return None


def _wrong(found: str, expected: str, line: int = 0) -> Problem:
    return Problem(FILE, line, 0, "number", found, expected, "Correct the file.")
