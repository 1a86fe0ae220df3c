"""One built site, one server and one browser for all tests of a process."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.site.built import build_real_site, copy_few_counties
from tests.site.scanned import Scanned, scan_site
from tests.site.served import serving
from tests.site.visits import ARGUMENTS, SCHEMES, WIDTHS, Scheme, find_chromium, new_context

Reader = Callable[[int, Scheme], BrowserContext]


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder of the real site."""
    return build_real_site()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium(os.environ)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def base(browser: Browser, site: Path) -> Iterator[str]:  # noqa: ARG001 (no browser, no build)
    """The address of the real site's first page."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Iterator[Reader]:
    """Gives the reader with a width and a colour scheme; always the same one."""
    contexts: dict[tuple[int, Scheme], BrowserContext] = {}

    def give(width: int, scheme: Scheme) -> BrowserContext:
        assert width in WIDTHS and scheme in SCHEMES
        key = (width, scheme)
        if key not in contexts:
            contexts[key] = new_context(browser, width, scheme)
        return contexts[key]

    yield give
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="session")
def few_counties(
    site: Path,  # noqa: ARG001 (its cache is copied)
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """A copy of the project with few counties, not built, for tests that build it as they like."""
    project = copy_few_counties(tmp_path_factory.mktemp("few-counties") / "project")
    yield project
    shutil.rmtree(project)


@pytest.fixture(scope="session")
def scanned(site: Path) -> dict[str, Scanned]:
    """Every HTML file of the real site."""
    return scan_site(site)
