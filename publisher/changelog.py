"""Writes what a release changes in texts: the changelog, and version and day in the description.

In: a `Version`, and the text of a file as it is. Out: the text as it will be.
Never: changes what a person wrote; it moves below the heading of the version.
"""

import json
import re
import textwrap

from publisher.released import Version

UNRELEASED = "## Unreleased\n"
WIDTH = 100  # characters of a line


def section(version: Version) -> str:
    """What a version changed, as lines of Markdown."""
    head = f"Rows since {version.before}" if version.before else "Rows"
    items = []
    for change in version.changes:
        reasons = "".join(f" {_sentence(reason)}" for reason in change.reasons)
        items.append(f"{change.name}: {change.said}.{reasons}")
    groups = {"Notes": list(version.notes), head: items or ["No row of a table differs."]}
    return "\n".join(
        "\n".join([name, "", *map(_item, its), ""]) for name, its in groups.items() if its
    )


def _item(text: str) -> str:
    """An entry of a list, on lines that are not too long."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def with_release(log: str, version: Version) -> str:
    """The changelog with a section of the version: what was not released yet, then its rows."""
    log = log.rstrip() + "\n" if log.strip() else f"# Changelog\n\n{UNRELEASED}"
    if UNRELEASED not in log:
        first = log.find("\n## ")
        at = first + 1 if first >= 0 else len(log)
        gap = "" if log[:at].endswith("\n\n") else "\n"
        log = f"{log[:at]}{gap}{UNRELEASED}\n{log[at:]}"
    before, _, rest = log.partition(UNRELEASED)
    end = rest.find("\n## ")
    body, older = (rest, "") if end < 0 else (rest[:end], rest[end + 1 :])
    parts = [
        f"{before}{UNRELEASED.rstrip()}",
        f"## {version.name} ({version.date.isoformat()})",
        body.strip(),
        section(version).rstrip(),
        older.rstrip(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def with_version(text: str, name: str, created: str) -> str:
    """The description with another version and day, laid out as it was where that can be."""
    wanted = {**json.loads(text), "version": name, "created": created}
    changed = text
    for key, value in (("version", name), ("created", created)):
        line = re.compile(rf'^(\s*"{key}"\s*:\s*)"[^"\\]*"', re.MULTILINE)
        changed = line.sub(rf'\g<1>"{value}"', changed, count=1)
    if json.loads(changed) == wanted:
        return changed
    return json.dumps(wanted, ensure_ascii=False, indent=2) + "\n"
