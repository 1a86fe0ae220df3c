"""No cell of a table is ever read as HTML, as Markdown or as a template."""

import datetime
from html.parser import HTMLParser
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from publisher.markup import cell, escaped, meta, prose, web_address

EXTENSIONS = ["attr_list", "tables", "footnotes", "admonition", "toc", "def_list", "abbr"]
# Letters, and whatever HTML, Markdown and its extensions act on.
ACTIVE = ["<", ">", "&", '"', "'", "*", "_", "`", "#", "-", "+", "1.", "1)", "|", ":", "!", "[", "]",
          "(", ")", "{", "}", "\\", "~", "^", "=", "\n", "\n\n", "    ", "\t", "<script>", "</p>",
          "javascript:", "https://a.example/", "&lt;", "&#42;", "{{ 1 }}", "{% x %}", "!!! note",
          "[^1]:", "[a]: b", "<!--", "]]>", "a", "é", "x y"]  # fmt: skip
TEXTS = st.lists(st.sampled_from(ACTIVE), max_size=8).map("".join) | st.text(
    st.characters(codec="utf-8", min_codepoint=0xA0)
    | st.characters(min_codepoint=0x20, max_codepoint=0x7E)
)


class Parsed(HTMLParser):
    """The tags and the text of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.other: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def rendered(text: str) -> Parsed:
    return Parsed(markdown.markdown(text, extensions=EXTENSIONS))


def words(text: str) -> str:
    return " ".join(text.split())


@given(TEXTS)
def test_a_value_in_a_sentence_is_that_text(text: str) -> None:
    page = rendered(f"It is {escaped(text)}.")
    assert (page.tags, page.other) == (["p"], [])
    assert words(page.text) == words(f"It is {text or '–'}.")


@given(TEXTS)
def test_a_value_at_the_start_of_a_line_is_that_text(text: str) -> None:
    page = rendered(f"{escaped(text)} it is")
    assert (page.tags, page.other) == (["p"], [])
    assert words(page.text) == words(f"{text or '–'} it is")


@given(TEXTS)
def test_a_value_in_a_heading_or_a_list_makes_neither_another(text: str) -> None:
    page = rendered(f"# A {escaped(text)} lake\n\n- {escaped(text)}\n- b\n")
    assert page.tags == ["h1", "ul", "li", "li"]
    shown = words(text) or ("" if text else "–")
    assert words(page.text) == words(f"A {shown} lake {shown} b")


@given(TEXTS)
def test_a_value_can_be_filled_into_a_template_without_being_one(text: str) -> None:
    assert "{" not in escaped(text)


@given(TEXTS, st.sampled_from(["name", "page", "year"]))
def test_a_cell_of_a_table_is_text_or_a_link_to_the_web(text: str, column: str) -> None:
    page = Parsed(f"<td>{cell(text, column)}</td>")
    assert page.tags in (["td"], ["td", "a"])
    assert page.other == []
    if "a" in page.tags:
        assert page.attributes == [("href", text)]
        assert text.startswith(("http://", "https://"))
    else:
        assert page.text == words(text) or (text, page.text) == ("", "–")


@given(TEXTS)
def test_a_title_and_a_description_are_text_in_an_attribute(text: str) -> None:
    page = Parsed(f'<meta content="{meta(text)}">')
    assert page.attributes == [("content", words(text))]
    assert Parsed(f"<title>{meta(text)}</title>").tags == ["title"]


@given(TEXTS)
def test_prose_is_paragraphs_lists_strong_words_and_code_only(text: str) -> None:
    page = Parsed(prose(text))
    assert set(page.tags) <= {"p", "ul", "li", "strong", "code"}
    assert (page.attributes, page.other) == ([], [])
    assert "\n" not in prose(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.", "<p>One.</p>"),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One,\ntwo.", "<p>One, two.</p>"),
        ("These:\n- a\n- b", "<p>These:</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("A **strong** word.", "<p>A <strong>strong</strong> word.</p>"),
        ("Read `a_b` first.", "<p>Read <code>a&#95;b</code> first.</p>"),
        ("Read `<b>` and `one.", "<p>Read &#96;&#60;b&#62;&#96; and &#96;one.</p>"),
        ("", ""),
    ],
)
def test_a_description_is_shown_as_it_is_meant(text: str, html: str) -> None:
    assert prose(text) == html


@pytest.mark.parametrize(
    ("value", "html"),
    [
        ("Green <b>*Lake*</b>", "Green &#60;b&#62;&#42;Lake&#42;&#60;/b&#62;"),
        ("{{ 7*7 }}", "&#123;&#123; 7&#42;7 &#125;&#125;"),
        ("1. May", "1&#46; May"),
        ("# 5", "&#35; 5"),
        ("- 5", "&#45; 5"),
        ("5 - 4 # 3. 2", "5 - 4 # 3. 2"),
        (1234, "1,234"),
        (datetime.date(2011, 5, 1), "1 May 2011"),
        (None, "–"),
        (Markup("<b>ours</b>"), "<b>ours</b>"),
    ],
)
def test_a_value_is_escaped(value: object, html: str) -> None:
    assert escaped(value) == html


@pytest.mark.parametrize(
    ("value", "column", "html"),
    [
        (1234, "area", "1,234"),
        (2012, "year", "2012"),
        (2012, "period_end_year", "2012"),
        (True, "leap_year", "yes"),
        (12.5, "area", "12.5"),
        (datetime.date(2011, 5, 1), "day", '<time datetime="2011-05-01">1 May 2011</time>'),
        ("a\n  <b>", "name", "a &lt;b&gt;"),
        ("", "name", "–"),
        ("http://www.a.example/x?y=1&z=2", "page", '<a href="http://www.a.example/x?y=1&amp;z=2">a.example</a>'),
        ("see https://a.example/", "page", "see https://a.example/"),
        ("javascript:alert(1)", "page", "javascript:alert(1)"),
    ],
)  # fmt: skip
def test_a_cell_of_a_table(value: object, column: str, html: str) -> None:
    assert cell(value, column) == html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("http://a.example", "http://a.example"),
        ("HTTPS://A.example/", "HTTPS://A.example/"),
        ("ftp://a.example/", ""),
        ("httpx://a.example/", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example/", ""),
        ("https://", ""),
        ("https://a.example/ b", ""),
        ("https://a.example/\x00", ""),
        ("https://[a", ""),
        ("", ""),
        (None, ""),
        (5, ""),
    ],
)
def test_only_the_web_can_be_linked_to(text: Any, address: str) -> None:
    assert web_address(text) == address
