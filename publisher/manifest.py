"""The manifest of a site: its files with size and hash, and what they were made from.

In: the folder of a site and where it came from, or a manifest of any site. Out: `manifest.json`;
`Manifest`.
Never: trusts a manifest: no path in it leads out of a site, and no setting but those listed counts.

The commit stands here and on no page, so that a commit that changes no page makes none again.
One file is a line, as `["path", bytes, "sha256"]`, in the order of paths.
"""

import json
import os
import re
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher.bounds import CONTENT
from publisher.cache import tools_digest, write_whole
from publisher.differing import File
from publisher.gitcall import git
from publisher.markup import web_address
from publisher.package import DESCRIPTOR
from publisher.problem import CannotRunError
from publisher.publish import paths_below
from publisher.released import read_versions
from publisher.versions import tagged

NAME = "manifest.json"
FORMAT = 1
BUILDERS = ("mkdocs", "zensical")
# What of the environment the configuration of a site takes into its pages.
ENVIRONMENT = ("SITE_URL", "REPOSITORY_URL")
OWN = ("build", "site", ".cache")  # folders that a build writes
FILES = '"files": [\n'  # before the first row
LARGEST = 1 << 40  # bytes of a file
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_MARKUP = re.compile(r"""["'<>&`\\{}]""")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Origin:
    """What a site was made from, and how: all that its files depend on."""

    commit: str  # hex; empty when no commit holds what was built
    why: str  # why there is no commit
    builder: str
    precompress: bool
    environment: dict[str, str]
    versions: dict[str, str]  # the commit (hex) of each released version that is served
    engine: str  # the hash of the program and the versions of its libraries


@dataclass(frozen=True)
class Manifest:
    """A manifest as it was read."""

    origin: Origin
    files: dict[str, File] = field(default_factory=dict)


def origin_of(root: Path, builder: str, precompress: bool) -> Origin:
    """What a build of the project at `root` would be made from, at this moment."""
    commit, why = _commit(root)
    environment = {name: os.environ.get(name, "") for name in ENVIRONMENT}
    versions = tagged(root, read_versions(root))
    return Origin(commit, why, builder, precompress, environment, versions, tools_digest())


def _commit(root: Path) -> tuple[str, str]:
    """The commit (hex) that holds all that a build reads; or why there is none."""
    try:
        head = git(root, "rev-parse", "--verify", "--quiet", "HEAD")
        known = git(root, "ls-files", "--error-unmatch", "--", DESCRIPTOR)
        if head.returncode or known.returncode:
            return "", "not in a git repository"
        own = [f":!{name}" for name in OWN]
        changed = git(root, "status", "--porcelain", "--", ":/", *own)
        ignored = git(
            root, "ls-files", "--others", "--ignored", "--exclude-standard", "--", *CONTENT
        )
    except CannotRunError as error:
        return "", str(error)
    beside = [name for name in ignored.stdout.splitlines() if "__pycache__/" not in name]
    if changed.returncode or changed.stdout or beside:
        return "", "files differ from the commit"
    return head.stdout.strip(), ""


def head_of(origin: Origin) -> str:
    """A manifest up to its first row."""
    parts = {
        "format": FORMAT,
        "commit": origin.commit or None,
        "why": origin.why,
        "builder": origin.builder,
        "precompress": origin.precompress,
        "environment": origin.environment,
        "versions": origin.versions,
        "engine": origin.engine,
        "columns": ["path", "bytes", "sha256"],
    }
    lines = (
        f'"{name}": {json.dumps(value, ensure_ascii=False)},\n' for name, value in parts.items()
    )
    return "{" + "".join(lines) + FILES


def files_of(folder: Path) -> dict[str, File]:
    """Size and hash of every file below a folder but its manifest, in the order of paths."""
    found, above = {}, str(folder)
    for path in sorted(paths_below(folder)):
        if path != NAME:
            with open(f"{above}/{path}", "rb", 0) as file:  # noqa: PTH123 (half the time of a Path)
                data = file.read()
            found[path] = File(len(data), sha256(data).hexdigest())
    return found


def write_manifest(folder: Path, origin: Origin) -> dict[str, int]:
    """Writes the manifest of a whole site into it; the size of every file, by its path.

    Files are hashed one after the other: they are small and fresh in the system's memory, where
    a second thread or process costs what it gains.
    """
    found = files_of(folder)
    rows = (json.dumps([p, f.bytes, f.sha256], ensure_ascii=False) for p, f in found.items())
    data = (head_of(origin) + ",\n".join(rows) + "\n]}\n").encode()
    (folder / NAME).write_bytes(data)
    return {**{path: file.bytes for path, file in found.items()}, NAME: len(data)}


def renew(folder: Path, origin: Origin) -> int:
    """Names another origin in the manifest of a site whose files stay; its size, 0 when it did."""
    text = (folder / NAME).read_text(encoding="utf-8")
    before, mark, rows = text.partition(FILES)
    if before + mark == head_of(origin):
        return 0
    data = f"{head_of(origin)}{rows}".encode()
    write_whole(folder / NAME, data)
    return len(data)


def read_manifest(data: bytes) -> Manifest:
    """The manifest of a site, which anyone may have written.

    Raises ValueError with a reason when it is not as this program writes it.
    """
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise ValueError(f"it is not of format {FORMAT}, the one that this program knows")
    commit, builder = whole.get("commit") or "", whole.get("builder")
    if not _hex(_COMMIT, commit or "0" * 40) or not _hex(_SHA256, whole.get("engine")):
        raise ValueError("its commit or engine is not a hash")
    if builder not in BUILDERS or not isinstance(whole.get("precompress"), bool):
        raise ValueError("its builder or precompress is not one that there is")
    origin = Origin(
        commit,
        str(whole.get("why", "")),
        builder,
        whole["precompress"],
        _environment(whole.get("environment")),
        _versions(whole.get("versions")),
        whole["engine"],
    )
    return Manifest(origin, _files(whole.get("files")))


def _hex(form: re.Pattern[str], text: Any) -> bool:
    return isinstance(text, str) and form.fullmatch(text) is not None


def _environment(given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or set(given) != set(ENVIRONMENT):
        raise ValueError(f"its environment is not {' and '.join(ENVIRONMENT)}")
    for value in given.values():
        if value != "" and (not web_address(value) or _MARKUP.search(value)):
            raise ValueError("its environment holds what is no web address")
    return {name: given[name] for name in ENVIRONMENT}


def _versions(given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not all(_hex(_COMMIT, commit) for commit in given.values()):
        raise ValueError("its versions are not names with commits")
    if not all(is_path(name) for name in given):
        raise ValueError("the name of a version is none")
    return given


def _files(rows: Any) -> dict[str, File]:
    if not isinstance(rows, list):
        raise ValueError("it lists no files")
    found: dict[str, File] = {}
    for row in rows:
        if not isinstance(row, list) or len(row) != 3:
            raise ValueError("a row is not path, bytes and sha256")
        path, size, digest = row
        if not is_path(path) or path == NAME or path in found:
            raise ValueError("a path is not one of a file in the site, or comes twice")
        if type(size) is not int or not 0 <= size <= LARGEST or not _hex(_SHA256, digest):
            raise ValueError("a size or a hash is none")
        found[path] = File(size, digest)
    return found


def is_path(text: Any) -> bool:
    """Whether a text is the path of a file below a folder, and nothing else on any system.

    No `..`, no empty part, no drive or scheme, no backslash, nothing that cannot be printed.
    """
    if not isinstance(text, str) or not text.isprintable() or "\\" in text or len(text) > 1000:
        return False
    parts = text.split("/")
    return all(part not in ("", ".", "..") for part in parts) and ":" not in parts[0]
