"""Builds sites for the tests: the real one, and copies of the project that may differ from it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTSIDE = ("SITE_URL", "REPOSITORY_URL", "CI")  # what a build takes from its surroundings
CONTENT = ("datapackage.json", "mkdocs.yml", "datasets", "site_src")


def run_build(root: Path, *options: str, site_url: str = "", repository: str = "") -> str:
    """Runs `build.py build` on a project; what it printed. Fails with it when the build fails."""
    environment = {k: v for k, v in os.environ.items() if k not in OUTSIDE}
    if site_url:
        environment["SITE_URL"] = site_url
    if repository:
        environment["REPOSITORY_URL"] = repository
    run = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "build", "--root", str(root), *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"build.py build: {run.stdout}{run.stderr}"
    return run.stdout + run.stderr


def build_real_site() -> Path:
    """The site of this project, up to date. Test processes that start at once wait for each other."""
    run_build(ROOT, "--quiet")
    return ROOT / "site"


def copy_few_counties(target: Path) -> Path:
    """A copy of the project that has pages for one state alone: Delaware, three counties.

    Everything else of the content is as it is. What the project's cache holds comes along.
    """
    target.mkdir()
    for name in CONTENT:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name)
        else:
            shutil.copyfile(source, target / name)
    shutil.copytree(ROOT / ".cache", target / ".cache", copy_function=_link)
    query = target / "site_src/queries/county_list.sql"
    whole = query.read_text(encoding="utf-8")
    few = whole.replace(
        "\norder by c.county_fips", "\nwhere s.state = 'DE'\norder by c.county_fips"
    )
    assert few != whole, "the query of the counties has another end"
    query.write_text(few, encoding="utf-8")
    answers = target / "site_src/api/counties.yml"
    text = answers.read_text(encoding="utf-8").replace('example: "37183"', 'example: "10001"')
    answers.write_text(text, encoding="utf-8")
    return target


def _link(source: str, target: str) -> None:
    """A second name for the same bytes: results in the cache are replaced, never changed."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        return  # another build has just dropped it; this one makes it again
    except OSError:
        shutil.copyfile(source, target)
