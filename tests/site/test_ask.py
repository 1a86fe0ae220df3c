"""Readers ask the published tables in SQL, in the browser; nothing of it leaves the page."""

import csv
import gzip
import io
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.site.built import ROOT
from tests.site.conftest import Reader
from tests.site.scanned import Scanned
from tests.site.test_barriers import RULES
from tests.site.visits import SCHEMES, WIDTHS, Scheme, Traffic, new_context, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("ask")]

PATH = "ask/"
SAVED = sorted((ROOT / "site_src/partials/asked").glob("*.sql"))
DATABASE = "data/latest/detainers-by-county.sqlite.gz"
ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n)\nselect count(*) from n"
Asking = Callable[..., tuple[Page, Traffic]]


def question(path: Path) -> str:
    """What the first line of a saved query asks."""
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- ")


@pytest.fixture(scope="module")
def release(site: Path) -> sqlite3.Connection:
    """The tables as published, in SQLite."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(gzip.decompress((site / DATABASE).read_bytes()))
    return connection


@pytest.fixture
def asking(reader: Reader, base: str) -> Iterator[Asking]:
    """Opens the page, perhaps with a query in its address, and closes it in the end."""
    pages: list[Page] = []

    def open_it(
        sql: str = "",
        width: int = 1280,
        scheme: Scheme = "light",
        context: BrowserContext | None = None,
        fragment: str = "",
    ) -> tuple[Page, Traffic]:
        page, traffic = open_page(context or reader(width, scheme), base, f"{PATH}{fragment}")
        pages.append(page)
        if sql:
            ask(page, sql)
        return page, traffic

    yield open_it
    for page in pages:
        page.close()


def ask(page: Page, sql: str) -> None:
    """Writes a query and runs it, and waits for its end."""
    page.get_by_label("SQL (SQLite)").fill(sql)
    page.get_by_label("SQL (SQLite)").press("Control+Enter")
    expect(page.locator(".asking-form")).not_to_have_attribute("aria-busy", "true", timeout=30_000)


def status(page: Page) -> Locator:
    return page.locator(".asking-status")


def taken(page: Page) -> list[list[str]]:
    """The file that a reader takes away."""
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "detainers-by-county-query.csv"
    return list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def duck(site: Path) -> duckdb.DuckDBPyConnection:
    """The published Parquet files in DuckDB, with dates and booleans as SQLite has them."""
    connection = duckdb.connect(config={"default_null_order": "nulls_first"})
    for file in (site / "data/latest").glob("*.parquet"):
        described = connection.sql(f"describe select * from '{file}'").fetchall()
        as_text = {"DATE": "varchar", "BOOLEAN": "integer"}
        columns = (
            f'cast("{name}" as {as_text[kind]}) as "{name}"' if kind in as_text else f'"{name}"'
            for name, kind, *_ in described
        )
        connection.execute(f"create view {file.stem} as select {', '.join(columns)} from '{file}'")
    return connection


def as_written(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def test_there_are_questions_of_every_part_of_the_subject() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SAVED]
    assert len(texts) >= 8
    for table in ("detainers", "outcomes", "counties", "policy_events", "agreements_287g"):
        assert [text for text in texts if re.search(rf"\b{table}\b", text)], table
    for path in SAVED:
        assert question(path).endswith("?"), path.name
        counts_events = path.stem == "policies-by-year"  # events of many sources, counted
        assert counts_events or "source_id" in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_a_saved_question_is_answered_as_duckdb_answers_it(
    path: Path, asking: Asking, duck: duckdb.DuckDBPyConnection
) -> None:
    page, traffic = asking()
    page.get_by_role("link", name=question(path)).click()
    expect(status(page)).to_contain_text("seconds", timeout=30_000)
    expected = duck.sql(path.read_text(encoding="utf-8"))
    rows = [[as_written(value) for value in row] for row in expected.fetchall()]
    assert len(rows) > 5
    assert taken(page) == [expected.columns, *rows]
    expect(status(page)).to_contain_text(f"{len(rows)} rows.")
    shown = page.locator(".asking-rows tbody tr")
    expect(shown).to_have_count(min(len(rows), 200))
    if "source_id" in expected.columns:
        link = page.locator(".asking-sources a").first
        assert re.search(r"/sources/#[a-z0-9-]+$", link.evaluate("link => link.href"))
        assert len(link.inner_text()) > 10
    assert traffic.problems == []


def test_the_first_query_loads_the_engine_and_no_address_holds_a_query(
    asking: Asking, base: str
) -> None:
    page, traffic = asking()
    of_engine = [name for name in traffic.requested if re.search("sqlite|ask-worker|vega", name)]
    assert of_engine == [], "nothing is loaded before it is needed"
    ask(page, "select 'nobody else sees this' as told")
    expect(page.locator(".asking-rows td")).to_have_text("nobody else sees this")
    page.locator(".asking-chart > summary").click()
    expect(page.locator(".asking-chart-note")).to_have_text("A chart needs a column of numbers.")
    ask(page, "select 'nobody' as who, 2 as n")
    expect(page.locator(".asking-drawing svg")).to_be_visible(timeout=30_000)
    own = {name.removeprefix(base) for name in traffic.requested}
    assert {"assets/vendor/sqlite3.mjs", "assets/vendor/sqlite3.wasm", DATABASE} <= own
    assert not [name for name in traffic.requested if "nobody" in name.split("#")[0]]
    assert not [name for name in own if "opfs" in name]
    assert traffic.problems == []


def test_no_other_page_loads_the_engine(
    scanned: dict[str, Scanned], site: Path, reader: Reader, base: str
) -> None:
    with_script = {
        path for path, page in scanned.items() if any("assets/ask" in f for f in page.fetched)
    }
    assert with_script == {"ask/index.html"}
    scripts = [file for file in (site / "assets").rglob("*.js") if file.parent.name != "vendor"]
    assert {file.name for file in scripts if b"sqlite3" in file.read_bytes()} == {"ask-worker.js"}
    for path in ("", "data/", "compare/", "counties/north-carolina/wake/"):
        page, traffic = open_page(reader(1280, "light"), base, path)
        page.mouse.move(200, 200)
        page.wait_for_load_state("networkidle")
        assert not [name for name in traffic.requested if re.search("sqlite|/ask", name)]
        page.close()


def test_what_the_first_query_fetches_is_small(site: Path) -> None:
    files = [site / "assets" / name for name in ("vendor/sqlite3.mjs", "vendor/sqlite3.wasm")]
    tables = (site / DATABASE).stat().st_size
    fetched = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) + tables
    assert fetched < 5_000_000


def test_a_query_stands_in_the_address_and_back_works(asking: Asking, base: str) -> None:
    first = "select 'one (1)!' as a\nwhere 1 < 2 -- it's & so on"
    page, _ = asking(first)
    assert page.url.startswith(f"{base}{PATH}#q=")
    assert not set("'()! ") & set(page.url), "a link that is pasted somewhere stays whole"
    assert unquote(page.url.split("#q=")[1]) == first
    shared = page.url
    ask(page, "select 'two' as a")
    cell = page.locator(".asking-rows td")
    expect(cell).to_have_text("two")
    page.go_back()
    expect(cell).to_have_text("one (1)!")
    expect(page.get_by_label("SQL (SQLite)")).to_have_value(first)
    page.go_forward()
    expect(cell).to_have_text("two")
    page.goto("about:blank")
    page.goto(shared)
    expect(cell).to_have_text("one (1)!", timeout=30_000)
    page.evaluate("location.hash = 'query'")
    expect(cell).to_have_text("one (1)!")
    page.evaluate("location.hash = ''")
    expect(page.locator(".asking-result")).to_be_hidden()


def test_a_link_cut_off_is_no_query(asking: Asking) -> None:
    page, traffic = asking(fragment="#q=select%2")
    expect(page.get_by_role("button", name="Run")).to_be_visible()
    expect(page.locator(".asking-result")).to_be_hidden()
    assert traffic.problems == []


# Query -> what is said, and how to mend it.
MISTAKES = {
    "a field mistyped": (
        "select value,\n  valeu from detainers",
        "Line 2: no such column: valeu.",
        "Did you mean value?",
    ),
    "a part of a name": (
        "select fips from counties",
        "Line 1: no such column: fips.",
        "Did you mean county_fips or state_fips?",
    ),
    "a field of another table": (
        "select seat from counties",
        "Line 1: no such column: seat.",
        "The field seat is in county_seats: join that table.",
    ),
    "a field by a short name": (
        "select d.agncy\nfrom detainers d",
        "Line 1: no such column: d.agncy.",
        "Did you mean agency?",
    ),
    "a table mistyped": (
        "select *\nfrom detainer",
        "Line 2: no such table: detainer.",
        "Did you mean detainers?",
    ),
    "double quotes": (
        'select * from states where state = "NC"',
        'Line 1: no such column: "NC".',
        "Text stands in single quotes: 'NC'. Double quotes are for names of fields.",
    ),
    "a function of another engine": (
        "select year(period_start) from detainers",
        "Line 1: no such function: year.",
        "SQLite writes substr(period_start, 1, 4).",
    ),
    "a comma too many": (
        "select value,\nfrom detainers",
        'Line 2: near "from": syntax error.',
        "Look at “from” and just before it: a comma too many, a comma or a word too few.",
    ),
    "a quote not closed": (
        "select 'NC",
        'Line 1: unrecognized token: "\'NC".',
        "A single quote is not closed. A quote inside a text is written twice: 'O''Brien'.",
    ),
    "an end that is missing": (
        "select count(*",
        "Incomplete input.",
        "The query stops in the middle: its end, a bracket or a quote is missing.",
    ),
    "a name of two tables": (
        "select source_id from detainers join sources",
        "Line 1: ambiguous column name: source_id.",
        "More than one table has source_id. Put the table's name before it, such as detainers.source_id.",
    ),
    "a count in where": (
        "select measure from detainers where count(*) > 2",
        "Line 1: misuse of aggregate function count().",
        "A count or a sum cannot stand in WHERE. Put it in HAVING, after GROUP BY.",
    ),
    "a change": (
        "delete from detainers",
        "Not a query that reads.",
        "The tables can only be read here: a query begins with SELECT or WITH.",
    ),
    "two queries": (
        "select 1;\n-- and\nselect 2",
        "Line 3: more than one query.",
        "One query at a time: take out what follows the first semicolon.",
    ),
    "nothing": (
        "-- only words",
        "Cannot prepare empty SQL.",
        "Write a query, or take one of the saved questions.",
    ),
    "signs of more than one byte": (
        "select 'ñ–' as a,\n  'ñ' as b, valeu from detainers",
        "Line 2: no such column: valeu.",
        "Did you mean value?",
    ),
}


def test_a_mistake_is_said_with_its_line_and_how_to_mend_it(asking: Asking) -> None:
    page, traffic = asking()
    said = {}
    for name, (sql, *_) in MISTAKES.items():
        ask(page, sql)
        alert = page.get_by_role("alert").filter(visible=True)
        said[name] = (
            sql,
            alert.locator("strong").inner_text(),
            alert.locator(".asking-advice").inner_text(),
        )
        expect(page.locator(".asking-rows")).to_be_hidden()
    assert said == MISTAKES
    assert page.evaluate("getSelection().toString()") == "valeu", "the word is marked in the query"
    ask(page, "select 1 as one;  -- a semicolon at the end is fine")
    expect(page.locator(".asking-rows td")).to_have_text("1")
    expect(page.locator(".asking-error")).to_be_empty()
    assert traffic.problems == []


def test_codes_without_quotes_are_explained_when_nothing_is_found(asking: Asking) -> None:
    page, _ = asking("select * from counties where county_fips = 1001")
    expect(status(page)).to_have_text(
        re.compile("^0 rows.*Codes of places are text: put quotes around them, as in '01001'.$")
    )


def test_no_more_rows_than_the_limit_are_taken_and_the_page_says_so(asking: Asking) -> None:
    page, _ = asking("select * from population")
    expect(page.locator("#asking-hint")).to_contain_text(
        "At most 50,000 rows and 20 seconds a query"
    )
    expect(status(page)).to_contain_text(
        "The first 50,000 rows; there are more, which neither table nor CSV has."
    )
    assert len(taken(page)) == 50_001
    rows = page.locator(".asking-rows tbody tr")
    expect(rows).to_have_count(200)
    page.get_by_role("button", name="Show 200 more of 49,800 rows").click()
    expect(rows).to_have_count(400)


@pytest.mark.parametrize("by", ["button", "key"])
def test_a_query_can_be_cancelled_and_the_next_one_runs(by: str, asking: Asking) -> None:
    page, traffic = asking("select 1 as n")
    page.get_by_label("SQL (SQLite)").fill(ENDLESS)
    page.get_by_role("button", name="Run").click()
    expect(status(page)).to_have_text("Running.", timeout=30_000)
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()
    cancel.press("Enter" if by == "button" else "Escape")
    expect(status(page)).to_have_text("Cancelled.")
    expect(cancel).to_be_hidden()
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    expect(page.locator(".asking-error")).to_be_empty()
    ask(page, "select 7 as n")
    expect(page.locator(".asking-rows td")).to_have_text("7")
    assert traffic.problems == []


def test_a_query_ends_at_its_time_limit_or_when_another_one_is_asked(asking: Asking) -> None:
    page, _ = asking("select 1 as n")
    page.clock.install()
    page.get_by_label("SQL (SQLite)").fill(ENDLESS)
    page.get_by_role("button", name="Run").click()
    expect(status(page)).to_have_text("Running.", timeout=30_000)
    page.wait_for_timeout(200)
    page.clock.fast_forward(20_000)
    expect(page.locator(".asking-error")).to_contain_text("Stopped after 20 seconds.")
    page.get_by_role("button", name="Run").click()
    expect(status(page)).to_have_text("Running.", timeout=30_000)
    ask(page, "select 8 as n")
    expect(page.locator(".asking-rows td")).to_have_text("8")
    expect(page.locator(".asking-error")).to_be_empty()


def test_a_query_that_needs_too_much_memory_is_refused(asking: Asking) -> None:
    page, _ = asking("select group_concat(zeroblob(400000000)) from states")
    expect(page.locator(".asking-advice")).to_contain_text("more memory than this page may take")


def test_a_click_puts_a_name_into_the_query(asking: Asking) -> None:
    page, _ = asking()
    text = page.get_by_label("SQL (SQLite)")
    text.fill("select  from changes")
    text.evaluate("text => text.setSelectionRange(7, 7)")
    tables = page.locator(".asked-table")
    assert tables.count() >= 16
    changes = tables.filter(has=page.locator("summary", has_text=re.compile(r"^changes\b")))
    changes.locator("summary").click()
    changes.get_by_role("button", name="summary: put into the query").click()
    expect(text).to_have_value("select summary from changes")
    expect(text).to_be_focused()
    page.keyboard.type(", ")
    changes.get_by_role("button", name="table: put into the query", exact=True).click()
    expect(text).to_have_value('select summary, "table" from changes')
    text.press("Control+Enter")
    with (ROOT / "datasets/sources/changes.csv").open(encoding="utf-8", newline="") as file:
        rows = len(list(csv.DictReader(file)))
    expect(status(page)).to_contain_text(f"{rows} rows.", timeout=30_000)
    detainers = tables.filter(has=page.locator("summary", has_text=re.compile(r"^detainers\b")))
    detainers.locator("summary").click()
    expect(detainers).to_contain_text("Measure (text, → measures.measure)")


def test_every_table_of_the_page_is_in_the_release_with_its_fields(
    asking: Asking, release: sqlite3.Connection
) -> None:
    page, _ = asking()
    listed = page.locator(".asked-table").evaluate_all(
        "tables => Object.fromEntries(tables.map((table) => [table.querySelector('summary code').textContent,"
        " [...table.querySelectorAll('li code')].map((code) => code.textContent)]))"
    )
    for table, fields in listed.items():
        columns = [row[1] for row in release.execute(f'pragma table_info("{table}")')]
        assert fields == columns, table


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_result_is_drawn_with_the_colours_of_the_site(
    width: int, scheme: Scheme, asking: Asking
) -> None:
    sql = (ROOT / "site_src/partials/asked/outcomes-by-year.sql").read_text(encoding="utf-8")
    page, traffic = asking(sql, width, scheme)
    page.locator(".asking-chart > summary").click()
    drawing = page.locator(".asking-drawing")
    expect(drawing.locator("svg")).to_be_visible(timeout=30_000)
    chosen = page.locator(".asking-chart select").evaluate_all(
        "selects => selects.map((select) => select.selectedOptions[0].textContent)"
    )
    assert chosen == ["year", "detainers", "outcome_group", "Lines"]
    assert drawing.locator(".mark-symbol.role-mark path").count() == 54
    lines = drawing.locator(".mark-line path")
    expect(lines).to_have_count(6)
    stroke = lines.first.evaluate("line => getComputedStyle(line).stroke")
    assert stroke == ("rgb(31, 95, 168)" if scheme == "light" else "rgb(114, 178, 247)")
    page.get_by_label("Drawn as").select_option("Bars")
    expect(drawing.locator(".mark-rect path")).to_have_count(54)
    expect(page.locator(".asking-chart-note")).to_be_empty()
    page.locator("select[name=color]").select_option("One colour")
    expect(page.locator(".asking-chart-note")).to_contain_text("the bars there add them up")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert traffic.problems == []


def test_what_a_query_makes_is_text_and_never_a_part_of_the_page(asking: Asking) -> None:
    bad = "<img src=x onerror=alert(1)>"
    page, traffic = asking(f"select '{bad}' as \"<b>a.b['c']\", 3 as \"<i>\", 'javascript:x' as u")
    page.locator(".asking-chart > summary").click()
    expect(page.locator(".asking-drawing svg")).to_be_visible(timeout=30_000)
    bar = page.locator(".asking-drawing .mark-rect path")
    expect(bar).to_have_count(1)
    bar.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text(bad)
    expect(page.locator(".asking-rows td").first).to_have_text(bad)
    assert page.locator("main img[src=x], #vg-tooltip-element img, main b, main i").count() == 0
    assert page.locator(".asking-rows a").count() == 0
    ask(page, f"select {bad}")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("<")
    assert page.locator("main img").count() == 0
    assert traffic.problems == []


def barriers(page: Page) -> list[str]:
    report = Axe().run(page, options={"runOnly": RULES}).response
    return [f"{v['id']}: {node['html'][:200]}" for v in report["violations"] for node in v["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_result_a_chart_and_a_mistake_have_no_barrier(
    width: int, scheme: Scheme, asking: Asking
) -> None:
    sql = (ROOT / "site_src/partials/asked/agreements-by-model.sql").read_text(encoding="utf-8")
    page, _ = asking(sql, width, scheme)
    page.locator(".asking-chart > summary").click()
    expect(page.locator(".asking-drawing svg")).to_be_visible(timeout=30_000)
    if width < 1000:
        page.locator(".asking-tables summary").first.click()
    page.locator(".asked-table summary").first.click()
    assert barriers(page) == []
    ask(page, "select valeu from detainers")
    expect(page.locator(".asking-advice")).to_be_visible()
    assert barriers(page) == []


def test_it_works_where_a_page_may_not_make_code_from_text(
    asking: Asking, reader: Reader, base: str
) -> None:
    browser = reader(1280, "light").browser
    assert browser
    context = new_context(browser, 1280, "light")

    def with_policy(route: Route) -> None:
        """Only the answer with the worker says that WebAssembly may be compiled."""
        answer = route.fetch()
        script = "'wasm-unsafe-eval'" if "ask-worker" in answer.url else "'unsafe-inline'"
        policy = (
            f"default-src 'self'; script-src 'self' {script}; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data:"
        )
        headers = {**answer.headers, "content-security-policy": policy}
        route.fulfill(response=answer, headers=headers)

    context.route(f"{base}**", with_policy)
    page, traffic = asking("select 'a' as name, 2 as n", context=context)
    expect(page.locator(".asking-rows td").first).to_have_text("a")
    page.locator(".asking-chart > summary").click()
    expect(page.locator(".asking-drawing svg")).to_be_visible(timeout=30_000)
    assert traffic.problems == []
    context.close()


def test_without_javascript_the_page_says_what_it_needs(reader: Reader, base: str) -> None:
    browser = reader(1280, "light").browser
    assert browser
    for width in WIDTHS:
        context = new_context(browser, width, "light", java_script_enabled=False)
        page, _ = open_page(context, base, PATH)
        expect(page.locator(".asking-form")).to_be_hidden()
        expect(page.locator(".asking-result")).to_be_hidden()
        need = page.locator(".no-script")
        expect(need).to_contain_text("needs JavaScript and a browser with WebAssembly")
        assert need.get_by_role("link").evaluate("link => link.href") == f"{base}data/"
        assert page.locator(".asked").count() == len(SAVED)
        for path in SAVED:
            text = path.read_text(encoding="utf-8").strip()
            shown = page.locator(".asked code").filter(has_text=text.splitlines()[-1])
            assert text in shown.all_text_contents()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
