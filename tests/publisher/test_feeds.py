"""Feeds are templates for XML, filled from the same rows as the pages."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from publisher.feeds import pack_feeds
from publisher.problem import InputError
from publisher.writer import Writer
from tests.publisher.lakes import Lay, site_of

pytestmark = pytest.mark.xdist_group("lakes")

FEED = "site_src/feeds/feed.xml"
ALL = (
    '<?xml version="1.0"?>\n<feed url="{{ site_url }}" lang="{{ language }}">'
    "<title>{{ package.title }}</title>"
    "{% for row in rows('lake_list') %}<entry>{{ row.name }}</entry>{% endfor %}</feed>"
)


def packed(project: Lay, text: str | bytes) -> str:
    """The feed made of this template."""
    root = project({FEED: text}, built=True)
    site = replace(site_of(root), url="https://lakes.example/")
    writer = Writer(root / "new")
    assert pack_feeds(site, root, writer) == 1
    return (root / "new/feed.xml").read_text(encoding="utf-8")


def test_a_feed_is_filled_in_and_its_values_are_text(project: Lay) -> None:
    feed = ElementTree.fromstring(packed(project, ALL))
    assert feed.attrib == {"url": "https://lakes.example/", "lang": "en"}
    assert feed.findtext("title") == "Invented lakes"
    assert [entry.text for entry in feed.iter("entry")] == [
        "Blue Lake",
        "Green <b>*Lake*</b> {{ 7*7 }}",
    ]


def test_nothing_stands_before_the_declaration(project: Lay) -> None:
    assert packed(project, "{# a remark #}\n\n" + ALL).startswith("<?xml")


def test_a_project_needs_no_feed(project: Lay) -> None:
    root = project(built=True)
    assert pack_feeds(site_of(root), root, Writer(root / "new")) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<a>\n{{ nope }}</a>", f"{FEED}:2  UndefinedError: 'nope' is undefined"),
        ("<a>\n{% for %}</a>", f"{FEED}:2  TemplateSyntaxError: "),
        ("<a>{{ rows('nope') }}</a>", f"{FEED}:1  "),
        ("<a>\n{{ 1 + 'a' }}</a>", f"{FEED}:2  TypeError: "),
        ("<a>{{ ''.__class__.__mro__ }}</a>", f"{FEED}:1  SecurityError: "),
        (b"<a>\xe9</a>", FEED),
    ],
    ids=["an unknown name", "no template", "an unknown query", "a wrong sum", "Python", "bytes"],
)
def test_a_feed_that_cannot_be_filled_in_is_told_with_its_line(
    text: str | bytes, told: str, project: Lay
) -> None:
    with pytest.raises(InputError) as caught:
        packed(project, text)
    assert str(caught.value)[: len(told)] == told
