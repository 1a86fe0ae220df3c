"""Every page says what it may load and run, and nothing in its text can run."""

import re
from pathlib import Path

import pytest

from publisher.policy import inline_scripts, policy_tags, with_policy
from tests.publisher.lakes import LAKE_PAGE, LAKES, Lay, Run
from tests.publisher.pages import pages

pytestmark = pytest.mark.xdist_group("lakes")

POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# The example of Content Security Policy Level 2, section 7.17.2.
EXAMPLE = "alert('Hello, world.');"
EXAMPLE_HASH = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
SCRIPT = "<script>alert(1)</script>"


def policy_of(page: str) -> dict[str, list[str]]:
    """The sources by directive, of a page that has one policy."""
    (policy,) = POLICY.findall(page)
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


def test_a_page_may_load_from_its_own_site_alone() -> None:
    assert policy_of(policy_tags()) == {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    assert '<meta name="referrer" content="same-origin">' in policy_tags()


def test_a_script_of_the_theme_is_allowed_by_the_hash_of_its_text() -> None:
    page = f"<html><head><meta charset=utf-8></head><script>{EXAMPLE}</script></html>"
    assert policy_of(with_policy(page))["script-src"] == ["'self'", EXAMPLE_HASH]


@pytest.mark.parametrize(
    ("html", "runs"),
    [
        ("<script>a</script>", ["a"]),
        ("<SCRIPT TYPE='module'>a\nb</Script >", ["a\nb"]),
        ('<script type="importmap">{}</script>', ["{}"]),
        ('<script data-src="x">a</script>', ["a"]),
        ('<script src="a.js" defer></script>', []),
        ("<script defer src=a.js></script>", []),
        ('<script type="application/json" id="x">{}</script>', []),
        ("<script type=application/ld+json>{}</script>", []),
        ("<p>&lt;script&gt;a&lt;/script&gt;</p>", []),
    ],
)
def test_a_script_that_would_run_is_told_from_one_that_would_not(
    html: str, runs: list[str]
) -> None:
    assert inline_scripts(html) == runs


@pytest.mark.parametrize(
    "head", ["<head>", '<head>\n  <meta charset="utf-8">', "<HEAD><meta charset=utf-8>"]
)
def test_the_policy_stands_before_all_that_it_is_about(head: str) -> None:
    page = f'<!doctype html><html>{head}<script>{EXAMPLE}</script><link href="a.css"></head></html>'
    done = with_policy(page)
    assert done.startswith(f"<!doctype html><html>{head}<meta http-equiv")
    assert POLICY.sub("", done).replace('<meta name="referrer" content="same-origin">', "") == page


def test_every_page_of_a_site_allows_the_scripts_that_it_has_and_no_other(built: Path) -> None:
    from_theme = 0
    for name, file in pages(built / "site").items():
        page = file.read_text(encoding="utf-8")
        allowed = policy_of(page)["script-src"]
        own = policy_of(policy_tags(inline_scripts(page)))["script-src"]
        assert allowed == own, name
        assert page.index("charset") < 1024, name
        assert not re.search(r"<[^>]*\s(?:style|on\w+)=", page), name
        from_theme += len(allowed) - 1
    assert from_theme > 10


def test_a_script_in_the_text_of_a_page_is_told(project: Lay, run: Run) -> None:
    ran = run(project({"site_src/pages/ask.md": f"# Ask\n\nText\n\n{SCRIPT}\n"}), "build", "-q")
    assert ran.status == 1
    assert ran.out.startswith("site_src/pages/ask.md:5  a script in the text of the page")
    assert "site_src/theme/assets/" in ran.out
    family = (LAKES / LAKE_PAGE).read_text(encoding="utf-8")
    ran = run(project({LAKE_PAGE: f"{family}\n{SCRIPT}\n"}), "build", "-q")
    assert ran.out.startswith(f"{LAKE_PAGE}:{family.count(chr(10)) + 2}  a script")


def test_a_script_that_a_cell_brings_is_told_or_does_not_run(project: Lay, run: Run) -> None:
    """A template that trusts a cell, which none should: the policy is the second fence."""
    query = f"-- title: X\nselect '{SCRIPT}' as value\n"
    trusting = "{% for r in rows('x') %}{{ r.value | safe }}{% endfor %}\n"
    ran = run(
        project({"site_src/queries/x.sql": query, "site_src/pages/ask.md": f"# Ask\n\n{trusting}"}),
        *("build", "-q"),
    )
    assert ran.status == 1
    assert ran.out.startswith("site_src/pages/ask.md  a script in the text of the page\n")
    family = (LAKES / LAKE_PAGE).read_text(encoding="utf-8")
    root = project({"site_src/queries/x.sql": query, LAKE_PAGE: f"{family}\n{trusting}"})
    assert run(root, "build", "-q").status == 0
    page = (root / "site/lakes/blue/index.html").read_text(encoding="utf-8")
    assert SCRIPT in page
    alone = policy_of(policy_tags(["alert(1)"]))["script-src"][1]
    assert alone not in policy_of(page)["script-src"]
