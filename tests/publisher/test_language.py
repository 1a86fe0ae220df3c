"""Pages in a second language: messages from a file, numbers and dates in its ways, working links."""

import datetime
import gc
import html
import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publisher.chartwords import in_language
from publisher.language import ENGLISH, Language, read_languages, read_messages
from publisher.localize import localized
from publisher.preview import Preview
from publisher.problem import InputError
from publisher.progress import QUIET, Progress
from publisher.project import Project
from publisher.query import Rows
from tests.publisher.lakes import INDEX, LAKE_PAGE, LAKES, Files, Lay, Run, changed
from tests.publisher.said import one_line

pytestmark = pytest.mark.xdist_group("lakes")

HEAD = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
GERMAN = HEAD + "\n".join(
    [
        'msgid "Lakes"\nmsgstr "Seen"\n',
        'msgid "All lakes"\nmsgstr "Alle Seen"\n',
        'msgid "Water level"\nmsgstr "Wasserstand"\n',
        'msgid "Level (m)"\nmsgstr "Stand (m)"\n',
        'msgid "The largest lake has %(area)s km²."\nmsgstr "Der größte See hat %(area)s km²."\n',
        'msgid "%(num)s value."\nmsgid_plural "%(num)s values."\nmsgstr[0] "%(num)s Wert."\nmsgstr[1] "%(num)s Werte."\n',
        'msgctxt "script"\nmsgid "Explore"\nmsgstr "Erkunden"\n',
    ]
)
PO = "site_src/messages/de.po"


def german(more: Files | None = None) -> Files:
    """The lakes with their pages in English and German."""
    config = (LAKES / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace(
        "nav:\n",
        "extra:\n  alternate:\n    - {name: English, link: ./, lang: en}\n    - {name: Deutsch, link: de/, lang: de, locale: de_DE}\nnav:\n",
    )
    lake = changed(LAKE_PAGE, "[All lakes]", '[{{ _("All lakes") }}]')[LAKE_PAGE]
    lake = lake.replace("key: lake_id", "key: lake_id\nlanguages: [de]")
    index = (
        (LAKES / INDEX)
        .read_text(encoding="utf-8")
        .replace("title: Lakes", "title: Lakes\nlanguages: [de]")
    )
    index = index.replace(
        'The largest lake has {{ value("largest") }} km².',
        '{{ _("The largest lake has %(area)s km².", area=value("largest")) }}',
    ).replace("# Lakes", '# {{ _("Lakes") }}')
    return {"mkdocs.yml": config, LAKE_PAGE: lake, INDEX: index, PO: GERMAN, **(more or {})}


@pytest.fixture
def site(project: Lay, run: Run) -> Path:
    root = project(german(), built=True)
    status, out, _ = run(root, "build", "-q")
    assert (status, out) == (0, ""), out
    return root / "site"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_a_page_is_written_in_each_language_that_it_names(site: Path) -> None:
    pages = sorted(file.relative_to(site).as_posix() for file in (site / "de").rglob("*.html"))
    assert pages == [
        "de/index.html",
        "de/lakes/blue/index.html",
        "de/lakes/green/index.html",
    ]
    assert "<h1" in text_of(site / "de/index.html")
    assert ">Seen</h1>" in text_of(site / "de/index.html")
    assert '<html lang="de"' in text_of(site / "de/lakes/blue/index.html")
    assert ">Lakes</h1>" in text_of(site / "index.html")


def test_numbers_are_written_in_the_ways_of_the_language(site: Path) -> None:
    german_page = re.sub(r"<[^>]*>", "", text_of(site / "de/index.html"))
    assert "Der größte See hat 12,5 km²." in german_page
    assert "The largest lake has 12.5 km²." in re.sub(r"<[^>]*>", "", text_of(site / "index.html"))


def test_the_texts_of_a_chart_are_in_the_language(site: Path) -> None:
    page = text_of(site / "de/lakes/blue/index.html")
    assert ">Stand (m)<" in page
    assert ">Level (m)<" not in page
    assert ">Level (m)<" in text_of(site / "lakes/blue/index.html")
    spec = json.loads(text_of(site / "figures/lake-levels/lake-levels.de.vl.json"))
    assert spec["encoding"]["y"]["title"] == "Stand (m)"
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert spec["config"]["locale"]["time"]["days"][0] == "Sonntag"
    assert spec["config"]["locale"]["time"]["months"][4] == "Mai"


def test_a_link_leads_to_the_main_language_where_a_page_is_not_translated(site: Path) -> None:
    page = text_of(site / "de/lakes/blue/index.html")
    # The page of all lakes is there in German, that of the figure is not.
    assert re.search(r'<a href="\.\./\.\./">Alle Seen</a>', page)
    assert 'href="../../../figures/lake-levels/#query" hreflang="en"' in page
    for address in re.findall(r'(?:href|src|data-(?:spec|rows|bundle))="([^"#?:]+)["#?]', page):
        target = (site / "de/lakes/blue" / address).resolve()
        assert target.exists(), address


def test_what_all_languages_share_stands_there_once(site: Path) -> None:
    assert not (site / "de/assets").exists()
    assert not (site / "de/figures").exists()
    assert sorted(f.name for f in (site / "de/lakes/blue").iterdir()) == ["data.json", "index.html"]


def test_each_language_has_a_search_index_of_its_own(site: Path) -> None:
    found = json.loads(text_of(site / "de/search/search_index.json"))["docs"]
    assert {entry["location"].split("#")[0] for entry in found} == {
        "",
        "lakes/blue/",
        "lakes/green/",
    }
    assert any(entry["title"] == "Seen" for entry in found)
    main = json.loads(text_of(site / "search/search_index.json"))["docs"]
    assert not any(entry["location"].startswith("de/") for entry in main)


def test_texts_without_a_message_stay_english_and_are_listed(project: Lay, run: Run) -> None:
    root = project(german(), built=True)
    status, out, err = run(root, "build", "-q")
    assert (status, out) == (0, "")
    assert re.fullmatch(
        r"warning: de: \d+ texts without a message, see build/missing\.de\.po\n", err
    )
    missing = text_of(root / "build/missing.de.po")
    assert 'msgid "Line chart"' in missing
    assert 'msgid "Level (m)"' not in missing
    assert "Line chart: Between 1. Januar 2020 and" in text_of(
        root / "site/de/lakes/blue/index.html"
    )
    assert run(root, "build", "-q", "--strict").status == 1


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({PO: None}, rf"^{PO} no such file -> the messages in the language de"),
        (
            {PO: GERMAN + 'msgid "a %(x)s"\nmsgstr "%(y)s"\n'},
            rf"^{PO}:\d+ 'a %\(x\)s' with %\(y\)s",
        ),
        ({PO: "msgid Lakes\n"}, rf"^{PO}(:\d+)? .* -> a message file as GNU gettext has it"),
        ({PO: GERMAN.encode() + b'msgid "\xff"\nmsgstr "b"\n'}, rf"^{PO}"),
        (
            {PO: GERMAN + 'msgid "Invented lakes."\nmsgstr "{{ nope }}"\n'},
            r"^site_src/pages/index\.md:\d+ .*'nope' is undefined",
        ),
    ],
    ids=["no file", "a value that is not given", "no form", "not UTF-8", "a template that fails"],
)
def test_a_message_file_that_cannot_be_used_is_told(
    more: Files, found: str, project: Lay, run: Run
) -> None:
    files = {**german(), **more}
    root = project({path: text for path, text in files.items() if text is not None}, built=True)
    status, out, err = run(root, "build", "-q")
    assert status == 1
    assert "Traceback" not in out + err
    assert re.search(found, one_line(out)), out


def test_a_value_in_a_message_is_text(project: Lay, run: Run) -> None:
    files = changed(
        LAKE_PAGE,
        "[All lakes]",
        '{{ _("All lakes") }} {{ _("Name: %(name)s", name=row.name) }} [x]',
    )
    root = project(files, built=True)
    assert run(root, "build", "-q").status == 0
    page = html.unescape(re.sub(r"<[^>]*>", "", text_of(root / "site/lakes/green/index.html")))
    assert "Name: Green <b>*Lake*</b> {{ 7*7 }}" in page


def test_a_query_words_a_column_in_each_language(project: Lay, run: Run) -> None:
    sql = '-- title: Lakes\n-- columns: name, said\n-- show said: {{ _("Lakes") }} {{ area }}\nselect lake_id, name, area from lakes order by lake_id\n'
    root = project(german({"site_src/queries/lake_list.sql": sql}), built=True)
    assert run(root, "build", "-q").status == 0
    assert "<td>Seen 12,5</td>" in text_of(root / "site/de/index.html")
    assert "<td>Lakes 12.5</td>" in text_of(root / "site/index.html")
    # Readers of CSV get what the query selected.
    assert text_of(root / "site/figures/lake-areas/lake-areas.csv").startswith(
        "lake_id,name,area\n"
    )


def test_a_column_for_a_language_stands_for_the_other() -> None:
    rows = Rows("q", ("name", "name_de", "name_fr", "note_de"), [("lake", "See", "lac", "x")])
    assert list(localized(rows, "de", {"de", "fr"})) == [{"name": "See", "note_de": "x"}]
    assert list(localized(rows, "en", {"de", "fr"})) == [{"name": "lake", "note_de": "x"}]
    assert localized(rows, "en", set()) is rows


def test_labels_are_worded_where_they_are_drawn() -> None:
    color = {"field": "k", "type": "nominal", "scale": {"domain": ["a b", "c"]}, "title": "Kind"}
    spec = {
        "mark": "bar",
        "encoding": {
            "color": color,
            "x": {"field": "v", "axis": None, "scale": {"domain": ["a b"]}},
        },
    }
    language = Language("de", "Deutsch", "de/", "de_DE", {"a b": ("ä",), "Kind": ("Art",)})
    worded = in_language(spec, language)["encoding"]
    assert worded["color"]["legend"] == {"labelExpr": '({"a b": "ä"})[datum.label] || datum.label'}
    assert worded["color"]["title"] == "Art"
    assert worded["color"]["scale"] == color["scale"]
    assert worded["x"]["axis"] is None
    assert in_language(spec, ENGLISH) is spec


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9))
@example(0.35)
@example(2.25)
def test_a_number_has_the_same_digits_in_every_language(value: float) -> None:
    shown = Language("de", "Deutsch", "de/", "de_DE").number(value)
    assert shown.translate(str.maketrans(",.", ".,")) == ENGLISH.number(value)


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9))
def test_a_number_can_be_read_back(value: float) -> None:
    language = Language("de", "Deutsch", "de/", "de_DE")
    shown = language.number(value).replace(".", "").replace(",", ".")
    assert float(shown) == pytest.approx(value, abs=0.051)


@pytest.mark.parametrize(
    ("locale", "form", "text"),
    [
        ("", "day", "5 December 2018"),
        ("", "short", "5 Dec 2018"),
        ("", "month", "December 2018"),
        ("", "year", "2018"),
        ("es_US", "day", "5 de diciembre de 2018"),
        ("es_US", "short", "5 dic 2018"),
        ("es_US", "month", "diciembre de 2018"),
        ("es_US", "year", "2018"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(locale: str, form: str, text: str) -> None:
    assert Language("xx", locale=locale).date(datetime.date(2018, 12, 5), form) == text


def test_the_form_of_a_message_goes_with_its_count(project: Lay) -> None:
    messages, scripts, plural = read_messages(project({PO: GERMAN}), "de")
    language = Language("de", "Deutsch", "de/", "de_DE", messages, scripts, plural)
    said = [language.counted("%(num)s value.", "%(num)s values.", n) for n in (0, 1, 2000)]
    assert said == ["0 Werte.", "1 Wert.", "2.000 Werte."]
    assert scripts == {"Explore": "Erkunden"}
    assert language.text("Explore") == "Explore"  # that message is for scripts alone


def test_a_language_needs_its_messages(project: Lay) -> None:
    with pytest.raises(InputError, match=r"^site_src/messages/fr\.po  no such file"):
        read_languages(project(), "en", [{"lang": "en"}, {"lang": "fr"}])


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 KB"), (1499, "1.5 KB"), (12_345, "12 KB"),
     (999_499, "999 KB"), (999_500, "1 MB"), (1_234_567, "1.2 MB"), (31_000_000, "31 MB"), (2_500_000_000, "2.5 GB")],
)  # fmt: skip
def test_a_number_of_bytes_in_words(size: int, shown: str) -> None:
    assert ENGLISH.size(size) == shown


def test_a_message_has_no_other_markup_than_its_text(tmp_path: Path) -> None:
    file = tmp_path / "site_src/messages/es.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "A <b>lake</b>"\nmsgstr "Un <b onclick=hit(1)>lago</b>"\n')
    with pytest.raises(InputError, match=r"es\.po:1  'A <b>lake</b>' with '<b onclick=hit\(1\)>'"):
        read_messages(tmp_path, "es")


def test_the_messages_of_before_an_edit_do_not_stay_in_memory(project: Lay) -> None:
    root = project(german())
    preview = Preview(Project(root), Progress(QUIET))
    kept = []
    for number in range(3):
        (root / PO).write_text(f"{GERMAN}# {number}\n", encoding="utf-8")
        preview.update()
        for path in ("", "de/", "lakes/blue/", "de/lakes/blue/"):
            assert preview.answer(path).body, path
        gc.collect()
        kept.append(sum(isinstance(one, Language) for one in gc.get_objects()))
    assert kept == kept[:1] * 3
