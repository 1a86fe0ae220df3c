"""What page templates can call to offer files and code: `downloads`, `snippets`, `file_text`.

In: a `Site` and the way from the page to its first page. Out: values, which templates escape.
Never: reads a file that is not of the content.
"""

from dataclasses import dataclass
from typing import Any

from publisher.bounds import CONTENT
from publisher.described import Published
from publisher.figurefiles import figure_files, table_record
from publisher.pages import UnknownError
from publisher.problem import text_of
from publisher.release import LATEST
from publisher.site import Site, slug
from publisher.snippets import LOCAL, Snippet, snippets
from publisher.software import Program, programs, vendored


@dataclass(frozen=True)
class Offers:
    """The functions of one page. `root` leads from the page to the site's first page."""

    site: Site
    root: str

    def downloads(self, name: str = "") -> list[dict[str, Any]]:
        """The published files that hold a table; without a name, all tables.

        Each with `name`, `format` (the end of the name), `address`, `bytes`, `size` (bytes in
        words) and `sha256`.
        """
        return [self._download(file, LATEST) for file in self.site.release.of(name)]

    def package_downloads(self, name: str) -> list[dict[str, Any]]:
        """The published files that hold a package, as `downloads` has them."""
        return [self._download(file, LATEST) for file in self.site.release.of_package(name)]

    def figure_downloads(self, name: str) -> list[dict[str, Any]]:
        """The files of a figure (or of a query without a chart), as `downloads` has them."""
        try:
            files = figure_files(self.site, name)
        except KeyError:
            raise UnknownError(f"the figure '{name}'") from None
        return [self._download(file, f"figures/{slug(name)}") for file in files]

    def checksum(self, name: str) -> str:
        """The SHA-256 (hex) of the CSV file that a table is published as."""
        if name not in self.site.package.tables:
            raise UnknownError(f"the table '{name}'")
        return table_record(self.site, name)["sha256"]

    def _download(self, file: Published, folder: str) -> dict[str, Any]:
        return {
            "name": file.name,
            "format": file.format,
            "address": f"{self.root}{folder}/{file.name}",
            "bytes": file.size,
            "size": self.site.language.size(file.size),
            "sha256": file.sha256,
        }

    def snippets(self, name: str) -> list[Snippet]:
        """Programs that load a table of the package.

        A site that does not know its address gives that of `serve` in them.
        """
        table = self.site.package.tables.get(name)
        if table is None:
            raise UnknownError(f"the table '{name}'")
        folder = f"{self.site.url or LOCAL}{LATEST}/"
        return snippets(table, folder, str(self.site.package.descriptor.get("name", "")))

    def software(self) -> dict[str, tuple[Program, ...]]:
        """The programs of others: `needed` to make the site, and `served` with it."""
        return {"needed": programs(), "served": vendored(self.site.package.root)}

    def file_text(self, path: str) -> str:
        """The text of a file of the content, by its path from the project's folder."""
        root = self.site.package.root.resolve()
        file = (root / path).resolve()
        if not any(file.is_relative_to(root / folder) for folder in CONTENT) or not file.is_file():
            raise UnknownError(f"the file '{path}' below {' or '.join(CONTENT)}")
        return text_of(root, path, "page").removesuffix("\n")
