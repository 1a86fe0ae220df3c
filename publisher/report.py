"""Shows a report to a terminal, to GitHub, to a program or on a page.

In: a `Report`. Out: a text in one of four formats.
Never: finds a problem, or lets what stands in a cell act as a command or as markup.

One cause with many places is one entry, so that two hundred errors are as readable as one.
"""

import json
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from publisher.problem import ERROR, Problem, Report, shown

WIDTH = 100
EXAMPLES = 4  # different cells that one entry shows
RANGES = 8  # runs of lines that one entry names
ANNOTATIONS = 10  # GitHub shows this many of each level for a step
SUMMARY = 65_536  # characters of one comment on GitHub


@dataclass(frozen=True)
class Entry:
    """Problems of one cause, in order of place."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def headline(self) -> str:
        """What is wrong at the first place, and at how many more."""
        first = self.first
        name = f", {first.field}" if first.field and first.field not in first.found else ""
        column = f" (column {first.letter}{name})" if first.letter else ""
        word = "" if first.level == ERROR else f"{first.level}: "
        more = len(self.problems) - 1
        return f"{word}{first.found}{column}" + (f", and {more:,} more like it" if more else "")

    @property
    def others(self) -> list[str]:
        """The other places, those with one cell together: `lines 3-9: 'x'`."""
        by_cell: dict[tuple[str, str, str], list[Problem]] = {}
        for problem in self.problems[1:]:
            key = (problem.file, problem.cell, problem.instead)
            by_cell.setdefault(key, []).append(problem)
        groups = sorted(by_cell.values(), key=lambda group: -len(group))
        # Of the commonest cells the first places; then the rest as mere lines.
        said = [_alike(group, self.first) for group in groups[:EXAMPLES]]
        if rest := sorted(problem for group in groups[EXAMPLES:] for problem in group):
            said += [places(same, self.first.file) for same in _by_file(rest)]
        return said


def entries(problems: Iterable[Problem]) -> list[Entry]:
    """The problems by cause, in the order of the first place of each."""
    found: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        # Without a cause the same words are the same thing.
        own = problem.cause or "\0".join((problem.found, problem.expected, problem.mend))
        found.setdefault((problem.level, problem.kind, own), []).append(problem)
    return [Entry(tuple(group)) for group in found.values()]


def places(problems: list[Problem], beside: str = "") -> str:
    """The lines of problems in one file, runs of them as ranges: `a.csv: lines 2-4 and 9`.

    The file is not named when it is that of `beside`.
    """
    lines = sorted({problem.line for problem in problems})
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    said = [str(a) if a == b else f"{a}-{b}" for a, b in runs[:RANGES]]
    left = sum(b - a + 1 for a, b in runs[RANGES:])
    said += [f"{left:,} more"] if left else []
    joined = f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]
    named = f"line{'s' if len(lines) > 1 else ''} {joined}"
    return named if problems[0].file == beside else f"{problems[0].file}: {named}"


def render(report: Report, form: str = "text") -> str:
    """The report as text, github, json or markdown; text and github are empty without problems."""
    if form == "json":
        return as_json(report)
    if form == "github":
        return as_github(report)
    return as_markdown(report) if form == "markdown" else as_text(report)


def as_text(report: Report) -> str:
    """For a terminal: an entry is its place, what is there, what was expected and what to do."""
    found = entries(report.problems)
    blocks = [text_of_entry(entry) for entry in found]
    return "\n".join([*blocks, *_counted(report, found)])


def text_of_entry(entry: Entry) -> str:
    """One entry on a few lines, the first of which begins with the place."""
    first = entry.first
    lines = [f"{first.place}  {entry.headline}"]
    lines += _wrapped(f"-> {first.asked}", "    ")
    lines += _wrapped(first.advice, "    ")
    for line in _also(entry):
        lines += _wrapped(line, "    ")
    return "\n".join(map(inert, lines))


def as_github(report: Report) -> str:
    """Workflow commands: an annotation for each entry, and as plain text those beyond the limit."""
    shown_of: dict[str, int] = {}
    lines = []
    found = entries(report.problems)
    for entry in found:
        level = entry.first.level
        shown_of[level] = shown_of.get(level, 0) + 1
        if shown_of[level] <= ANNOTATIONS:
            lines.append(_annotation(entry))
        else:
            lines.append(text_of_entry(entry))
    return "\n".join([*lines, *_counted(report, found)])


def _annotation(entry: Entry) -> str:
    first = entry.first
    column = f"column {first.letter}" + (f", {first.field}" if first.field else "")
    title = f"{first.kind}: {column}" if first.letter else first.kind
    pairs = {"file": first.file, "line": first.line, "col": first.column, "title": title}
    properties = ",".join(f"{name}={_property(str(v))}" for name, v in pairs.items() if v)
    lines = [entry.headline, f"-> {first.asked}", first.advice, *_also(entry)]
    message = "\n".join(line for line in lines if line)
    return f"::{first.level} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """A message as a workflow command takes it (actions/toolkit, `escapeData`)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property as a workflow command takes it (actions/toolkit, `escapeProperty`)."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(report: Report) -> str:
    """For a program: every problem by itself; the fields are those that README.md lists."""
    problems = [
        {
            "file": p.file,
            "line": p.line or None,
            "column": p.column or None,
            "letter": p.letter or None,
            "field": p.field or None,
            "cell": p.cell,
            "kind": p.kind,
            "level": p.level,
            "found": p.found,
            "expected": p.expected,
            "suggestion": p.suggestion,
            "instead": p.instead or None,
            "mend": p.mend,
            "cause": p.cause,
        }
        for p in report.problems
    ]
    whole = {
        "version": 1,
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "counts": report.counts,
        "problems": problems,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def as_markdown(report: Report) -> str:
    """For a step summary or a pull request: a row for each entry, cut at what a comment holds."""
    found = entries(report.problems)
    if not found:
        return "No problems found."
    lines = [*_counted(report, found), "", "| place | what is there | what to do |"]
    lines.append("| --- | --- | --- |")
    size = sum(map(len, lines)) + len(lines) + 100  # room for the last line
    for number, entry in enumerate(found):
        row = _row(entry)
        size += len(row) + 1
        if size > SUMMARY:
            left = sum(len(rest.problems) for rest in found[number:])
            return "\n".join([*lines, "", f"and {left:,} more problems"])
        lines.append(row)
    return "\n".join(lines)


def _row(entry: Entry) -> str:
    first = entry.first
    also = "".join(f"<br>{_escaped(line)}" for line in _also(entry))
    cells = (
        f"<code>{_escaped(first.place)}</code>",
        f"{_escaped(entry.headline)}{also}",
        f"Expected: {_escaped(first.asked)} {_escaped(first.advice)}".strip(),
    )
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """A text of which Markdown, HTML and GitHub act on nothing.

    Signs become character references; a space of no width keeps GitHub from reading a mention
    (@name) or an issue (#1) into what the references stand for.
    """
    flat = " ".join(text.split())
    safe = re.sub(r"[^\w\s.,;?!'()/-]", lambda match: f"&#{ord(match[0])};", flat)
    safe = safe.replace("&#64;", "&#64;&#8203;").replace("&#35;", "&#35;&#8203;")
    safe = re.sub(r"(?i)\b(www)\.", r"\1&#46;", safe)
    return re.sub(r"(?i)\bgh-(?=\d)", "GH-&#8203;", safe).replace("_", "&#95;")


def _counted(report: Report, found: list[Entry]) -> list[str]:
    """How many problems there are, and of how many causes when those are fewer."""
    count = len(report.problems)
    if not count:
        return []
    causes = f" with {len(found)} cause{'s' if len(found) > 1 else ''}"
    return [f"{count:,} problem{'s' if count > 1 else ''}{causes if len(found) < count else ''}"]


def _also(entry: Entry) -> list[str]:
    return [f"also {other}" for other in entry.others]


def _alike(group: list[Problem], first: Problem) -> str:
    """Places with one cell in one file; the cell is said when it is not that of the first place."""
    said = places(group, first.file)
    if (cell := group[0].cell) and cell != first.cell:
        instead = group[0].instead
        said = f"{said}: {shown(cell)}" + (f", write {shown(instead)}" if instead else "")
    return said


def _by_file(problems: list[Problem]) -> list[list[Problem]]:
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    return list(files.values())


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def inert(line: str) -> str:
    """A line that a runner of GitHub does not take for a command (`::` first, or `##[`)."""
    line = line.replace("##[", "# #[")
    return re.sub(r"^(\s*):(?=:)", r"\1: ", line)
