"""What a page template or a chart asks for, found without filling in or running anything.

In: a page template with the environment that would fill it in, or the folder of a project.
Out: names of queries, figures and tables, as values.
Never: runs a template, a query or a chart function.

Only a name that stands in the template as a text can be read there. A call such as
`table(row.query)` takes the name from the page's own row; any other call may ask for everything.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import meta, nodes

from publisher.cache import digest
from publisher.charts import FOLDER
from publisher.pages import Page
from publisher.problem import InputError, Problem, text_of

# What each function of a template is given the name of (see macros.py).
CALLS = {
    "value": "value",
    "rows": "query",
    "table": "query",
    "figure": "figure",
    "sample": "table",
    "example": "example",
    "downloads": "download",
    "package_downloads": "download",
    "file_text": "file",
    "figure_downloads": "figure",
    "profile": "download",
}
KINDS = ("value", "query", "figure", "table", "example", "file", "download")
PARTS = ("package", "lists", "site")  # values of a template that are made from the whole project


@dataclass(frozen=True)
class Asked:
    """What a page asks for, by name.

    `values` are queries asked for one value, `queries` those asked for their rows; `tables` are
    asked for their first rows, `examples` for one row, `files` for their text, `downloads` (tables
    and packages) for their published files. `by_row` are pairs of a kind (one of KINDS) and the
    column of the page's own row that holds the name. `parts` are `package`, `lists` or `site`, or
    one entry as in `lists.figures`. `partials` are the shared templates it is made with. With
    `everything`, a name cannot be known beforehand: the page may ask for any query or table.
    """

    values: frozenset[str] = frozenset()
    queries: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    downloads: frozenset[str] = frozenset()
    by_row: frozenset[tuple[str, str]] = frozenset()
    parts: frozenset[str] = frozenset()
    partials: frozenset[str] = frozenset()
    everything: bool = False


def figures_of(pages: Iterable[Page], environment: jinja2.Environment) -> set[str] | None:
    """The figures that pages ask for; None when one may ask for any."""
    asked = [asked_by(page, environment) for page in pages]
    if any(one.everything or "figure" in dict(one.by_row) for one in asked):
        return None
    return {name for one in asked for name in one.figures}


@dataclass(frozen=True)
class Drawn:
    """A chart function as it is written: what it draws, the main query first, and its code.

    `code` is a hash of the function and of what its module and the `_` modules beside it share.
    Comments and layout do not count.
    """

    name: str
    path: str
    line: int
    queries: tuple[str, ...]
    topologies: tuple[str, ...]
    code: str


def asked_by(page: Page, environment: jinja2.Environment) -> Asked:
    """What a page asks for in its body, its front matter and the partials these are made with.

    A template that cannot be read as one may ask for everything.
    """
    texts = [page.body, *(text for text in page.front.values() if isinstance(text, str))]
    named: dict[str, set[str]] = {kind: set() for kind in KINDS}
    by_row: set[tuple[str, str]] = set()
    parts: set[str] = set()
    partials: set[str] = set()
    everything = False
    while texts:
        try:
            tree = environment.parse(texts.pop())
        except jinja2.TemplateSyntaxError:
            everything = True
            continue
        # A name that the template gives itself (a loop's, a macro's) is not the engine's.
        known = meta.find_undeclared_variables(tree)
        parts |= {part for part in _parts(tree) if part.split(".")[0] in known}
        for kind, name, column in _names(tree, known):
            if name:
                named[kind].add(name)
            elif column:
                by_row.add((kind, column))
            else:
                everything = True
        for partial in meta.find_referenced_templates(tree):
            everything = everything or partial is None
            if partial and partial not in partials:
                partials.add(partial)
                texts += _source(partial, environment)
    return Asked(
        values=frozenset(named["value"]),
        queries=frozenset(named["query"]),
        figures=frozenset(named["figure"]),
        tables=frozenset(named["table"]),
        examples=frozenset(named["example"]),
        files=frozenset(named["file"]),
        downloads=frozenset(named["download"]),
        by_row=frozenset(by_row),
        parts=frozenset(parts),
        partials=frozenset(partials),
        everything=everything,
    )


def _names(tree: nodes.Template, known: set[str]) -> Iterator[tuple[str, str, str]]:
    """Kind, name and column of each call; neither name nor column where it cannot be known."""
    called = set()
    for call in tree.find_all(nodes.Call):
        function = call.node
        if not isinstance(function, nodes.Name) or function.name not in CALLS.keys() & known:
            continue
        called.add(id(function))
        given = [*call.args[:1], *(pair.value for pair in call.kwargs if pair.key == "name")]
        name, column = _said(given[0]) if given else ("", "")
        yield CALLS[function.name], name, column
    for node in tree.find_all(nodes.Name):
        # Handed on (`{% set q = rows %}`), so that what it is called with is not seen here.
        if node.name in CALLS.keys() & known and node.ctx == "load" and id(node) not in called:
            yield CALLS[node.name], "", ""


def _said(node: nodes.Expr) -> tuple[str, str]:
    """The name that an argument is, or the column of the page's row that it is taken from."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return node.value, ""
    owner, column = _member(node)
    return "", column if owner == "row" else ""


def _member(node: nodes.Node) -> tuple[str, str]:
    """The names in `owner.name` or `owner["name"]`; empty for anything else."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.node.name, node.attr
    if (
        isinstance(node, nodes.Getitem)
        and isinstance(node.node, nodes.Name)
        and isinstance(node.arg, nodes.Const)
    ):
        return node.node.name, str(node.arg.value)
    return "", ""


def _parts(tree: nodes.Template) -> set[str]:
    found, seen = set(), set()
    for node in (*tree.find_all(nodes.Getattr), *tree.find_all(nodes.Getitem)):
        owner, name = _member(node)
        if owner in PARTS:
            found.add(f"{owner}.{name}")
            seen.add(id(next(node.iter_child_nodes())))
    return found | {
        node.name
        for node in tree.find_all(nodes.Name)
        if node.name in PARTS and id(node) not in seen
    }


def _source(name: str, environment: jinja2.Environment) -> list[str]:
    """The text of a partial; nothing when there is none, which is told when the page is filled."""
    try:
        return [environment.loader.get_source(environment, name)[0]] if environment.loader else []
    except jinja2.TemplateNotFound:
        return []


def read_drawn(root: Path, topologies: set[str], folder: str = FOLDER) -> dict[str, Drawn]:
    """The chart functions of a project by name, read and not run.

    `topologies` are the names of the project's TopoJSON resources. Raises InputError for a module
    that is not Python.
    """
    drawn: dict[str, Drawn] = {}
    trees = {
        file.relative_to(root).as_posix(): _tree(root, file.relative_to(root).as_posix())
        for file in sorted((root / folder).glob("*.py"))
    }
    shared = [ast.dump(tree) for path, tree in trees.items() if Path(path).name.startswith("_")]
    for path, tree in trees.items():
        if Path(path).name.startswith("_"):
            continue
        functions = {id(node): node for node in tree.body if _is_chart(node)}
        rest = [ast.dump(node) for node in tree.body if id(node) not in functions]
        for function in functions.values():
            assert isinstance(function, ast.FunctionDef)
            given = function.args
            names = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            shapes = tuple(name for name in names if name in topologies)
            queries = tuple(name for name in names if name != "width" and name not in shapes)
            code = digest(shared, rest, ast.dump(function))
            drawn[function.name] = Drawn(
                function.name, path, function.lineno, queries, shapes, code
            )
    return drawn


def _is_chart(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and not node.name.startswith("_")


def _tree(root: Path, path: str) -> ast.Module:
    try:
        return ast.parse(text_of(root, path, "chart"))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        found = f"{type(error).__name__}: {error}"
        raise InputError(Problem(path, line, 0, "chart", found, "Python that loads")) from None
