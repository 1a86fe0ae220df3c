"""A template of the content makes text, and no way leads from it to Python, files or all memory."""

import html

import pytest

from tests.publisher.lakes import INDEX, Lay, Run

X = "site_src/partials/x.md"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ value.__func__.__globals__ }}", "unsafe"),
        ("{{ ''|attr('__class__') }}", "unsafe"),
        ("{{ self.__init__ }}", "unsafe"),
        ("{{ lists.__class__ }}", "unsafe"),
        ("{{ rows('largest').data.__init__.__globals__ }}", "unsafe"),
        ("{% for a in range(10000000) %}x{% endfor %}", "Range too big"),
        ("{{ 'x' * 1000000000 }}", "* makes more than 100,000"),
        ("{{ [1] * 1000000000 }}", "* makes more than 100,000"),
        ("{{ 10 ** 10 ** 10 }}", "** is not for templates"),
        ("{{ '%1000000000d' % 1 }}", "% is not for templates"),
        ("{{ '{:>1000000000}'.format(1) }}", "format is not for templates"),
        ("{{ 'x'.ljust(1000000000) }}", "unsafe"),
        ("{{ 'x'|center(1000000000) }}", "No filter named 'center'"),
        ("{% include '/etc/passwd' %}", "TemplateNotFound"),
        ("{% include '../../datapackage.json' %}", "TemplateNotFound"),
        ("{% import '..\\\\x' as x %}", "TemplateNotFound"),
        ("{{ file_text('/etc/passwd') }}", "asks for the file '/etc/passwd'"),
        ("{{ file_text('datasets/../../x') }}", "asks for the file"),
        ("{% include 'x.md' %}", "unsafe"),
    ],
)
def test_a_template_that_reaches_out_is_refused(
    template: str, told: str, project: Lay, run: Run
) -> None:
    root = project({INDEX: f"# Lakes\n\n{template}\n", X: "{{ ''.__class__ }}"})
    ran = run(root, "build", "-q")
    assert ran.status == 1
    assert ran.out.startswith("site_src/pages/index.md")
    assert told in " ".join(ran.out.split())
    assert ran.out.endswith("\n1 problem\n")
    assert "root:" not in ran.out
    assert ran.err == ""


def test_a_text_or_a_list_may_be_repeated_a_little(project: Lay, run: Run) -> None:
    root = project({INDEX: "# Lakes\n\n{{ 'ab' * 3 }} {{ 3 * 4.5 }} {{ 7 % 4 }}.\n"})
    assert run(root, "build", "-q").status == 0
    page = html.unescape((root / "site/index.html").read_text(encoding="utf-8"))
    assert "ababab 13.5 3." in page
