"""No page has a barrier that axe-core finds (WCAG 2.2, levels A and AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.conftest import Reader
from tests.site.test_pages_open import EMBEDDED, PAGES
from tests.site.visits import SCHEMES, WIDTHS, Scheme, open_page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Pages of one layout are looked at once.
LOOKED_AT = {
    name: path
    for name, (path, _) in PAGES.items()
    if name
    not in {
        "former-county-of-connecticut",
        "planning-region",
        "large-state",
        "puerto-rico",
        "table-of-sources",
        "figure-without-chart",
    }
} | {f"embedded-{name}": path for name, path in EMBEDDED.items()}


# A look takes seconds: the pages that readers come for are looked at in every view, the others
# once on a phone and once on a desktop, each in another scheme.
EVERY_VIEW = {"home", "county", "state", "national", "story", "compare", "embedded-map"}
VIEWS = [
    pytest.param(path, width, scheme, id=f"{name}-{width}-{scheme}")
    for name, path in LOOKED_AT.items()
    for width in WIDTHS
    for scheme in SCHEMES
    if name in EVERY_VIEW or (width < 1000) == (scheme == "light")
]


@pytest.mark.parametrize(("path", "width", "scheme"), VIEWS)
def test_a_page_has_no_barrier(
    path: str, width: int, scheme: Scheme, reader: Reader, base: str
) -> None:
    page, _ = open_page(reader(width, scheme), base, path)
    report = Axe().run(page, options={"runOnly": RULES}).response
    page.close()
    assert len(report["passes"]) > 5, "axe-core looked at the page"
    found = [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in report["violations"]
        for node in violation["nodes"][:3]
    ]
    assert found == []


def test_a_barrier_would_be_found(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "about/")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'data:,'}))")
    report = Axe().run(page, options={"runOnly": RULES}).response
    assert [violation["id"] for violation in report["violations"]] == ["image-alt"]
    page.close()
