"""Where the tables are kept: pages may link there when the configuration says it."""

from pathlib import Path

import pytest

from publisher.builderconfig import read_settings
from tests.publisher.lakes import INDEX, Lay, Run, changed

pytestmark = pytest.mark.xdist_group("lakes")


@pytest.mark.parametrize(
    ("extra", "repository", "branch"),
    [
        ("", "", "main"),
        ("extra: {repository: ''}", "", "main"),
        ("extra: {repository: 'https://github.com/o/r/', branch: next}", "https://github.com/o/r", "next"),
        ("extra: {repository: 'javascript:alert(1)'}", "", "main"),
        ("extra: {repository: [a], branch: ''}", "", "main"),
        ("extra: {repository: !ENV [NOT_SET, '']}", "", "main"),
    ],
)  # fmt: skip
def test_the_repository_is_a_web_address_or_none(
    extra: str, repository: str, branch: str, tmp_path: Path
) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"site_name: A\n{extra}\n", encoding="utf-8")
    settings = read_settings(tmp_path)
    assert (settings.repository, settings.branch) == (repository, branch)


def test_a_page_links_to_the_repository(project: Lay, run: Run) -> None:
    link = "{% if repository %}<p><a href='{{ repository }}/edit/{{ branch }}/a.csv'>Edit</a></p>{% endif %}"
    files = changed("mkdocs.yml", "theme:", "extra: {repository: https://github.com/o/r}\ntheme:")
    root = project({**files, INDEX: f"# Lakes\n\n{link}\n"})
    assert run(root, "build", "--quiet").status == 0
    page = (root / "site/index.html").read_text(encoding="utf-8")
    assert "href='https://github.com/o/r/edit/main/a.csv'" in page.replace("&#58;", ":")
    (root / "mkdocs.yml").write_text((root / "mkdocs.yml").read_text().replace("/o/r", "/p/q"))
    assert run(root, "build", "--quiet").status == 0
    page = (root / "site/index.html").read_text(encoding="utf-8")
    assert "/p/q/edit/" in page, "another address is another site"
