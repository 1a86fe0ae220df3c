"""Every kind of page, on a phone and on a desktop, in light and in dark colours."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.built import ROOT
from tests.site.conftest import Reader
from tests.site.served import serving
from tests.site.visits import SCHEMES, WIDTHS, Scheme, visit

pytestmark = pytest.mark.browser

TEMPLATES = ROOT / "site_src/pages"

# Name -> address, and whether a chart belongs to the page.
PAGES = {
    "home": ("", True),
    "find-a-county": ("counties/", True),
    "county": ("counties/north-carolina/wake/", True),
    "county-without-record": ("counties/kansas/wallace/", True),
    "former-county": ("counties/virginia/bedford-city/", True),
    "former-county-of-connecticut": ("counties/connecticut/fairfield/", True),
    "planning-region": ("counties/connecticut/capitol/", True),
    "municipio": ("counties/puerto-rico/adjuntas/", True),
    "state": ("states/minnesota/", True),
    "large-state": ("states/texas/", True),
    "puerto-rico": ("states/puerto-rico/", True),
    "national": ("national/", True),
    "story": ("wake-2018-2019/", True),
    "second-story": ("travis-2017/", True),
    "policies": ("policies/", True),
    "agreements": ("agreements-287g/", True),
    "all-agreements": ("agreements-287g/all/", False),
    "secure-communities": ("secure-communities/", True),
    "statements": ("statements/", False),
    "data": ("data/", False),
    "versions": ("data/versions/", False),
    "api": ("api/", False),
    "api-for-readers-of-links": ("api/v1/", False),
    "table": ("data/detainers/", False),
    "table-of-sources": ("data/sources/", False),
    "ask": ("ask/", False),
    "figures": ("figures/", False),
    "figure-with-chart": ("figures/us-detainers-by-month/", True),
    "figure-with-map": ("figures/county-jail-rates/", True),
    "figure-of-a-family": ("figures/county-timeline/", False),
    "figure-without-chart": ("figures/us-policy-dates/", False),
    "compare": ("compare/", False),
    "before-and-after": ("before-after/", False),
    "before-and-after-a-date": ("before-after/us-2012-12-21-adopted/", True),
    "methods": ("methods/", False),
    "glossary": ("glossary/", False),
    "contribute": ("contribute/", False),
    "contribute-to-a-table": ("contribute/policy-events/", False),
    "contribute-to-a-large-table": ("contribute/detainers/", False),
    "propose-a-policy-date": ("contribute/policy-date/", False),
    "about": ("about/", False),
    "put-it-on-a-server": ("deploy/", False),
    "sources": ("sources/", False),
    "home-in-spanish": ("es/", True),
    "county-in-spanish": ("es/counties/north-carolina/wake/", True),
    "county-without-record-in-spanish": ("es/counties/kansas/wallace/", True),
    "state-in-spanish": ("es/states/texas/", True),
    "glossary-in-spanish": ("es/glossary/", False),
    "find-a-county-in-spanish": ("es/counties/", True),
    "compare-in-spanish": ("es/compare/", False),
}
VIEWS = [
    pytest.param(path, has_chart, width, scheme, id=f"{name}-{width}-{scheme}")
    for name, (path, has_chart) in PAGES.items()
    for width in WIDTHS
    for scheme in SCHEMES
]
EMBEDDED = {
    "chart": "figures/us-detainers-by-month/embed/",
    "map": "figures/county-jail-rates/embed/",
    "chart-of-a-family": "counties/north-carolina/wake/embed/county-timeline/",
}
EMBEDDED_VIEWS = [
    pytest.param(path, width, scheme, id=f"{name}-{width}-{scheme}")
    for name, path in EMBEDDED.items()
    for width in WIDTHS
    for scheme in SCHEMES
]
# A page with one of everything that must not be; the server has no other file.
BAD_PAGE = """<!doctype html><html lang="de"><head><title></title><link rel="icon" href="data:,"></head>
<body data-md-color-scheme="slate" style="margin:0"><h1 id="a">One</h1><h1 id="a">Two</h1>
<main><div style="width:700px">wide</div></main>
<p>Population: None</p><p>NaN</p><p>{{ row.name }}</p>
<p>None of the counties</p><pre>None {{ query }}</pre><svg><text>undefined</text></svg>
<img src="missing.png"><img src="http://elsewhere.example/count.gif">
<script src="assets/vega.js"></script><script>throw new Error("broken")</script>
<div class="figure"><span class="figure-title">None</span></div>
<div class="figure"><span class="figure-title">Empty</span>
<div class="figure-drawing" aria-label="Map"><svg width="100" height="50"></svg></div></div>
</body></html>"""


def addresses_of(template: Path) -> tuple[str, list[str]]:
    """What the addresses of a template's pages look like, and the folders of its languages."""
    front: dict[str, Any] = yaml.safe_load(template.read_text(encoding="utf-8").split("---")[1])
    place = template.relative_to(TEMPLATES).with_suffix("").as_posix()
    own = re.sub(r"(?:^|/)index$", "", place)
    address = str(front.get("path", own))
    pattern = "[^/]+".join(map(re.escape, re.split(r"{{.*?}}", address)))
    return f"{pattern}/" if address else "", ["", *(f"{c}/" for c in front.get("languages", []))]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.md")), ids=lambda file: file.stem)
def test_every_kind_of_page_is_looked_at_in_each_of_its_languages(template: Path) -> None:
    pattern, folders = addresses_of(template)
    looked_at = [path for path, _ in PAGES.values()]
    without = [
        folder
        for folder in folders
        if not any(re.fullmatch(folder + pattern, path) for path in looked_at)
    ]
    assert without == []


@pytest.mark.parametrize(("path", "has_chart", "width", "scheme"), VIEWS)
def test_a_page_works(
    path: str, has_chart: bool, width: int, scheme: Scheme, reader: Reader, base: str
) -> None:
    assert visit(reader(width, scheme), base, path).problems(width, scheme, has_chart) == []


@pytest.mark.parametrize(("path", "width", "scheme"), EMBEDDED_VIEWS)
def test_a_figure_works_in_a_frame_of_another_site(
    path: str, width: int, scheme: Scheme, reader: Reader, base: str
) -> None:
    seen = visit(reader(width, scheme), base, path)
    assert seen.problems_in_a_frame(width, has_chart=True) == []
    assert len(seen.figures) == 1


def test_a_bad_page_is_found_bad_in_every_way(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(BAD_PAGE, encoding="utf-8")
    with serving(tmp_path) as base:
        problems = visit(reader(360, "light"), base, "").problems(360, "light", has_chart=False)
    assert sorted(problem.replace(base, "") for problem in problems) == [
        "2 figures",
        "asks another site: http://elsewhere.example/count.gif",
        "error: Failed to load resource: net::ERR_NAME_NOT_RESOLVED",
        "error: Failed to load resource: the server responded with a status of 404 (File not found)",
        "error: Failed to load resource: the server responded with a status of 404 (File not found)",
        "error: broken",
        "failed: assets/vega.js: net::ERR_ABORTED",
        "failed: assets/vega.js: status 404",
        "failed: http://elsewhere.example/count.gif: net::ERR_NAME_NOT_RESOLVED",
        "failed: missing.png: status 404",
        "figure Empty: 100 by 50 pixels, up to 100",
        "figure Empty: no words stand for it: 'Map'",
        "figure Empty: nothing is drawn",
        "figure None: 0 drawings in sight",
        "first-level headings: ['One', 'Two']",
        "has no description",
        "has no title",
        "has the colours slate",
        "id twice: a",
        "language: de",
        "loads the chart library: assets/vega.js",
        "odd text: NaN",
        "odd text: None",
        "odd text: Population: None",
        "odd text: undefined",
        "odd text: {{ row.name }}",
        "scrolls sideways, 700 in 360: ['<div style=\"width:700px\">wide</div>']",
    ]


def test_a_missing_page_is_found_missing(reader: Reader, tmp_path: Path) -> None:
    with serving(tmp_path) as base:
        assert visit(reader(360, "light"), base, "gone/").traffic.failed == [
            f"{base}gone/: status 404"
        ]
