"""Reads YAML that a contributor wrote, as values and nothing else.

In: a text. Out: its value, and the line of each name at its top.
Never: makes more of a text than stands in it, or an object of a class that the text names.

An alias stands for what was written before; aliases of lists of aliases make a few lines stand for
more values than memory holds ("billion laughs"). So what a text stands for is counted first.
"""

from typing import Any

import yaml

from publisher.bounds import unseen

MOST = 100_000  # values that a text may stand for
PYTHON = "tag:yaml.org,2002:python/"
# What a builder's configuration may name as a function: those of its own extensions.
KNOWN = ("name:material.", "name:pymdownx.", "name:markdown.", "name:zensical.")


def read_yaml(text: str) -> tuple[Any, dict[str, int]]:
    """The value of a text, and the line of each name at its top.

    Raises yaml.YAMLError, with a place where that is known.
    """
    loader = yaml.SafeLoader(text)
    try:
        node = _node(loader)
        if node is None:
            return None, {}
        lines = {}
        if isinstance(node, yaml.MappingNode):
            lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        return loader.construct_document(node), lines
    except RecursionError:
        raise yaml.YAMLError("nested too deeply") from None
    finally:
        loader.dispose()


def refuse_yaml(text: str) -> None:
    """Raises yaml.YAMLError for a configuration that would be read as more than values.

    For text that another program reads by itself: tags that it knows, such as `!ENV`, may stand.
    """
    loader = yaml.SafeLoader(text)
    try:
        _node(loader)
    except RecursionError:
        raise yaml.YAMLError("nested too deeply") from None
    finally:
        loader.dispose()


def _node(loader: yaml.SafeLoader) -> yaml.Node | None:
    """The tree of a text that can be read. Raises yaml.MarkedYAMLError for one that cannot."""
    node: yaml.Node | None = loader.get_single_node()
    sizes: dict[int, int] = {}

    def size(part: yaml.Node) -> int:
        """How many values a part stands for."""
        if id(part) in sizes:
            if not sizes[id(part)]:
                raise _wrong(part, "an alias of what it stands in")
            return sizes[id(part)]
        sizes[id(part)] = 0  # until it is known
        _refuse(part)
        below = part.value if isinstance(part, yaml.CollectionNode) else []
        inner = [one for pair in below for one in (pair if isinstance(pair, tuple) else (pair,))]
        sizes[id(part)] = found = 1 + sum(size(one) for one in inner)
        if found > MOST:
            raise _wrong(part, f"aliases that stand for more than {MOST:,} values")
        return found

    if node is not None:
        size(node)
    return node


def _refuse(part: yaml.Node) -> None:
    if part.tag.startswith(PYTHON) and not part.tag.removeprefix(PYTHON).startswith(KNOWN):
        raise _wrong(part, "a tag that would run Python")
    if isinstance(part, yaml.ScalarNode) and (sign := unseen(part.value)):
        raise _wrong(part, sign[1])


def _wrong(part: yaml.Node, found: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=found, problem_mark=part.start_mark)
