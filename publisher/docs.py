"""Lays out the folder of Markdown that the site builder turns into one language's pages.

In: an `Edition` with its planned pages. Out: Markdown for each page of its own, and one page of
places to fill (a shell) for all pages of a family that stand equally deep.
Never: hands the builder a page twice, or thousands of pages that differ only in their content.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.builderconfig import config_of, pages_in_nav
from publisher.edition import Edition
from publisher.families import Family
from publisher.markup import meta
from publisher.policy import refuse_scripts
from publisher.shell import Shell, address_of, place, read_shell, shell_text
from publisher.write import OWN, WORDS, Planned, Written, fill_pages, markdown, places
from publisher.writer import Writer

_ENTRIES = re.compile(r"^## ", re.MULTILINE)


@dataclass
class Docs:
    """What was laid out: the pages of their own, the HTML kept from the builder, the families.

    `blocks` are by the address of the page.
    """

    edition: Edition
    planned: list[Planned] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    blocks: dict[str, list[str]] = field(default_factory=dict)

    @property
    def families(self) -> list[Planned]:
        return [plan for plan in self.planned if plan.page.front.get("each")]


def lay_out(edition: Edition, planned: list[Planned], writer: Writer) -> Docs:
    """Writes the Markdown. Raises InputError for templates that ask for what does not exist."""
    docs = Docs(edition, planned)
    single = [plan for plan in planned if not plan.page.front.get("each")]
    of = {member.address: plan.page for plan in single for member in plan.members}
    for filled in fill_pages(single, edition.site):
        refuse_scripts(of[filled.address], [filled.text, *filled.blocks])
        writer.write(f"{filled.address}index.md", markdown(filled.front, filled.text))
        docs.blocks[filled.address] = filled.blocks
        docs.written.append(filled.written)
    for plan in docs.families:
        refuse_scripts(plan.page, [plan.page.body])
        text = shell_text(bool(_ENTRIES.search(plan.page.body)))
        for address in shell_addresses(plan).values():
            front = _shell_front(plan, edition) | places(plan.page, edition.site, address)
            writer.write(f"{address}index.md", markdown(front, text))
    if edition.site.language.folder:
        _hold_places(edition, writer)
    writer.finish()
    return docs


def shell_addresses(plan: Planned) -> dict[int, str]:
    """The address of the shell for each depth of a family's pages."""
    found: dict[int, str] = {}
    for member in plan.members:
        found.setdefault(member.address.count("/"), address_of(member.address))
    return found


def _parts(plan: Planned) -> list[str]:
    """The front matter that differs from page to page."""
    front = plan.page.front.items()
    return [n for n, value in front if n not in OWN and isinstance(value, str) and "{" in value]


def _shell_front(plan: Planned, edition: Edition) -> dict[str, Any]:
    differs = _parts(plan)
    front = {n: value for n, value in plan.page.front.items() if n not in OWN}
    for name, value in front.items():
        if name in differs:
            front[name] = place(name)
        elif name in WORDS and isinstance(value, str):
            front[name] = meta(edition.site.language.text(value))
    return front


def _hold_places(edition: Edition, writer: Writer) -> None:
    """Empty pages where the navigation names a page that this language has not.

    The builder would not let the navigation lead there. They are removed again, and the links
    then lead to the page in the main language.
    """
    for path, title in pages_in_nav(config_of(edition.site.package.root).get("nav", [])):
        if path not in writer.sizes:
            front = {"title": title, "search": {"exclude": True}}
            writer.write(path, markdown(front, ""))


def take_shells(docs: Docs, fresh: Path) -> tuple[Family, ...]:
    """The families with the shells that the builder made, which are no pages of the site."""
    folder = fresh / docs.edition.site.language.folder
    families = []
    for plan in docs.families:
        shells: dict[int, Shell] = {}
        for depth, address in shell_addresses(plan).items():
            file = folder / address / "index.html"
            shells[depth] = read_shell(file.read_text(encoding="utf-8"), address, _parts(plan))
        families.append(Family(plan, shells))
    for plan in docs.families:
        for address in shell_addresses(plan).values():
            file = folder / address / "index.html"
            file.unlink(missing_ok=True)
            if file.parent.exists() and not any(file.parent.iterdir()):
                file.parent.rmdir()
    return tuple(families)
