"""What a page or a chart asks for is read from its text; nothing is filled in or run."""

from pathlib import Path

import pytest

from publisher.depends import Asked, asked_by, read_drawn
from publisher.language import ENGLISH
from publisher.pages import Page
from publisher.problem import InputError
from publisher.write import environment_of
from tests.publisher.lakes import CHARTS, LAKES, Lay, changed


def asked(
    body: str, folder: Path = LAKES, partials: dict[str, str] | None = None, **front: object
) -> Asked:
    """What a page of this body and front matter asks for; `partials` are laid in `folder`."""
    for name, text in (partials or {}).items():
        file = folder / "site_src/partials" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return asked_by(Page("site_src/pages/a.md", front, body, 1), environment_of(folder, ENGLISH))


def some(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("No call.", Asked()),
        ("{{ value('a') }} {{ value('a', 'x') }}", Asked(values=some("a"))),
        ("{{ value(column='x', name='a') }}", Asked(values=some("a"))),
        ("{{ table('a', ['x'], 30) }}", Asked(queries=some("a"))),
        ("{% if rows('a') | length %}{% for r in rows('b') %}{{ r.x }}{% endfor %}{% endif %}", Asked(queries=some("a", "b"))),
        ("{{ rows('a').first.day.strftime('%Y') }}", Asked(queries=some("a"))),
        ("{{ figure('a', title='A ' ~ row.name) }}", Asked(figures=some("a"))),
        ("{{ sample('a', 8) }} {{ code(row.sql) }}", Asked(tables=some("a"))),
        ("{{ code(example('a')) }}", Asked(examples=some("a"))),
        ("{{ code(file_text('site_src/a')) }}", Asked(files=some("site_src/a"))),
        ("{% set x = table('a') %}{{ x }}", Asked(queries=some("a"))),
        ("{% raw %}{{ table('a') }}{% endraw %}{# {{ table('b') }} #}", Asked()),
        ("{{ package.title }} {{ lists['figures'] | length }} {{ site }}", Asked(parts=some("package.title", "lists.figures", "site"))),
    ],
)  # fmt: skip
def test_the_names_in_a_template_are_found(body: str, expected: Asked) -> None:
    assert asked(body) == expected


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        ("{{ table(row.query) }}", ("query", "query")),
        ("{{ figure(row['name']) }}", ("figure", "name")),
        ("{{ value(row.name) }}", ("value", "name")),
        ("{{ sample(row.name) }}", ("table", "name")),
        ("{{ code(example(row.name)) }}", ("example", "name")),
        ("{{ file_text(row.path) }}", ("file", "path")),
    ],
)
def test_a_name_may_come_from_the_row_of_the_page(body: str, pair: tuple[str, str]) -> None:
    assert asked(body) == Asked(by_row=frozenset({pair}))


@pytest.mark.parametrize(
    "body",
    [
        "{{ table('a' ~ row.x) }}",
        "{% for name in ['a'] %}{{ table(name) }}{% endfor %}",
        "{% set ask = rows %}{{ ask('a') }}",
        "{{ figure('a' if x else 'b') }}",
        "{{ ['a'] | map(value) }}",
        "{% include row.partial %}",
        "{{ table('a' }}",
    ],
)
def test_where_a_name_cannot_be_known_the_page_may_ask_for_everything(body: str) -> None:
    assert asked(body).everything


def test_a_name_of_the_template_s_own_is_not_the_engine_s() -> None:
    body = (
        "{% for table in lists.tables %}{{ table.name }}{% endfor %}{% set value = 1 %}{{ value }}"
    )
    assert asked(body) == Asked(parts=some("lists.tables"))


def test_partials_are_read_too_however_deep(tmp_path: Path) -> None:
    partials = {
        "one.html": "{% macro item(name) %}{{ figure('f') }}{% endmacro %}{% include 'two.html' %}",
        "two.html": "{{ value('v') }}{% import 'one.html' as again %}",
    }
    body = "{% from 'one.html' import item %}{{ item(rows('r')) }}"
    assert asked(body, tmp_path, partials) == Asked(
        values=some("v"),
        queries=some("r"),
        figures=some("f"),
        partials=some("one.html", "two.html"),
    )


def test_a_partial_that_is_missing_asks_for_nothing() -> None:
    assert asked("{% include 'nope.html' %}") == Asked(partials=some("nope.html"))


def test_front_matter_may_be_filled_from_the_description() -> None:
    assert asked("x", title="{{ package.title }}", hide=["toc"]).parts == {"package.title"}


def test_charts_are_known_by_their_parameters(project: Lay) -> None:
    drawn = read_drawn(project(), set())
    assert [(chart.name, chart.queries, chart.path) for chart in drawn.values()] == [
        ("lake_areas", ("lake_list",), CHARTS),
        ("lake_levels", ("lake_levels",), CHARTS),
    ]


def test_a_topology_is_no_query(project: Lay) -> None:
    code = "def shores(lake_list, outlines, *, width):\n    return None\n"
    chart = read_drawn(project({CHARTS: code}), {"outlines"})["shores"]
    assert (chart.queries, chart.topologies) == (("lake_list",), ("outlines",))


def test_a_chart_is_never_run(project: Lay) -> None:
    code = "raise SystemExit\n\n\ndef lake_areas(lake_list):\n    return 1\n"
    assert list(read_drawn(project({CHARTS: code}), set())) == ["lake_areas"]


SHARED = "site_src/charts/_style.py"


@pytest.mark.parametrize(
    ("files", "other"),
    [
        (changed(CHARTS, ".mark_bar()", ".mark_bar(size=3)"), {"lake_areas"}),
        (changed(CHARTS, "import altair as alt", "import altair as alt\n\nSIZE = 3"), {"lake_areas", "lake_levels"}),
        ({SHARED: "SIZE = 3\n"}, {"lake_areas", "lake_levels"}),
        (changed(CHARTS, "import altair as alt", "import altair as alt  # the library"), set()),
    ],
    ids=["one function", "what a module shares", "what modules share", "a comment"],
)  # fmt: skip
def test_the_code_of_a_chart_is_its_function_and_what_it_shares(
    files: dict[str, str | bytes | None], other: set[str], project: Lay
) -> None:
    old, new = read_drawn(project(), set()), read_drawn(project(files), set())
    assert {name for name in new if new[name].code != old[name].code} == other


def test_a_module_that_is_not_python_is_told(project: Lay) -> None:
    with pytest.raises(InputError, match=rf"^{CHARTS}:2  SyntaxError"):
        read_drawn(project({CHARTS: "x = 1\ndef (:\n"}), set())
