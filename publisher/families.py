"""Writes the pages of families: the same theme around each, in several processes.

In: planned families with their shells, and the `Site` in each language. Out: the pages and what
stands beside each (rows, embeds), below the folder of the new site.
Never: runs the site builder; a family's shell went through it once.
"""

import gc
import pickle
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from publisher.edition import Edition, linked
from publisher.packfigures import page_files
from publisher.progress import Progress
from publisher.shell import Shell
from publisher.site import Site
from publisher.workers import pool
from publisher.write import Filled, Filler, Planned, Written

CHUNK = 120  # pages handed to a process at once
SLOT = re.compile(r'<div data-block="?(\d+)"?></div>')


@dataclass(frozen=True)
class Family:
    """The pages of one template in one language, with a shell for each depth of address."""

    plan: Planned
    shells: dict[int, Shell]


@dataclass(frozen=True)
class Reader:
    """How Markdown is read: the extensions that the builder's configuration names, set up."""

    extensions: Sequence[Any]
    configs: dict[str, Any]

    def converter(self) -> Any:
        from markdown import Markdown

        return Markdown(extensions=list(self.extensions), extension_configs=self.configs)


@dataclass(frozen=True)
class Work:
    """All that a process needs to write any page: editions, each with its families."""

    editions: tuple[tuple[Edition, tuple[Family, ...]], ...]
    reader: Reader
    fresh: Path


Chunk = tuple[int, int, int, int]  # edition, family, first page, page after the last
Done = tuple[list[Written], list[str]]  # the pages, and the messages that are missing


def write_families(
    work: Work, progress: Progress, meanwhile: Callable[[], object], workers: int = 2
) -> list[Done]:
    """Writes every page of every family; for each edition its pages, and its missing messages.

    `meanwhile` is called while other processes write. Raises InputError for templates that ask for
    what does not exist.
    """
    chunks: list[Chunk] = [
        (e, f, start, min(start + CHUNK, len(family.plan.members)))
        for e, (_, families) in enumerate(work.editions)
        for f, family in enumerate(families)
        for start in range(0, len(family.plan.members), CHUNK)
    ]
    done: list[Done] = [([], []) for _ in work.editions]
    with progress.counting("writing pages", len(chunks)) as step:
        if len(chunks) < 8 or workers < 2:
            fillers: dict[tuple[int, int], Filler] = {}
            results = [(chunk, step(write_chunk(work, chunk, fillers))) for chunk in chunks]
            meanwhile()
        else:
            state = pickle.dumps(_portable(work), pickle.HIGHEST_PROTOCOL)
            with pool(workers, _begin, state) as others:
                futures = [(chunk, others.submit(_chunk, chunk)) for chunk in chunks]
                meanwhile()
                results = [(chunk, step(future.result())) for chunk, future in futures]
    for (edition, *_), (written, missing) in results:
        done[edition][0].extend(written)
        done[edition][1].extend(missing)
    return done


def portable(site: Site) -> Site:
    """The same without the chart functions, which no page calls and no process can be sent."""
    figures = {
        name: replace(figure, chart=replace(figure.chart, function=repr))
        for name, figure in site.figures.items()
    }
    return replace(site, figures=figures)


def _portable(work: Work) -> Work:
    editions = tuple(
        (replace(edition, site=portable(edition.site)), families)
        for edition, families in work.editions
    )
    return replace(work, editions=editions)


_WORK: list[Work] = []  # of this process
_FILLERS: dict[tuple[int, int], Filler] = {}  # of this process, by edition and family


def _begin(state: bytes) -> None:
    _WORK[:] = [pickle.loads(state)]
    gc.freeze()  # what is there stays: the collector need not look at it again and again


def _chunk(chunk: Chunk) -> Done:
    return write_chunk(_WORK[0], chunk, _FILLERS)


def write_chunk(work: Work, chunk: Chunk, fillers: dict[tuple[int, int], Filler]) -> Done:
    """Writes some pages of one family. Of `fillers` it takes the family's, or adds it."""
    number, place, start, stop = chunk
    edition, families = work.editions[number]
    family, site = families[place], edition.site
    if (number, place) not in fillers:
        fillers[number, place] = Filler(family.plan.page, site)
    filler = fillers[number, place]
    converter = work.reader.converter()
    folder = work.fresh / site.language.folder
    written = []
    for member in family.plan.members[start:stop]:
        filled = filler.fill(member)
        page = whole_page(filled, family, converter, edition)
        _write_new(folder / member.address, [("index.html", page)])
        written.append(filled.written)
    write_beside(edition, written, work.fresh)
    missing = list(site.language.missing)
    site.language.missing.clear()
    return written, missing


def write_beside(edition: Edition, written: Iterable[Written], fresh: Path) -> None:
    """Writes what stands beside pages: rows of their charts and tables, pages for an iframe."""
    for page in written:
        folder = fresh / edition.site.language.folder / page.address
        _write_new(folder, page_files(edition.site, page))


def _write_new(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Writes files by their paths from a folder; each folder is made once.

    Paths are texts here: there are 100,000 files, and a `Path` takes as long as a small file.
    """
    made = set()
    for path, content in files:
        file = f"{folder}/{path}"
        if (parent := file.rpartition("/")[0]) not in made:
            Path(parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        with open(file, "wb") as out:  # noqa: PTH123
            out.write(content.encode())


def whole_page(filled: Filled, family: Family, converter: Any, edition: Edition) -> str:
    """The page of a family as HTML: its Markdown converted, in its shell, its links right."""
    content = with_blocks(converter.reset().convert(filled.text), filled.blocks)
    heads = _headings(converter.toc_tokens)
    first = next((anchor for level, anchor, _ in heads if level == 1), "")
    if not first:
        first, title = "top", filled.front.get("title", "")
        content = f'<h1 id="{first}">{title}</h1>\n{content}'
    entries = [(anchor, name) for level, anchor, name in heads if level == 2]
    values = {name: str(value) for name, value in filled.front.items()}
    values[":address"] = filled.address
    shell = family.shells[filled.address.count("/")]
    return linked(shell.page(values, content, first, entries), filled.address, edition)


def _headings(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Level, id and name of every heading (Markdown, extension toc)."""
    found = []
    for token in tokens:
        found.append((token["level"], token["id"], token["name"]))
        found += _headings(token["children"])
    return found


def with_blocks(content: str, blocks: Sequence[str]) -> str:
    """The HTML with what was put aside back in its places. Raises ValueError when one is gone."""
    parts = SLOT.split(content)
    if [int(number) for number in parts[1::2]] != list(range(len(blocks))):
        raise ValueError(f"{len(parts) // 2} of {len(blocks)} blocks in the built page")
    parts[1::2] = blocks
    return "".join(parts)
