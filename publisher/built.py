"""Knows a site that was built before, so that nothing is made twice.

In: a project with the site in it. Out: whether that is the site of these inputs; `site.json`.
Never: asks for a date.
"""

import json
import shutil
from typing import Any

from publisher import manifest, publish
from publisher.bounds import CONTENT
from publisher.builderconfig import CONFIG
from publisher.cache import digest, file_digest, tools_digest, write_whole
from publisher.manifest import Origin
from publisher.package import DESCRIPTOR
from publisher.progress import Progress
from publisher.project import Project

RECORD = "site.json"  # in the work folder: what the site was built from, and its files
REPORT = "report.json"


def input_key(project: Project, options: str, tags: dict[str, str]) -> str:
    """The hash of everything a build reads: content, configuration, tags, and the engine itself."""
    names = [DESCRIPTOR, CONFIG]
    for folder in CONTENT:
        names += sorted(
            file.relative_to(project.root).as_posix()
            for file in (project.root / folder).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        )
    files = [(name, file_digest(project.root / name)) for name in names]
    return digest(tools_digest(), options, tags, files)


def is_built(project: Project, key: str, strict: bool) -> bool:
    """Whether `site/` is the site of these inputs, every file there with its size.

    A site that was built with warnings does not count when they are errors.
    """
    kept = _record(project)
    if not kept or (strict and kept.get("warnings")):
        return False
    return bool(kept["key"] == key and kept["files"] == publish.site_files(project.site))


def _record(project: Project) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads((project.work / RECORD).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return kept


def forget(project: Project) -> None:
    """From here on the next build makes the site anew."""
    (project.work / RECORD).unlink(missing_ok=True)


def name_origin(project: Project, origin: Origin) -> None:
    """Has the manifest of `site/` name where it comes from now: another commit, the same files."""
    if size := manifest.renew(project.site, origin):
        kept = _record(project)
        kept["files"][manifest.NAME] = size
        write_whole(project.work / RECORD, json.dumps(kept).encode())


def write_report(project: Project, progress: Progress, key: str, sizes: dict[str, int]) -> None:
    """`report.json` for people and CI; `site.json` to know this site again."""
    stages = [{"stage": s.name, "seconds": s.seconds, **s.counts} for s in progress.stages]
    report = {"stages": stages, "warnings": progress.warnings}
    write_whole(project.work / REPORT, (json.dumps(report, indent=2) + "\n").encode())
    kept = {"key": key, "files": sizes, "warnings": len(progress.warnings)}
    write_whole(project.work / RECORD, json.dumps(kept).encode())


def take_over(project: Project, other: Project, origin: Origin) -> None:
    """Puts the site of a copy of the project in place as its own."""
    fresh = project.work / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.parent.mkdir(exist_ok=True)
    shutil.move(other.site, fresh)
    forget(project)
    publish.put_in_place(fresh, project.site)
    for file in (*other.work.glob("missing.*.po"), other.work / REPORT, other.work / RECORD):
        shutil.copy(file, project.work / file.name)
    name_origin(project, origin)
