"""Fills the templates that are no pages: feeds and other XML.

In: `site_src/feeds/*.xml` and a `Site`. Out: files of the same names at the root of the site.
Never: prints a value that XML would act on.
"""

from pathlib import Path

import jinja2

from publisher.closed import Closed
from publisher.pages import template_line
from publisher.problem import InputError, Problem, text_of
from publisher.query import Rows
from publisher.site import Site
from publisher.writer import Writer

FOLDER = "site_src/feeds"


def pack_feeds(site: Site, root: Path, writer: Writer) -> int:
    """Writes every feed; their number. Raises InputError for a template that cannot be filled."""
    environment = Closed(autoescape=True, undefined=jinja2.StrictUndefined)
    files = sorted((root / FOLDER).glob("*.xml"))
    for file in files:
        path = file.relative_to(root).as_posix()
        try:
            template = environment.from_string(text_of(root, path, "page"))
            text = template.render(
                rows=lambda name: _rows(site, name),
                package=site.package.descriptor,
                site_url=site.url,
                language=site.language.code,
                versions=site.versions,
            )
        except InputError:
            raise
        except Exception as error:
            line = template_line(error)
            found = f"{type(error).__name__}: {error}"
            expected = "a template that can be filled in"
            raise InputError(Problem(path, line, 0, "page", found, expected)) from None
        writer.write(file.name, f"{text.strip()}\n")
    return len(files)


def _rows(site: Site, name: str) -> Rows:
    if name not in site.results:
        raise LookupError(f"no query '{name}'")
    return site.results[name]
