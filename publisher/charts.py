"""Finds the chart functions of the content and turns each into a Vega-Lite spec.

In: `site_src/charts/*.py`. Out: `Chart`s by name.
Never: touches rows; a chart refers to data by the query's name.

A chart function's parameters are the names of the queries it draws (each is given as `Rows`, with
`Rows.data` for Altair), and of TopoJSON resources (given as `Topology`); a parameter `width` is
the drawing's width in CSS pixels.
"""

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from publisher.problem import InputError, Problem
from publisher.query import Rows

FOLDER = "site_src/charts"
# How the name of a layer ends that has only the shapes that rows name.
NAMED = "_named"


@dataclass(frozen=True)
class Topology:
    """A TopoJSON resource as Altair refers to it: by name, one layer at a time."""

    name: str

    def layer(self, layer: str, named: bool = False) -> Any:
        """The shapes of a layer, each with its `id` and `properties`.

        With `named`, only those whose id stands in the chart's rows: for a chart that shows no
        other shape, so that Vega has less to read.
        """
        import altair

        shape = altair.TopoDataFormat(type="topojson", feature=layer)
        # Vega wants one name for each layer, though they come from one file.
        name = f"{self.name}_{layer}{NAMED if named else ''}"
        return altair.NamedData(name, format=shape)


class Handed(Rows):
    """Rows as a chart function gets them, which tell whether it looked at a single one."""

    looked_at = False

    def __getattribute__(self, name: str) -> Any:
        if name in ("records", "columns", "plain"):
            object.__setattr__(self, "looked_at", True)
        return super().__getattribute__(name)


def _handed(rows: Rows) -> Handed:
    return Handed(rows.name, rows.columns, rows.records)


@dataclass(frozen=True)
class Chart:
    """A chart function: its name, where it stands, and what it draws, the main query first."""

    name: str
    path: str
    line: int
    queries: tuple[str, ...]
    topologies: tuple[str, ...]
    takes_width: bool
    function: Callable[..., Any]

    def spec(self, results: dict[str, Rows], width: int) -> tuple[dict[str, Any], bool]:
        """The Vega-Lite spec for a drawing of that width in all, and whether it depends on rows.

        Raises InputError when the function fails or gives no chart.
        """
        handed = {name: _handed(results[name]) for name in self.queries}
        given: dict[str, Any] = dict(handed)
        given |= {name: Topology(name) for name in self.topologies}
        if self.takes_width:
            given["width"] = width
        try:
            spec: dict[str, Any] = self.function(**given).to_dict()
        except Exception as error:
            raise InputError(self._problem(error)) from None
        # A single view fills the width exactly, axis labels included; others set it themselves.
        if not {"hconcat", "vconcat", "concat", "facet", "spec"} & spec.keys():
            spec["width"] = width
            spec["autosize"] = {"type": "fit-x", "contains": "padding"}
        return spec, any(rows.looked_at for rows in handed.values())

    def _problem(self, error: Exception) -> Problem:
        frames = traceback.extract_tb(error.__traceback__)
        own = [
            frame.lineno for frame in frames if Path(frame.filename).name == Path(self.path).name
        ]
        line = own[-1] if own and own[-1] else self.line
        message = str(error).strip().splitlines() or [""]
        found = f"{self.name} raised {type(error).__name__}: {message[0]}"
        return Problem(
            self.path, line, 0, "chart", found, "an Altair chart", "Correct the function."
        )


def read_charts(
    root: Path, known: set[str], topologies: set[str], folder: str = FOLDER
) -> dict[str, Chart]:
    """The chart functions of a project, by name.

    `known` are the names of its queries, `topologies` those of its TopoJSON resources.
    Raises InputError for a module that cannot be loaded or a parameter that is neither.
    """
    charts: dict[str, Chart] = {}
    problems: list[Problem] = []
    package = _package(root / folder)
    for file in sorted((root / folder).glob("[!_]*.py")):
        path = file.relative_to(root).as_posix()
        try:
            module = _module(file, f"{package}.{file.stem}")
        except Exception as error:
            line = getattr(error, "lineno", 0) or 0
            found = f"{type(error).__name__}: {error}"
            problems.append(Problem(path, line, 0, "chart", found, "Python that loads"))
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            line = function.__code__.co_firstlineno
            parameters = list(inspect.signature(function).parameters)
            shapes = tuple(p for p in parameters if p in topologies)
            queries = tuple(p for p in parameters if p != "width" and p not in shapes)
            for query in queries:
                if query not in known:
                    found = f"{name} asks for the query '{query}'"
                    expected = "parameters that are names of queries"
                    problems.append(Problem(path, line, 0, "chart", found, expected))
            if not queries:
                problems.append(Problem(path, line, 0, "chart", f"{name} asks for no query", "one"))
            if name in charts:
                found = f"a second chart {name}, as in {charts[name].path}"
                problems.append(Problem(path, line, 0, "chart", found, "a name of its own"))
            sized = "width" in parameters
            charts[name] = Chart(name, path, line, queries, shapes, sized, function)
    if problems:
        raise InputError(problems)
    return charts


def _package(folder: Path) -> str:
    """Makes the folder importable under a name of its own, for `from . import …` inside it."""
    name = f"content_charts_{abs(hash(folder.resolve()))}"
    # A served project is loaded again and again: what its modules share must be read anew.
    for loaded in [module for module in sys.modules if module.startswith(f"{name}.")]:
        del sys.modules[loaded]
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules[name] = package
    return name


def _module(file: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {file.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
