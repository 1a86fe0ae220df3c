"""The command line.

In: arguments. Out: an exit status: 0 fine, 1 the input is wrong, 2 it could not run.
Never: shows a traceback for bad input.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from publisher import __version__
from publisher.build import Project, build, check_project
from publisher.problem import CannotRunError, InputError, Problem
from publisher.progress import NORMAL, QUIET, VERBOSE, Progress, show

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
Port = Annotated[int, typer.Option("--port", help="The port on this machine.")]


def _progress(quiet: bool, verbose: bool) -> Progress:
    return Progress(QUIET if quiet else VERBOSE if verbose else NORMAL)


@app.command("check")
def check_command(
    root: Root = Path(), quiet: Quiet = False, verbose: Verbose = False, strict: Strict = False
) -> None:
    """Check every table against datapackage.json and the rules."""
    progress = _progress(quiet, verbose)
    package, report = check_project(Project(root.resolve()), progress)
    show_problems(report.problems)
    if report.errors or (strict and report.warnings):
        raise typer.Exit(1)
    if not quiet:
        show(f"{len(package.tables)} tables in {report.counts['files']} files: no errors.")


@app.command("build")
def build_command(
    root: Root = Path(),
    quiet: Quiet = False,
    verbose: Verbose = False,
    builder: Builder = "mkdocs",
    strict: Strict = False,
) -> None:
    """Check, query, draw and publish the site into site/."""
    build(Project(root.resolve()), _progress(quiet, verbose), builder, strict)


@app.command("serve")
def serve_command(
    root: Root = Path(), quiet: Quiet = False, verbose: Verbose = False, port: Port = 8000
) -> None:
    """Show the site on this machine; build again when a file changes."""
    from publisher.serve import serve

    serve(Project(root.resolve()), _progress(quiet, verbose), port)


def show_problems(problems: tuple[Problem, ...]) -> None:
    """Problems on standard output, one a line, and how many there are."""
    for problem in problems:
        show(str(problem))
    if problems:
        count = len(problems)
        show(f"{count} problem{'s' if count > 1 else ''}")


@app.callback(invoke_without_command=True)
def version(
    shown: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if shown:
        show(__version__)
        raise typer.Exit


def main() -> int:
    """Runs the command line; the exit status."""
    try:
        return int(app(standalone_mode=False) or 0)
    except InputError as error:
        show_problems(tuple(sorted(error.problems)))
        return 1
    except CannotRunError as error:
        sys.stderr.write(f"cannot run: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"cannot run: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except typer.Exit as done:
        return int(done.exit_code)
    except Exception as error:
        return _usage(error)


def _usage(error: Exception) -> int:
    """Wrong arguments are shown as the library words them; anything else is a fault of ours."""
    shower = getattr(error, "show", None)
    if shower is None or os.environ.get("PUBLISHER_TRACEBACK"):
        raise error
    shower()
    return 2
