"""Makes every page findable: the builder's search index, and the sitemap.

In: the pages as written, and the index that the builder made of its own pages. Out: both files.
Never: puts more of a family's page into the index than its title and one sentence; thousands of
whole pages would be too much for a phone.
"""

import html
import json
from pathlib import Path
from typing import Any

from publisher.shell import ADDRESS
from publisher.write import Written
from publisher.writer import Writer

MKDOCS, ZENSICAL = "search/search_index.json", "search.json"


def add_to_search(folder: Path, families: list[Written]) -> int:
    """Adds the pages of families to the search index below `folder`; the entries in it then."""
    for name, list_name, entry in (
        (MKDOCS, "docs", _for_mkdocs),
        (ZENSICAL, "items", _for_zensical),
    ):
        file = folder / name
        if not file.exists():
            continue
        index = json.loads(file.read_text(encoding="utf-8"))
        kept = [one for one in index[list_name] if f"{ADDRESS}/" not in one["location"]]
        found = [entry(page) for page in families if not page.search.get("exclude")]
        index[list_name] = kept + found
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        file.write_text(text, encoding="utf-8")
        return len(index[list_name])
    return 0


def _for_mkdocs(page: Written) -> dict[str, Any]:
    entry = {"location": page.address, "title": html.escape(page.title, quote=False)}
    entry["text"] = _sentence(page)
    return {**entry, "boost": page.search["boost"]} if "boost" in page.search else entry


def _for_zensical(page: Written) -> dict[str, Any]:
    title = html.escape(page.title, quote=False)
    entry = {"location": page.address, "level": 1, "title": title, "text": _sentence(page)}
    return {**entry, "path": [title], "tags": []}


def _sentence(page: Written) -> str:
    return f"<p>{html.escape(page.description, quote=False)}</p>" if page.description else ""


def pack_sitemap(url: str, pages: dict[str, list[Written]], fresh: Path, writer: Writer) -> None:
    """The sitemap (sitemaps.org, protocol 0.9) of a site whose address is known.

    `pages` are by the folder of their language. What the builder wrote for a language knows nothing
    of families, and has pages that only held a place.
    """
    for folder in pages:
        for name in ("sitemap.xml", "sitemap.xml.gz"):
            (fresh / folder / name).unlink(missing_ok=True)
    if not url:
        return
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    lines += [
        f"<url><loc>{html.escape(url + folder + page.address)}</loc></url>"
        for folder, written in pages.items()
        for page in sorted(written, key=lambda page: page.address)
    ]
    lines.append("</urlset>")
    writer.write("sitemap.xml", "\n".join(lines) + "\n")
