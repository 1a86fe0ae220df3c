"""A site made of hostile content, in a browser: nothing of it runs, and all of it can be read.

The policy of the pages is switched off here, so that escaping has to hold alone; what the policy
forbids besides is tried in test_policy_in_browser.py.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.publisher.hostile import MADE, PAYLOADS, everything, files, payload
from tests.publisher.lakes import front_door, lay
from tests.publisher.pages import pages
from tests.site.served import serving
from tests.site.visits import Traffic

pytestmark = pytest.mark.xdist_group("hostile")

# What a payload calls, kept from the first moment of a page on.
LISTEN = """window.hits = []; window.hit = (n) => window.hits.push(n);
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => hit(name);"""
# Elements and attributes that a payload would have made.
LOOK = """(made) => [...document.querySelectorAll("*")].flatMap((element) => {
  const own = [...element.attributes].filter(({ name, value }) =>
    /^on/i.test(name) || (/^(href|src|srcset|action|formaction|data|xlink:href|style|poster)$/i.test(name)
      && new RegExp(made, "i").test(value) && !value.startsWith("https://a.example/")
      && !/^#/.test(value)));
  const runs = element.localName === "script" && !/json/.test(element.type)
    && new RegExp(made).test(element.textContent);
  return [...own.map(({ name, value }) => `${element.localName} ${name}=${value}`),
    ...(runs ? [element.outerHTML] : []),
    ...(["iframe", "base", "set"].includes(element.localName) && !document.querySelector(".embed")
      ? [element.outerHTML] : [])];
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = lay(tmp_path_factory.mktemp("hostile") / "lakes", files())
    ran = front_door("build", "--quiet", "--root", str(root))
    # It warns of the numbers in the texts and of the links that lead nowhere, and of nothing else.
    told = [line for line in ran.err.splitlines() if "numbers" not in line and "link" not in line]
    assert (ran.status, ran.out, told) == (0, "", []), ran.err
    return root / "site"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(bypass_csp=True) as context:
        context.set_default_timeout(15_000)
        context.add_init_script(LISTEN)
        yield context


def said(text: str) -> str:
    """A text as a page shows it."""
    return " ".join(text.split())


def use(page: Page) -> None:
    """Opens what is folded, makes charts live and points at them."""
    for button in page.locator(".figure-explore:visible").all():
        button.click()
        live = page.locator(".figure-live svg, .figure-live canvas").first
        live.wait_for()
        box = live.bounding_box()
        assert box is not None
        for step in range(1, 8):
            page.mouse.move(box["x"] + box["width"] * step / 8, box["y"] + box["height"] / 2)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for head in page.locator("table.data th:visible").all()[:2]:
        head.click()


def test_nothing_of_hostile_content_runs_on_any_page(site: Path, context: BrowserContext) -> None:
    found: dict[str, list[str]] = {}
    with serving(site) as base:
        for name in pages(site):
            # One of the lakes with one payload each is enough here. 404.html is written for the
            # root of a host, and has no text of the content.
            if name == "404.html" or re.match("lakes/lake[b-z]", name):
                continue
            address = base + name.removesuffix("index.html")
            page, traffic = context.new_page(), Traffic(base, address)
            traffic.watch(page)
            page.goto(address, wait_until="load")
            use(page)
            hits = [f"hit {number}" for number in page.evaluate("window.hits")]
            if all_of_it := [*traffic.problems, *hits, *page.evaluate(LOOK, MADE)]:
                found[name] = all_of_it
            page.close()
    assert found == {}


def test_hostile_texts_show_as_they_are(site: Path, context: BrowserContext) -> None:
    with serving(site) as base:
        page = context.new_page()
        for number in range(len(PAYLOADS)):
            name = said(payload("cell", number))
            page.goto(f"{base}lakes/lake{chr(97 + number)}/")
            assert said(page.locator("article h1").text_content() or "") == name
            assert page.title().startswith(name)
            for element in ("article p[title]", "article li >> nth=0", "article tbody td >> nth=0"):
                assert said(page.locator(element).first.text_content() or "") == name, element
            assert page.locator("article p[title]").get_attribute("title") == name
            assert page.locator("article pre").last.text_content() == payload("cell", number)
        page.goto(f"{base}lakes/blue/")
        # Of Markdown a description may have lists, bold text and names as code (markup.prose).
        described = everything("descriptor.description")
        described = described.replace("**bold**", "bold").replace("`code`", "code")
        assert described in said(page.locator("article").text_content() or "")
        page.goto(f"{base}data/lakes/")
        shown = said(page.locator("article").text_content() or "")
        assert everything("cell") in shown
        assert everything("descriptor.resources.description") in shown
        page.close()


def test_a_search_for_a_hostile_text_shows_it_and_runs_nothing(
    site: Path, context: BrowserContext
) -> None:
    with serving(site) as base:
        page, traffic = context.new_page(), Traffic(base, base)
        traffic.watch(page)
        page.goto(base)
        field = page.locator("input.md-search__input")
        field.click()
        field.fill("autofocus")
        field.press("End")  # it searches when a key goes up
        page.locator(".md-search-result__item").first.wait_for(timeout=30_000)
        assert "<script>hit(2)</script>" in page.locator(".md-search-result__list").inner_text()
        assert page.evaluate("window.hits") == []
        assert page.evaluate(LOOK, MADE) == []
        assert traffic.problems == []
        page.close()


def test_hostile_texts_come_back_from_files_for_programs(site: Path) -> None:
    names = {payload("cell", number) for number in range(len(PAYLOADS))} | {everything("cell")}
    for file in [*site.rglob("*.json"), *site.rglob("*.jsonl")]:
        json.loads(file.read_text(encoding="utf-8"))
    lakes = json.loads((site / "figures/lake-areas/lake-areas.data.json").read_text())
    assert names <= {row["name"] for rows in lakes.values() for row in rows}
    one = json.loads((site / "api/v1/lakes/blue.json").read_text(encoding="utf-8"))
    assert everything("cell") in json.dumps(one, ensure_ascii=False).replace('\\"', '"').replace(
        "\\\\", "\\"
    )
    feed = ET.fromstring((site / "lakes.xml").read_text(encoding="utf-8"))
    assert names <= {title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")}
    for file in site.rglob("*.svg"):
        drawn = ET.fromstring(file.read_text(encoding="utf-8"))
        for element in drawn.iter():
            tag = element.tag.rsplit("}", 1)[-1].lower()
            assert tag not in {"script", "set", "animate", "foreignobject", "iframe"}, file
            assert not [n for n in element.attrib if n.lower().startswith("on")], file
            links = [v for n, v in element.attrib.items() if n.endswith("href")]
            assert not [v for v in links if re.match(r"(?!#|https?:)", v)], file


def test_linked_data_in_a_page_is_one_piece_of_json(site: Path) -> None:
    html = (site / "data/lakes/index.html").read_text(encoding="utf-8")
    pieces = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(pieces) == 1
    assert json.loads(pieces[0])["name"] == everything("descriptor.resources.title").replace(
        "\\", ""
    )
