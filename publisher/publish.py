"""Turns the Markdown into the site and puts it in place by one rename.

In: `build/docs/`, the files of `pack`, `mkdocs.yml`. Out: `site/`.
Never: touches `site/` before the new one is whole.
"""

import ctypes
import datetime
import errno
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2
import yaml

from publisher import shell
from publisher.builderconfig import CONFIG, config_of, in_language
from publisher.docs import Docs
from publisher.edition import Edition, linked
from publisher.families import with_blocks
from publisher.package import Package
from publisher.policy import with_policy
from publisher.problem import CannotRunError, InputError, Problem
from publisher.progress import VERBOSE, Progress


def build_site(root: Path, builder: str, edition: Edition, fresh: Path, progress: Progress) -> None:
    """Runs the site builder ("mkdocs" or "zensical") for one language into the folder `fresh`.

    Its warnings are passed on. Raises InputError when it refuses the configuration or a page.
    """
    language = edition.site.language
    changes = {"site_dir": str(fresh / language.folder.rstrip("/"))}
    if language.folder:
        changes |= in_language(config_of(root), edition)
    # What the builder prints as a date is the date of the data, whatever the environment says, so
    # that bytes do not change (reproducible-builds.org, SOURCE_DATE_EPOCH).
    # Material prints advice about its own future, which is not for the users of this site.
    with environment(SOURCE_DATE_EPOCH=str(_epoch(edition.site.package)), NO_MKDOCS_2_WARNING="1"):
        if builder == "zensical":
            _build_with_zensical(root, changes, progress)
        else:
            _build_with_mkdocs(root, changes, progress)


@contextmanager
def environment(**values: str | None) -> Iterator[None]:
    """Sets environment variables for a while; None removes one."""
    before = {name: os.environ.get(name) for name in values}
    try:
        _set(values)
        yield
    finally:
        _set(before)


def _set(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _epoch(package: Package) -> int:
    created = str(package.descriptor.get("created", "1980-01-01T00:00:00Z"))
    try:
        moment = datetime.datetime.fromisoformat(created.replace("Z", "+00:00"))
    except ValueError:
        found = f"created: {created}"
        expected = "a date and time such as 2026-01-31T00:00:00Z"
        raise InputError(Problem("datapackage.json", 0, 0, "descriptor", found, expected)) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return int(moment.timestamp())


class _Passed(logging.Handler):
    """Hands the builder's log records to the run's own progress."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.levelno >= logging.WARNING:
            self.progress.warn(text)
        else:
            self.progress.line(text, VERBOSE)


def _build_with_mkdocs(root: Path, changes: dict[str, Any], progress: Progress) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    logger = logging.getLogger("mkdocs")
    handler = _Passed(progress)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        config = load_config(str(root / CONFIG), **changes)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except jinja2.TemplateError as error:
        file = Path(getattr(error, "filename", None) or CONFIG)
        path = file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
        line = getattr(error, "lineno", None) or 0
        raise InputError(
            Problem(path, line, 0, "site", str(error.message), "a template of the theme")
        ) from None
    except (Abort, ConfigurationError) as error:
        raise InputError(
            Problem(CONFIG, 0, 0, "site", str(error), "a site that MkDocs builds")
        ) from None
    finally:
        logger.removeHandler(handler)


def _build_with_zensical(root: Path, changes: dict[str, Any], progress: Progress) -> None:
    """Zensical writes where the configuration says, so it is given one of its own."""
    fresh = Path(changes["site_dir"])
    text = (root / CONFIG).read_text(encoding="utf-8")
    # The configuration may hold tags (!ENV) that only a builder understands: its text stays, and
    # what is changed stands after it, where it counts (the last of two equal keys).
    changes = {**changes, "site_dir": os.path.relpath(fresh, root)}
    own = root / ".zensical.yml"
    try:
        own.write_text(f"{text}\n{yaml.safe_dump(changes, allow_unicode=True)}", encoding="utf-8")
        command = [sys.executable, "-m", "zensical", "build", "-f", str(own)]
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    finally:
        own.unlink(missing_ok=True)
    output = _COLOR.sub("", run.stdout + run.stderr).strip()
    progress.line(output, VERBOSE)
    for text, place in _WARNING.findall(output):
        progress.warn(f"{place}: {text}")
    if run.returncode or not any(fresh.glob("*.html")):
        last = output.splitlines()[-1] if output else f"exit status {run.returncode}"
        if "No module named" in last:
            raise CannotRunError("Zensical is not installed: pip install '.[zensical]'")
        raise InputError(Problem(CONFIG, 0, 0, "site", last, "a site that Zensical builds"))


# How Zensical warns: a sentence, and below it the place in brackets.
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"^Warning: (.*)\n.*?\[ *(.*?) *\]", re.MULTILINE)
# What the theme writes that HTML does not allow (HTML Standard: autofill, tabindex), and a dialog
# without a name (WAI-ARIA 1.2, dialog), which takes that of its input.
_MENDS = (
    (
        re.compile(
            r'(<div class="md-search"[^>]*?role="dialog")(.*?aria-label="([^"]*)")', re.DOTALL
        ),
        r'\1 aria-label="\3"\2',
    ),
    (re.compile(r'(<input class="md-toggle[^>]*?) autocomplete="off"'), r"\1"),
    (re.compile(r'(<label[^>]*?) tabindex=""'), r"\1"),
    # The first pages of other languages, given as if they were this page in those.
    (re.compile(r'\s*<link rel="alternate" href="[^"]*" hreflang="[^"]*">'), ""),
)
_TOC_LABEL = ' for="__toc"'  # written also where there is no such control


def finish_pages(docs: Docs, fresh: Path, writes_styles: bool = False) -> int:
    """Puts the HTML that was kept from the builder into its pages, and its policy into each.

    The number of pages. In a language besides the main one, what stands in the main language's
    folder already goes. Raises InputError for a page of which the builder dropped a place.
    """
    edition = docs.edition
    folder = fresh / edition.site.language.folder
    if edition.site.language.folder:
        _drop_what_is_shared(edition, folder)
    pages = sorted(folder.rglob("*.html"))
    for page in pages:
        address = page.relative_to(folder).as_posix().removesuffix("index.html")
        text = _mended(page.read_text(encoding="utf-8"))
        try:
            text = with_blocks(text, docs.blocks.get(address, []))
        except ValueError as error:
            path = page.relative_to(fresh).as_posix()
            raise InputError(Problem(path, 0, 0, "site", str(error), "all, in order")) from None
        text = with_policy(linked(text, address, edition), writes_styles)
        page.write_text(text, encoding="utf-8")
    return len(pages)


def _drop_what_is_shared(edition: Edition, folder: Path) -> None:
    """Removes the theme's files, and the pages that only held a place in the navigation."""
    shutil.rmtree(folder / "assets", ignore_errors=True)
    for page in sorted(folder.rglob("*.html")):
        address = page.relative_to(folder).as_posix().removesuffix("index.html")
        if address not in edition.own and not address.endswith(f"{shell.ADDRESS}/"):
            page.unlink()
            if not any(page.parent.iterdir()):
                page.parent.rmdir()


def _mended(page: str) -> str:
    for wrong, right in _MENDS:
        page = wrong.sub(right, page)
    return page if 'id="__toc"' in page else page.replace(_TOC_LABEL, "")


def put_in_place(fresh: Path, site: Path) -> None:
    """Makes `fresh` the site. A reader sees the old site or the new one, never a mixture."""
    try:
        if not site.exists():
            fresh.rename(site)
            return
        if not _exchange(fresh, site):
            # No exchange on this system: two renames, with a moment between them.
            old = site.with_name(f"{site.name}.old")
            shutil.rmtree(old, ignore_errors=True)
            site.rename(old)
            fresh.rename(site)
            fresh = old
        shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise CannotRunError(f"cannot put the new site at {site.name}/: {error.strerror}") from None


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one step where the system can (Linux renameat2, macOS renamex_np)."""
    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE (linux/fs.h)
        failed = library.renameat2(here, first, here, second, exchange)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, 2)  # RENAME_SWAP (sys/stdio.h)
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        raise OSError(code, os.strerror(code))
    return not failed


def paths_below(folder: Path) -> Iterator[str]:
    """The path of every file below a folder, from there, in no order."""
    return (_within(entry, folder) for entry in _entries(folder))


def site_files(site: Path) -> dict[str, int]:
    """The size of every file of a folder, by its path."""
    return {_within(entry, site): entry.stat().st_size for entry in _entries(site)}


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, as the system lists them: a `Path` of each would take a second."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path)
        else:
            yield entry


def _within(entry: os.DirEntry[str], folder: Path) -> str:
    return entry.path[len(str(folder)) + 1 :].replace(os.sep, "/")


def as_problems(warnings: list[str]) -> list[Problem]:
    """Warnings as the problems that `--strict` makes of them."""
    return [Problem("build", 0, 0, "site", text, "no warnings (--strict)") for text in warnings]
