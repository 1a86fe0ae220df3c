"""The form for a policy date makes rows that the check accepts, and refuses what the check refuses."""

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, Request, expect

from publisher.package import load_package
from publisher.personal import cell_problems
from publisher.progress import QUIET, Progress
from publisher.project import Project, check_project
from tests.site.built import ROOT, run_build
from tests.site.conftest import Reader
from tests.site.served import serving
from tests.site.visits import Traffic, open_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("propose")]

PATH = "contribute/policy-date/"
EVENTS = "datasets/policies/events/"
SOURCES = "datasets/sources/sources.csv"
TABLES = {
    name: [f.name for f in load_package(ROOT).tables[name].fields]
    for name in ("policy_events", "sources")
}
REPOSITORY = "https://github.com/example/tables"
# What a reader gives for an event that the check accepts.
GOOD = {
    "date": "2019-03-05",
    "date_precision": "day",
    "state_fips": "42",
    "reach": "state",
    "jurisdiction": "Board of commissioners",
    "actor": "county board",
    "instrument": "resolution",
    "action": "adopted",
    "effect_on_cooperation": "none",
    "summary": "The board adopts a resolution.",
    "source_id": "ice-287g-lists",
    "page": "https://example.org/board/2019",
    "source_type": "government page",
}
NEW_SOURCE = {
    "publisher": "Board of commissioners",
    "title": "Resolution of 5 March 2019",
    "page": "https://example.org/board/2019",
    "source_type": "government page",
    "licence": "facts only",
}
# Name -> what is given instead, and whether the row can be taken.
CASES: dict[str, tuple[dict[str, str], bool]] = {
    "as it is": ({}, True),
    "a month": ({"date": "2019-03"}, True),
    "a year": ({"date": "2019"}, True),
    "a day without zeros": ({"date": "2019-3-5"}, True),
    "no date": ({"date": ""}, False),
    "a date with slashes": ({"date": "3/5/2019"}, False),
    "a word for a date": ({"date": "yesterday"}, False),
    "no such day": ({"date": "2019-02-29"}, False),
    "a leap day": ({"date": "2020-02-29"}, True),
    "a day to come": ({"date": "2999-01-01"}, False),
    "a month with a day": ({"date_precision": "month"}, False),
    "a year with a month": ({"date": "2019-03-01", "date_precision": "year"}, False),
    "the whole country": ({"state_fips": "", "reach": "country"}, True),
    "a country with a state": ({"reach": "country"}, False),
    "a county without its code": ({"reach": "county"}, False),
    "counties as a state": ({"jurisdiction": "Adams and Berks counties"}, False),
    "no actor": ({"actor": ""}, False),
    "no place": ({"jurisdiction": "  "}, False),
    "a name that is taken": ({"event_id": "us-2012-12-21-adopted"}, False),
    "a name with blanks": ({"event_id": "PA 1"}, False),
    "a comma and quotes": ({"summary": 'The board says, "no more", and adopts it.'}, True),
    "two lines": ({"summary": "The board adopts it.\n\n  It takes effect."}, True),
    "other scripts": ({"summary": "Doña Ana “quotes” — ñ é 漢字 😀."}, True),
    "what a spreadsheet runs": ({"summary": "=1+1"}, True),
    "markup": ({"summary": "<b>The board</b> & *others* <script>alert(1)</script>"}, True),
    "a telephone number": ({"summary": "Call 919-555-0123."}, False),
    "an e-mail address": ({"jurisdiction": "Board, clerk@example.org"}, False),
    "an e-mail address in a note": ({"note": "clerk@example.org"}, False),
    "a date of birth": ({"summary": "A man born 5 May 1990 was released."}, False),
    "a name after a title": ({"summary": "Mayor Smith signs it."}, True),
    "numbers in an address": ({"note": "See https://example.org/919-555-0123."}, True),
    "no page": ({"page": ""}, False),
    "a page without a scheme": ({"page": "www.example.org/a"}, False),
    "another scheme": ({"page": "ftp://example.org/a"}, False),
    "a script as page": ({"page": "javascript:alert(1)"}, False),
    "a host without a point": ({"page": "https://localhost/a"}, False),
    "a blank in a host": ({"page": "https://a b.org/"}, False),
    "letters in an address": ({"page": "https://example.org/ü"}, True),
    "capitals in a scheme": ({"page": "HTTPS://example.org/a"}, False),
    "another account": ({"other_account": "The minutes say April.", "other_page": "http://example.org/b"}, True),
    "a bad page of it": ({"other_page": "minutes of April"}, False),
    "a new source": ({"source_id": "new"}, True),
    "a new source with a taken name": ({"source_id": "new", "source:source_id": "ice-287g-lists"}, False),
    "a new source with capitals": ({"source_id": "new", "source:source_id": "Board 2019"}, False),
    "a new source without a title": ({"source_id": "new", "source:title": ""}, False),
    "a new source without a licence": ({"source_id": "new", "source:licence": ""}, False),
    "a new source with a bad page": ({"source_id": "new", "source:page": "example.org"}, False),
    "a new source of a bad day": ({"source_id": "new", "source:published_on": "2019-13-01"}, False),
    "a new source with a date": ({"source_id": "new", "source:published_on": "2019-03-06"}, True),
    "a new source with a telephone number": ({"source_id": "new", "source:notes": "Tel. 919-555-0123"}, False),
}  # fmt: skip
TEXTS = [
    "The board adopts it.", "on 2019-03-05 at 10:00", "HB 318 (2025)", "clerk@example.org",
    "clerk @ example", "é@exämple.org", "919-555-0123", "(919) 555-0123", "919.555.0123 ext. 4", "1-919-555-0123",
    "9195550123", "phone 9195550123", "fax: 9195550123", "2018-12-07-001", "123-45-6789", "123 45 6789",
    "000-12-3456", "ssn 123456789", "A123456789", "A 12 345 678", "Alien No. 123-456-789", "I-247A",
    "a12345678", "born 5 May 1990", "DOB: 5/5/90", "5/5/1990 (DOB)", "born in 1990", "date of birth 1990-05-05",
    "https://example.org/919-555-0123 and text", "see http://example.org/?q=a@b.org", "12-345-6789",
    "287(g) 1357(g)", "vote of 5-2", "$1,234,567", "ё123-45-6789", "日919-555-0123",
]  # fmt: skip


# Sets what a form control holds and tells the page, as typing and leaving it does.
GIVE = """([control, value]) => {
  const box = document.querySelector(control);
  box.value = value;
  for (const kind of ["input", "change"]) box.dispatchEvent(new Event(kind, { bubbles: true }));
}"""


def fill(page: Page, changes: dict[str, str]) -> None:
    """Answers the questions: those of a good event, with changes."""
    answers = GOOD | {n: v for n, v in changes.items() if ":" not in n}
    # A precision that is asked for stays, though a date sets one.
    for name in sorted(answers, key=lambda name: name not in ("date", "state_fips")):
        page.evaluate(GIVE, [f"#event-{name}", answers[name]])
    if answers["source_id"] == "new":
        more = {n.removeprefix("source:"): v for n, v in changes.items() if ":" in n}
        for name, value in (NEW_SOURCE | more).items():
            page.evaluate(GIVE, [f"#source-{name}", value])


def county(page: Page, typed: str, offered: str) -> None:
    """Types into the box of counties and takes the first one that is offered."""
    # The first focus loads the library, which then puts its own box in place of this one.
    page.locator("form.propose .autocomplete__wrapper").wait_for()
    page.locator("#event-county").click()
    page.locator("#event-county").press_sequentially(typed)
    option = page.locator("form.propose .autocomplete__option").first
    expect(option).to_contain_text(offered, timeout=15_000)
    page.keyboard.press("Enter")


def judged(page: Page) -> bool:
    """Presses the button; whether the page takes the row."""
    page.get_by_role("button", name="Check the row").click()
    page.wait_for_function("() => document.activeElement.matches('#row, [aria-invalid=true]')")
    return page.locator(".made-next").is_visible()


@dataclass
class Rows:
    """Lines of CSV by the file that they belong to."""

    lines: dict[str, list[str]] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        file = page.locator(".made-file").inner_text()
        self.lines.setdefault(file, []).append(page.locator(".made-row").inner_text())
        if page.locator(".made-source").is_visible():
            self.lines.setdefault(SOURCES, []).append(page.locator(".made-source-row").inner_text())


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the project, to be changed."""
    root = tmp_path_factory.mktemp("tables") / "project"
    shutil.copytree(ROOT / "datasets", root / "datasets")
    shutil.copyfile(ROOT / "datapackage.json", root / "datapackage.json")
    return root


def errors_of(root: Path, rows: Rows) -> dict[tuple[str, str], list[str]]:
    """What `check` says of rows that are added to their files: by file and line of text.

    A rule is asked only when no cell is wrong, so wrong rows are taken out and the rest is checked
    once more.
    """
    found: dict[tuple[str, str], list[str]] = {}
    kept = {file: list(lines) for file, lines in rows.lines.items()}
    originals = {file: (root / file).read_text(encoding="utf-8") for file in kept}
    try:
        while True:
            at: dict[tuple[str, int], str] = {}
            for file, text in originals.items():
                first = text.count("\n") + 1
                at |= {(file, first + n): line for n, line in enumerate(kept[file])}
                (root / file).write_text(
                    text + "".join(f"{line}\n" for line in kept[file]), "utf-8"
                )
            _, report = check_project(Project(root), Progress(QUIET))
            if not report.errors:
                return found
            for problem in report.errors:
                line = at[problem.file, problem.line]
                found.setdefault((problem.file, line), []).append(str(problem))
                if line in kept[problem.file]:
                    kept[problem.file].remove(line)
    finally:
        for file, text in originals.items():
            (root / file).write_text(text, encoding="utf-8")


@pytest.fixture
def form(reader: Reader, base: str) -> Iterator[Page]:
    page, traffic = open_page(reader(1280, "light"), base, PATH)
    yield page
    assert traffic.problems == []
    page.close()


def test_the_form_asks_for_every_field_of_its_tables(form: Page) -> None:
    for table, prefix in (("policy_events", "event"), ("sources", "source")):
        wanted = {"county" if name == "county_fips" else name for name in TABLES[table]}
        ids = form.locator(
            f"form.propose [id^='{prefix}-']:is(input, select, textarea)"
        ).evaluate_all("controls => controls.map(control => control.id)")
        assert {name.removeprefix(f"{prefix}-") for name in ids} == wanted


def test_a_row_of_a_county_passes_the_check(form: Page, tables: Path) -> None:
    county(form, "Buncombe", "Buncombe County, North Carolina")
    expect(form.locator(".chosen")).to_have_text("Chosen: Buncombe County, North Carolina, 37021")
    fill(form, {"state_fips": "37", "reach": "county", "source_id": "new"})
    assert judged(form)
    expect(form.locator("#row")).to_be_focused()
    rows = Rows()
    rows.take(form)
    assert rows.lines == {
        f"{EVENTS}north-carolina.csv": [
            "nc-091,2019-03-05,day,37,37021,county,Board of commissioners,county board,resolution,,adopted,none,"
            "The board adopts a resolution.,board-of-commissioners-resolution-of-5-march-2019,"
            "https://example.org/board/2019,government page,,,"
        ],
        SOURCES: [
            "board-of-commissioners-resolution-of-5-march-2019,Board of commissioners,"
            "Resolution of 5 March 2019,https://example.org/board/2019,,government page,facts only,,,,,,"
        ],
    }
    assert (
        form.locator(".made-event p").inner_text()
        == f"In {EVENTS}north-carolina.csv, after the row nc-090:"
    )
    assert errors_of(tables, rows) == {}


def test_the_verdict_of_the_form_is_that_of_the_check(
    reader: Reader, base: str, tables: Path
) -> None:
    form = reader(1280, "light").new_page()
    rows: dict[str, dict[str, list[str]]] = {}
    taken = {}
    for number, (name, (changes, _)) in enumerate(CASES.items()):
        form.goto(f"{base}{PATH}")
        own = {"event_id": f"case-{number}", "note": f"Case {number}."}
        if changes.get("source_id") == "new":
            own["source:source_id"] = f"case-{number}"
        fill(form, own | changes)
        taken[name] = judged(form)
        made = Rows()
        made.take(form)
        rows[name] = made.lines
    form.close()
    assert taken == {name: verdict for name, (_, verdict) in CASES.items()}
    # All rows are checked together; each has a name of its own.
    together = Rows()
    for lines_of in rows.values():
        for file, lines in lines_of.items():
            together.lines.setdefault(file, []).extend(lines)
    refused = {line for _, line in errors_of(tables, together)}
    verdicts = {n: refused.isdisjoint(set().union(*rows[n].values())) for n in CASES}
    assert verdicts == taken


@pytest.mark.parametrize(
    ("typed", "offered", "date", "message"),
    [
        ("51515", "Bedford", "2019-03-05", "not in use in 2019"),
        ("51515", "Bedford", "2010-03-05", ""),
        ("Nowhere at all", "", "2019-03-05", "Choose a county from the list"),
    ],
)
def test_a_county_is_one_of_that_time(
    typed: str, offered: str, date: str, message: str, form: Page
) -> None:
    if offered:
        county(form, typed, offered)
    else:
        form.locator("form.propose .autocomplete__wrapper").wait_for()
        form.locator("#event-county").press_sequentially(typed)
    fill(form, {"date": date, "state_fips": "51", "reach": "county" if offered else "state"})
    assert judged(form) == (not message)
    expect(form.locator("#event-county-wrong")).to_contain_text(message)


def test_a_county_of_another_state_is_refused(form: Page) -> None:
    county(form, "37183", "Wake County")
    fill(form, {"state_fips": "42", "reach": "county"})
    assert not judged(form)
    expect(form.locator("#event-county-wrong")).to_have_text(
        "This county is not in the state above."
    )


def test_an_event_that_is_there_already_is_named(form: Page) -> None:
    with (ROOT / EVENTS / "states.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["event_id"] == "co-2019-05-28-signed")
    given = {n: v for n, v in row.items() if n not in ("county_fips", "event_id")}
    fill(form, given)
    assert not judged(form)
    expect(form.locator("#event-event_id")).to_have_value("co-2019-05-28-signed-2")
    expect(form.locator("#event-summary-wrong")).to_have_text(
        "This event is there already: co-2019-05-28-signed."
    )


def test_what_tells_of_a_person_is_found_as_the_check_finds_it(form: Page) -> None:
    table = load_package(ROOT).tables["policy_events"]
    titles = load_package(ROOT).descriptor["officeTitles"]
    judged(form)
    said, expected = {}, {}
    for text in [
        *TEXTS,
        "Sheriff Smith ends it",
        "Chief Judge of the court",
        "the sheriff of Wake",
    ]:
        form.locator("#event-summary").fill(text)
        said[text] = form.locator("#event-summary-wrong").inner_text().removesuffix(".")
        cells = ["" for _ in table.fields]
        cells[table.position("summary") - 1] = text
        found = [p.cause for p in cell_problems(table, "a.csv", [(2, cells)], titles)]
        what = found[0].removeprefix("summary: ") if found else ""
        expected[text] = {
            "": "",
            "a name": "This seems to name a person. Write the office alone: “the mayor”, and no name after it",
        }.get(what, f"This seems to hold {what}. Take it out: no row may tell who a person is")
    assert said == expected


def test_what_is_wrong_is_said_beside_the_field_and_above_all(form: Page) -> None:
    fill(form, {"date": "5/12/2018", "actor": "", "event_id": "a-1"})
    assert not judged(form)
    date = form.locator("#event-date")
    expect(date).to_be_focused()
    expect(date).to_have_attribute("aria-invalid", "true")
    expect(date).to_have_accessible_description(
        "Year, month and day, such as 2018-12-07. 2018-12 or 2018 is fine when only that is known. "
        "Write year, month and day with hyphens, such as 2018-12-07."
    )
    summary = form.get_by_role("alert")
    expect(summary.locator("p")).to_have_text("2 answers are not as they should be:")
    expect(summary.locator("li")).to_have_text(
        [
            "Date: Write year, month and day with hyphens, such as 2018-12-07.",
            "Who acted: Choose one.",
        ]
    )
    summary.get_by_role("link", name="Who acted").click()
    expect(form.locator("#event-actor")).to_be_focused()
    form.locator("#event-actor").select_option("sheriff")
    date.fill("2018-12-05")
    expect(form.locator(".made-next")).to_be_visible()
    expect(summary.locator("li")).to_have_count(0)


def test_the_row_is_shown_as_it_is_typed_and_copied_as_it_is_shown(
    reader: Reader, base: str
) -> None:
    browser = reader(1280, "light").browser
    assert browser
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page, traffic = open_page(context, base, PATH)
    fill(page, {"summary": 'It says "stop",\nand then, "go".'})
    shown = page.locator(".made-row").inner_text()
    assert next(csv.reader(io.StringIO(shown)))[12] == 'It says "stop", and then, "go".'
    assert len(next(csv.reader(io.StringIO(shown)))) == len(TABLES["policy_events"])
    assert judged(page)
    page.get_by_role("button", name="Copy row", exact=True).click()
    expect(page.locator(".made-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == shown
    page.goto(f"{base}contribute/detainers/")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".copied [role=status]")).to_have_text("Copied.")
    header, row = csv.reader(io.StringIO(page.evaluate("navigator.clipboard.readText()")))
    assert (header[0], row[0]) == ("observation_id", "us-2011-08")
    assert traffic.problems == []
    context.close()


def test_nothing_is_sent_and_nothing_is_kept(form: Page, base: str) -> None:
    asked: list[Request] = []

    def heard(request: Request) -> None:
        asked.append(request)

    form.on("request", heard)
    fill(form, {"note": "a word that is nowhere else"})
    assert judged(form)
    own = [
        (one.method, one.url)
        for one in asked
        if "/assets/" not in one.url and "/search/" not in one.url
    ]
    assert own == [("GET", f"{base}data/latest/policy_events.csv")]
    assert {one.method for one in asked} == {"GET"}
    assert form.evaluate("sessionStorage.length") == 0
    assert "nowhere" not in form.evaluate(
        "JSON.stringify({...localStorage}) + document.cookie + location.href"
    )
    for link in (".made-issue", ".made-edit", ".made-edit-source"):
        expect(form.locator(link)).to_be_hidden()


def test_without_javascript_there_is_an_example_and_the_way(reader: Reader, base: str) -> None:
    browser = reader(1280, "light").browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page, _ = open_page(context, base, PATH)
    expect(page.locator("form.propose")).to_be_hidden()
    expect(page.locator(".made")).to_be_hidden()
    expect(page.locator(".no-script")).to_contain_text(f"{EVENTS}states.csv")
    expect(page.locator("pre.code").last).to_contain_text("nc-035,2018-12-07,day")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    context.close()


@pytest.fixture(scope="module")
def with_repository(few_counties: Path) -> Iterator[str]:
    """The address of a site that knows where its tables are kept."""
    run_build(few_counties, "--quiet", repository=f"{REPOSITORY}/")
    with serving(few_counties / "site") as base:
        yield base


def opened(context: BrowserContext, base: str) -> tuple[Page, Traffic]:
    return open_page(context, base, PATH)


def test_a_link_opens_the_issue_form_with_the_answers(reader: Reader, with_repository: str) -> None:
    page, traffic = opened(reader(360, "dark"), with_repository)
    fill(
        page,
        {"summary": 'The board says "no", & more.', "source_id": "new", "other_account": "April."},
    )
    assert judged(page)
    address = urlsplit(page.get_by_role("link", name="Open an issue").get_attribute("href") or "")
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{REPOSITORY}/issues/new"
    answers = {name: values[0] for name, values in parse_qs(address.query).items()}
    template = ROOT / ".github/ISSUE_TEMPLATE" / answers.pop("template")
    asked = {e.get("id"): e["type"] for e in yaml.safe_load(template.read_text("utf-8"))["body"]}
    assert answers.pop("title") == "Policy date: Board of commissioners, 2019-03-05"
    # GitHub shows no form at all when an address answers anything but these two kinds.
    assert {asked[name] for name in answers} == {"input", "textarea"}
    assert answers["row"] == page.locator(".made-row").inner_text()
    assert answers["source_row"] == page.locator(".made-source-row").inner_text()
    assert answers["summary"] == 'The board says "no", & more.'
    assert (
        page.get_by_role("link", name="Edit the file on GitHub").get_attribute("href")
        == f"{REPOSITORY}/edit/main/{EVENTS}states.csv"
    )
    assert (
        page.get_by_role("link", name="Edit the file of sources").get_attribute("href")
        == f"{REPOSITORY}/edit/main/{SOURCES}"
    )
    assert traffic.problems == []
    page.close()


@pytest.mark.parametrize(("length", "there"), [(4000, True), (7900, False)])
def test_a_link_is_no_longer_than_github_takes(
    length: int, there: bool, reader: Reader, with_repository: str
) -> None:
    page, _ = opened(reader(1280, "light"), with_repository)
    fill(page, {"summary": "a" * length})
    assert judged(page)
    link = page.locator(".made-issue")
    assert link.is_visible() == there
    assert len(link.get_attribute("href") or "") <= 8000
    if not there:
        expect(page.locator(".made-how")).to_contain_text("too long")
    page.close()


def test_pages_of_tables_lead_to_the_file_on_github(reader: Reader, with_repository: str) -> None:
    page, traffic = open_page(reader(1280, "light"), with_repository, "contribute/sources/")
    link = page.get_by_role("link", name="Edit on GitHub")
    assert link.get_attribute("href") == f"{REPOSITORY}/edit/main/{SOURCES}"
    assert page.locator(".md-source").count() == 0, "the theme's box asks GitHub for stars"
    assert traffic.problems == []
    page.close()


def test_pages_without_a_repository_have_no_link_to_one(reader: Reader, base: str) -> None:
    page, _ = open_page(reader(1280, "light"), base, "contribute/sources/")
    expect(page.locator("code.path").first).to_have_text(SOURCES)
    assert page.get_by_role("link", name="GitHub").count() == 0
    page.close()
