"""No page does what its policy forbids, asks another site, or keeps more than the choice of colours."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.site.scanned import Scanned
from tests.site.test_pages_open import EMBEDDED, PAGES
from tests.site.visits import Traffic, new_context, open_page

pytestmark = pytest.mark.xdist_group("explore")

# Pages that together offer everything that can be used.
USED = [
    "",
    "counties/north-carolina/wake/",
    "data/",
    "data/detainers/",
    "figures/county-jail-rates/",
    "policies/",
    "agreements-287g/all/",
    "ask/",
    "compare/",
    "contribute/policy-date/",
    "sources/",
    "es/counties/",
    "es/compare/",
]
# Keeps every violation of the policy, from the first moment of a page on.
LISTEN = """window.violations = [];
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
  window.violations.push([violatedDirective, blockedURI, sample].join(" ")), true);"""
# Everything in which a page can keep something, by name.
KEPT = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  files: await (async () => {
    const names = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names;
  })(),
})"""
NOTHING = {
    "local": [], "session": [], "cookie": "", "databases": [], "caches": [], "workers": 0, "files": [],
}  # fmt: skip
PALETTE = re.compile(r"/some/where/(?:es/)?\.__palette")
# What a browser compiles or adds in spite of a policy would not be told, so it is tried out.
FORBIDDEN = {
    # Not at once: what a debugger evaluates may compile text.
    "compiles text": "() => new Promise((done) => setTimeout(() => {"
    " try { done(Boolean(new Function('return 1')())) } catch { done(false) } }))",
    "runs a script of the page": "() => { const s = document.createElement('script');"
    " s.textContent = 'window.ran = true'; document.body.append(s); return Boolean(window.ran) }",
    "runs an attribute": "() => { document.body.insertAdjacentHTML('beforeend',"
    " '<button id=press onclick=\"window.pressed = true\"></button>');"
    " document.getElementById('press').click(); return Boolean(window.pressed) }",
    "takes a style from an attribute": "() => { document.body.insertAdjacentHTML('beforeend',"
    " '<p id=styled style=\"position: fixed\"></p>');"
    " return getComputedStyle(document.getElementById('styled')).position === 'fixed' }",
    "asks another site": "() => fetch('http://127.0.0.1:9/').then(() => true, (error) => false)",
    "compiles WebAssembly": "() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"
    ".then(() => true, () => false)",
}


def watch(browser: Browser) -> BrowserContext:
    """A reader who has never been here."""
    context = new_context(browser, 1280, "light")
    context.add_init_script(LISTEN)
    return context


@pytest.fixture(scope="module")
def watched(browser: Browser) -> BrowserContext:
    return watch(browser)


def use(page: Page) -> None:
    """Uses what a page offers: pictures, charts, tables, filters, SQL, find box, colours, search."""
    if (saved := page.locator(".figure-bar button.plain:visible")).count():
        with page.expect_download():
            saved.first.click()
    if (button := page.locator(".figure-explore:visible")).count():
        button.first.click()
        expect(page.locator(".figure-live svg").first).to_be_visible(timeout=30_000)
    if (sort := page.locator("button.sort:visible")).count():
        sort.first.click()
        expect(page.locator("[aria-sort]").first).to_be_attached(timeout=30_000)
    for choice in page.locator(".filters select:visible").all():
        choice.select_option(index=1)
    for words in page.locator(".filters input:visible").all():
        words.fill("a")
    if (copy := page.locator("button.copy:visible")).count():
        copy.first.click()
    if (sql := page.locator(".asking-form textarea")).count():
        sql.fill("select count(*) from detainers")
        sql.press("Control+Enter")
        expect(page.locator(".asking-rows td").first).to_be_visible(timeout=30_000)
    if (added := page.locator(".find-form[data-keep] input")).count():
        added.press_sequentially("Durham")
        page.get_by_role("option").filter(visible=True).first.click(timeout=30_000)
        expect(page.locator(".compare-head a").first).to_be_visible()
    page.locator(".find-form:not([data-keep]) input").first.fill("wake")
    expect(page.locator(".autocomplete__option:visible").first).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    page.wait_for_selector("html.ready", state="attached")
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body[data-md-color-scheme=slate]")).to_be_attached()
    page.locator(".md-search__input").click()
    page.keyboard.type("wake")
    expect(page.locator(".md-search-result__item").first).to_be_attached(timeout=30_000)


def check(page: Page, traffic: Traffic) -> None:
    assert page.evaluate("window.violations") == []
    # The missing page looks for its files at the root of the host, which is still the same origin.
    origin = page.evaluate("location.origin")
    assert [a for a in traffic.elsewhere if not a.startswith(f"{origin}/")] == []
    found: dict[str, Any] = page.evaluate(KEPT)
    choice = [name for name in found["local"] if PALETTE.fullmatch(name)]
    assert found == {**NOTHING, "local": choice}
    assert page.context.cookies() == []
    assert page.locator('meta[name="referrer"]').get_attribute("content") == "same-origin"


@pytest.mark.browser
@pytest.mark.parametrize("path", [*(path for path, _ in PAGES.values()), "no-such-page/"])
def test_a_page_breaks_no_rule(path: str, base: str, watched: BrowserContext) -> None:
    page, traffic = open_page(watched, base, path, 404 if path == "no-such-page/" else 200)
    page.mouse.move(200, 200)  # which starts the script of the theme
    if path != "no-such-page/":  # that one looks for its files at the root of the host
        page.wait_for_selector("html.ready", state="attached")
    check(page, traffic)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", USED)
def test_a_page_that_is_used_breaks_no_rule(path: str, base: str, browser: Browser) -> None:
    context = watch(browser)
    page, traffic = open_page(context, base, path)
    use(page)
    check(page, traffic)
    colours = page.evaluate("Object.values(localStorage).map(JSON.parse)")
    assert [chosen["color"]["scheme"] for chosen in colours] == ["slate"]
    context.close()


@pytest.mark.browser
def test_another_site_is_not_told_where_its_reader_came_from(base: str, browser: Browser) -> None:
    context = watch(browser)
    page, _ = open_page(context, base, "sources/")
    page.get_by_role("link", name="All of them as a file").click()
    assert page.evaluate("document.referrer") == f"{base}sources/"  # the same site may know
    page.go_back()
    context.route("https://**", lambda route: route.fulfill(body="There", content_type="text/html"))
    page.locator("#trac-report-511 a").first.click()
    page.wait_for_url("https://trac.syr.edu/**")
    assert page.evaluate("document.referrer") == ""
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", EMBEDDED.values())
def test_a_figure_in_a_frame_breaks_no_rule(path: str, base: str, browser: Browser) -> None:
    context = watch(browser)
    page, traffic = open_page(context, base, path)
    assert page.evaluate("window.violations") == []
    assert traffic.problems == []
    assert page.evaluate(KEPT) == NOTHING
    assert page.context.cookies() == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("deed", FORBIDDEN)
def test_the_browser_does_not_do_what_the_policy_forbids(
    deed: str, base: str, watched: BrowserContext
) -> None:
    page, _ = open_page(watched, base, "about/")
    assert page.evaluate(FORBIDDEN[deed]) is False
    assert len(page.evaluate("window.violations")) == 1
    page.close()


def test_every_page_has_a_policy_that_allows_its_own_scripts_and_no_other(
    scanned: dict[str, Scanned],
) -> None:
    wrong = {}
    for path, page in scanned.items():
        known = dict(part.split(" ", 1) for part in page.policy.split("; ")) if page.policy else {}
        hashes = {
            f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
            for script in page.inline_scripts
        }
        sources = known.get("script-src", "").split()
        if set(sources) != {"'self'"} | hashes:
            wrong[path] = sources
        if known.get("default-src") != "'self'" or "unsafe-inline" in page.policy:
            wrong[path] = [page.policy]
        if page.referrer != "same-origin":
            wrong[path] = [page.referrer]
    assert len(scanned) > 10_000
    assert dict(list(wrong.items())[:5]) == {}


def test_no_style_and_no_deed_stands_in_an_attribute(site: Path) -> None:
    attribute = re.compile(rb"<[a-zA-Z][^<>]*\s(?:style|on[a-z]+)\s*=")
    found = [
        str(f.relative_to(site)) for f in site.rglob("*.html") if attribute.search(f.read_bytes())
    ]
    assert found[:5] == []
