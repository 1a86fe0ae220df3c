"""The command line.

In: arguments. Out: an exit status: 0 fine, 1 the input is wrong, 2 it could not run.
Never: shows a traceback for bad input.
"""

import datetime
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from publisher import __version__
from publisher.chosen import changed_files, named_files
from publisher.disk import DATABASES, number_in, of_the_disk
from publisher.fix import difference
from publisher.package import load_package
from publisher.personal import titled_in
from publisher.problem import CannotRunError, InputError, Report
from publisher.progress import NORMAL, QUIET, VERBOSE, Progress, show
from publisher.project import Project, check_project, fix_files
from publisher.report import as_text, render
from publisher.words import list_of

app = typer.Typer(
    help="Publishes the tables of this folder as a static site.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Root = Annotated[Path, typer.Option("--root", help="The project's folder.", show_default="here")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only problems and warnings.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Every step.")]
Builder = Annotated[
    Literal["mkdocs", "zensical"], typer.Option("--builder", help="What turns pages into HTML.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]
Precompress = Annotated[
    bool, typer.Option("--precompress", help="A .gz beside each text, for hosts that use them.")
]
Twice = Annotated[
    bool, typer.Option("--verify", help="Build twice, apart; publish only the same bytes.")
]
Where = Annotated[
    str, typer.Argument(metavar="SITE", help="Its address or folder.", show_default=False)
]
Sample = Annotated[int, typer.Option("--sample", min=1, help="Files to download.")]
Every = Annotated[bool, typer.Option("--all", help="Download every file.")]
Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="PATH", help="Files or folders; all without it."),
]
Format = Annotated[
    Literal["text", "github", "json", "markdown"],
    typer.Option("--format", metavar="FORMAT", help="text, github, json or markdown."),
]
# Typer has no option whose value may be left out: `spelled` gives a bare one an empty value.
Changed = Annotated[
    str | None,
    typer.Option("--changed", metavar="[BASE]", help="Only files that differ from BASE in git."),
]
Fix = Annotated[bool, typer.Option("--fix", help="Mend marks, line ends and order first.")]
Port = Annotated[int, typer.Option("--port", help="The port on this machine.")]
Base = Annotated[str, typer.Argument(help="A folder or a git revision.", show_default=False)]
Head = Annotated[str, typer.Argument(help="Another; without it the work tree.", show_default=False)]
Name = Annotated[
    str, typer.Argument(help="A folder of site_src/imports.", show_default=False, metavar="NAME")
]
File = Annotated[Path, typer.Argument(help="The file to read.", show_default=False, metavar="FILE")]
Map = Annotated[Path | None, typer.Option("--map", help="A mapping: which column is what.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Show the report, write nothing.")]
Named = Annotated[
    str,
    typer.Argument(metavar="VERSION", help="Such as 2026.12; this month.", show_default=False),
]
Notes = Annotated[
    Path | None, typer.Option("--notes", help="Why: lines of text, or of table: text.")
]
DiffFormat = Annotated[
    Literal["text", "markdown"],
    typer.Option("--format", help="Text, or Markdown for a pull request."),
]


def _progress(quiet: bool, verbose: bool) -> Progress:
    return Progress(QUIET if quiet else VERBOSE if verbose else NORMAL)


@app.command("check")
def check_command(
    paths: Paths = None,
    form: Format = "text",
    changed: Changed = None,
    mend: Fix = False,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
    strict: Strict = False,
) -> None:
    """Check every table against datapackage.json and the rules."""
    project, progress = Project(root.resolve()), _progress(quiet, verbose)
    try:
        only = chosen_files(project, paths or [], changed)
        if mend:
            _fix(project, only, say=show if form == "text" else progress.line)
        package, report = check_project(project, progress, only)
    except InputError as error:
        package, report = None, Report(tuple(sorted(error.problems)))
    if shown := render(report, form):
        show(shown)
    if package is None or report.errors or (strict and report.warnings):
        raise typer.Exit(1)
    if not quiet and form == "text":
        all_files = sum(len(resource.paths) for resource in package.resources)
        files, tables = report.counts["files"], len(package.tables)
        what = f"{tables} tables in {files}" if only is None else f"{files} of {all_files}"
        show(f"{what} files: no errors.")


def chosen_files(project: Project, paths: list[Path], changed: str | None) -> set[str] | None:
    """The files to check: those named, those changed, those that are both; None for all.

    Raises CannotRunError for a path or a revision that does not exist.
    """
    if not paths and changed is None:
        return None
    package = load_package(project.root)
    named = named_files(package, paths, Path.cwd()) if paths else None
    if changed is None:
        return named
    differ = changed_files(package, changed)
    return differ if named is None else differ & named


def _fix(project: Project, only: set[str] | None, say: Callable[[str], None]) -> None:
    """Mends what can be mended, and says of each file what was done, with the lines that differ."""
    mended = fix_files(project, only)
    titled = titled_in(load_package(project.root))
    for file in mended:
        say(f"{file.path}: {list_of(file.done)}")
        if lines := difference(file, titled):
            say(lines)
    if not mended:
        say("nothing to mend")


@app.command("build")
def build_command(
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
    builder: Builder = "mkdocs",
    strict: Strict = False,
    precompress: Precompress = False,
    twice: Twice = False,
) -> None:
    """Check, query, draw and publish the site into site/."""
    from publisher.build import build  # only here: a check need not wait for what draws

    project, progress = Project(root.resolve()), _progress(quiet, verbose)
    if not twice:
        build(project, progress, builder, strict, precompress)
        return
    from publisher.twice import build_twice

    if status := build_twice(project, progress, builder, strict, precompress):
        raise typer.Exit(status)


@app.command("verify")
def verify_command(
    where: Where,
    sample: Sample = 200,
    every: Every = False,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check that a published site is what these files make."""
    from publisher.verify import told, verify

    progress = _progress(quiet, verbose)
    verdict = verify(Project(root.resolve()), where, None if every else sample, progress)
    if not quiet or not verdict.is_same:
        show(told(verdict))
    if not verdict.is_same:
        raise typer.Exit(1)


@app.command("trace")
def trace_command(root: Root = Path(), quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Check that numbers in the built pages came from queries."""
    from publisher.tracing import trace_site

    traced = trace_site(Project(root.resolve()), _progress(quiet, verbose))
    if traced.problems:
        raise InputError(traced.problems)
    if not quiet:
        show(f"{traced.pages} pages: each number came from a query, or is declared.")


@app.command("serve")
def serve_command(
    root: Root = Path(), quiet: Quiet = False, verbose: Verbose = False, port: Port = 8000
) -> None:
    """Show the site on this machine; pages refresh when a file changes."""
    from publisher.serve import serve

    serve(Project(root.resolve()), _progress(quiet, verbose), port)


@app.command("diff")
def diff_command(
    base: Base,
    head: Head = "",
    root: Root = Path(),
    quiet: Quiet = False,
    form: DiffFormat = "text",
) -> None:
    """Compare two revisions: rows, figures, charts and pages."""
    from publisher.diff import compare
    from publisher.diffshow import markdown, text
    from publisher.revisions import opened

    folder, progress = root.resolve(), _progress(quiet, False)
    with opened(base, folder) as before, opened(head, folder) as after:
        diff = compare(before, after, progress)
    show(markdown(diff) if form == "markdown" else text(diff))


@app.command("import")
def import_command(
    name: Name,
    file: File,
    mapping: Map = None,
    dry: Dry = False,
    root: Root = Path(),
    quiet: Quiet = False,
) -> None:
    """Make rows of a table out of a file from elsewhere."""
    from publisher.importing import import_file, put_in_place, told

    project = Project(root.resolve())
    done = import_file(project, name, file, mapping, _progress(quiet, False))
    written = None if dry else put_in_place(project.root, done.files)
    if not quiet:
        show(told(done, written))


@app.command("release")
def release_command(
    name: Named = "",
    notes: Notes = None,
    dry: Dry = False,
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Release a version: changelog, checksums, one commit and a tag."""
    from publisher.releasing import described, plan_release, write_release

    project, progress = Project(root.resolve()), _progress(quiet, verbose)
    file = notes.resolve() if notes else None
    planned = plan_release(project, name, file, datetime.date.today(), progress)
    if not dry:
        write_release(project.root, planned)
    show(described(planned, is_done=not dry))


@app.callback(invoke_without_command=True)
def version(
    shown: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if shown:
        show(__version__)
        raise typer.Exit


def spelled(arguments: list[str]) -> list[str]:
    """The arguments with `--changed` and its revision in one word; empty where there is none."""
    found: list[str] = []
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*found, word, *rest]
        if word == "--changed":
            word += "=" + (rest.pop(0) if rest and not rest[0].startswith("-") else "")
        found.append(word)
    return found


def main() -> int:
    """Runs the command line; the exit status."""
    try:
        return int(app(spelled(sys.argv[1:]), standalone_mode=False) or 0)
    except InputError as error:
        show(as_text(Report(tuple(sorted(error.problems)))))
        return 1
    except CannotRunError as error:
        sys.stderr.write(f"cannot run: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"cannot run: {of_the_disk(error)}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except typer.Exit as done:
        return int(done.exit_code)
    except Exception as error:
        return _usage(error)


def _usage(error: Exception) -> int:
    """Wrong arguments are shown as the library words them; so is a disk that a database cannot use.

    Anything else is a fault of ours.
    """
    if type(error).__name__ in DATABASES and (number := number_in(str(error))):
        sys.stderr.write(f"cannot run: {of_the_disk(OSError(number, os.strerror(number)))}\n")
        return 2
    shower = getattr(error, "show", None)
    if shower is None or os.environ.get("PUBLISHER_TRACEBACK"):
        raise error
    shower()
    return 2
