"""How the tables are cited: in a sentence, in BibTeX and in CITATION.cff.

In: the description of a package, and the resource for one table of it. Out: text.
Never: names a day of its own: date and version are those of the description.
"""

import datetime
import re
from typing import Any

import yaml

from publisher.package import Package, Resource

CITATION = "CITATION.cff"
# What LaTeX acts on, each as a reader should see it. The braces have names of their own: BibTeX
# counts braces, also those after a backslash (Patashnik, "BibTeXing", 1988).
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_ACTIVE = re.compile("[" + re.escape("".join(_TEX)) + "]")
# Licences that a CITATION.cff may name by their id (SPDX); of others it gives the address.
_SPDX = {"CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "MIT", "ODbL-1.0", "ODC-By-1.0", "PDDL-1.0"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def authors(package: Package) -> list[str]:
    """Those who made the package: its contributors, or else the package itself."""
    named = [str(c["title"]) for c in package.descriptor.get("contributors", []) if c.get("title")]
    return named or [title_of(package)]


def title_of(package: Package) -> str:
    """The title of a package, or else its name."""
    return str(package.descriptor.get("title") or package.descriptor.get("name") or "Data")


def version_of(package: Package) -> str:
    """The version of a package; empty when it is not stated."""
    return str(package.descriptor.get("version", ""))


def issued(package: Package) -> str:
    """The date of a package as YYYY-MM-DD: that of its description (`created`); may be empty."""
    created = str(package.descriptor.get("created", ""))[:10]
    try:
        return datetime.date.fromisoformat(created).isoformat()
    except ValueError:
        return ""


def year_of(package: Package) -> str:
    """The year of a package: of its date, or else the one that its version begins with."""
    found = re.match(r"(?:19|20)\d\d(?!\d)", issued(package) or version_of(package))
    return found[0] if found else ""


def sentence(package: Package, table: Resource | None = None, url: str = "") -> str:
    """A citation that can be read: who, the title, in what, version and date, where."""
    whole = title_of(package)
    parts = ["; ".join(authors(package)), table.title if table else whole]
    parts += [f"In: {whole}"] if table else []
    dated = [f"Version {version_of(package)}"] if version_of(package) else []
    dated += [issued(package) or year_of(package)]
    parts += [", ".join(part for part in dated if part), "Data set"]
    said = " ".join(f"{_flat(part).rstrip('.')}." for part in parts if part)
    return f"{said} {url}".rstrip()


def bibtex(package: Package, table: Resource | None = None, url: str = "") -> str:
    """An entry for BibTeX, of the kind that every style knows (`misc`)."""
    whole = title_of(package)
    version = version_of(package)
    key = "-".join([str(package.descriptor.get("name", "data")), *([table.name] if table else [])])
    note = [f"Data set in: {whole}" if table else "Data set"]
    note += [f"Version {version}"] if version else []
    note += [issued(package)] if issued(package) else []
    fields = {
        "author": " and ".join(f"{{{tex(name)}}}" for name in authors(package)),
        "title": f"{{{tex(table.title if table else whole)}}}",
        "year": year_of(package),
        "month": _MONTHS[int(issued(package)[5:7]) - 1] if issued(package) else "",
        "version": tex(version),
        "note": tex(", ".join(note)),
        # Not for LaTeX: what prints an address takes it as it is.
        "url": re.sub(r"[\s\"\\{}^`<>]", lambda m: f"%{ord(m[0]):02X}", url),
    }
    lines = [f"  {name} = {_delimited(name, value)}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"{key}-{version}").strip("-") or "data"
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _delimited(name: str, value: str) -> str:
    """A value of BibTeX: a month is a name; names and titles stand in braces already."""
    if name == "month":
        return value
    return f'"{value}"' if name in ("author", "title") else f"{{{value}}}"


def tex(text: str) -> str:
    """A text as LaTeX prints it, with braces in pairs."""
    return _ACTIVE.sub(lambda match: _TEX[match[0]], _flat(text))


def _flat(text: str) -> str:
    """A text on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def cff(package: Package) -> str:
    """`CITATION.cff` (Citation File Format 1.2.0): what GitHub and Zenodo read."""
    descriptor = package.descriptor
    licences = [entry for entry in descriptor.get("licenses", []) if isinstance(entry, dict)]
    known = [entry["name"] for entry in licences if entry.get("name") in _SPDX]
    paths = [entry["path"] for entry in licences if entry.get("path")]
    words = [_flat(str(word)) for word in descriptor.get("keywords", [])]
    entry: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Cite the data as below, and with each number the source that it names.",
        "type": "dataset",
        "title": _flat(title_of(package)),
        "abstract": _flat(str(descriptor.get("description", ""))),
        "authors": [{"name": _flat(name)} for name in authors(package)],
        "version": version_of(package),
        "date-released": issued(package),
        "keywords": [word for word in dict.fromkeys(words) if word],
        "license": known[0] if known else "",
        "license-url": paths[0] if paths and not known else "",
        "url": str(descriptor.get("homepage", "")),
    }
    whole = {name: value for name, value in entry.items() if value}
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100)
