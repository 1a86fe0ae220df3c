"""What the engine reads of the site builder's configuration, and what it sets there.

In: `mkdocs.yml`. Out: `Settings`; for another language the parts of the configuration to change.
Never: writes the file.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from publisher.edition import Edition
from publisher.families import Reader
from publisher.markup import web_address
from publisher.problem import InputError, Problem, shown
from publisher.yamltext import refuse_yaml

CONFIG = "mkdocs.yml"
# What readers see of the configuration, besides the names in the navigation.
SEEN = ("site_name", "site_description", "copyright")


@dataclass(frozen=True)
class Settings:
    """What the stages before this one need to know of the builder's configuration."""

    url: str  # where the site will stand, with a slash at the end; empty when not known
    language: str
    alternates: list[dict[str, str]]  # the languages of the site, as the theme lists them
    repository: str = ""  # the address of the project on GitHub, if that is known
    branch: str = "main"  # the branch that changes are proposed to


def read_settings(root: Path) -> Settings:
    """Address and languages from `mkdocs.yml`, environment variables filled in.

    Raises InputError when the file is missing or is not YAML.
    """
    config = config_of(root)
    url = str(config.get("site_url") or "")
    theme = config.get("theme")
    language = theme.get("language", "en") if isinstance(theme, dict) else "en"
    extra = config.get("extra")
    extra = extra if isinstance(extra, dict) else {}
    known = [entry for entry in extra.get("alternate", []) if isinstance(entry, dict)]
    # Not `repo_url`: with it the theme asks GitHub for the number of stars on every page.
    repository = web_address(extra.get("repository")).rstrip("/")
    branch = str(extra.get("branch") or "main")
    return Settings(f"{url.rstrip('/')}/" if url else "", str(language), known, repository, branch)


def config_of(root: Path) -> dict[str, Any]:
    """The whole configuration, environment variables filled in.

    Raises InputError when the file is missing or is not YAML.
    """
    from mkdocs.exceptions import ConfigurationError
    from mkdocs.utils.yaml import yaml_load

    try:
        text = (root / CONFIG).read_text(encoding="utf-8-sig")
        refuse_yaml(text)  # MkDocs reads tags that run Python
        config = yaml_load(io.BytesIO(text.encode()))
    except UnicodeDecodeError:
        expected = "UTF-8 text"
        raise InputError(
            Problem(CONFIG, 0, 0, "site", "bytes that are no text", expected)
        ) from None
    except FileNotFoundError:
        expected = "the configuration of MkDocs"
        raise InputError(Problem(CONFIG, 0, 0, "site", "no such file", expected)) from None
    except (yaml.YAMLError, ConfigurationError) as error:
        cause = error.__context__ or error  # MkDocs wraps the error that has the place
        line = mark.line + 1 if (mark := getattr(cause, "problem_mark", None)) else 0
        found = f"not YAML: {getattr(cause, 'problem', None) or cause}"
        raise InputError(
            Problem(CONFIG, line, 0, "site", found, "YAML that MkDocs reads")
        ) from None
    if not isinstance(config, dict):
        raise InputError(Problem(CONFIG, 1, 0, "site", "no names", "name: value"))
    if problems := list(_refused(root, config)):
        raise InputError(problems)
    return config


def _refused(root: Path, config: dict[str, Any]) -> Iterator[Problem]:
    """What the configuration may not have: code, folders elsewhere, HTML in words."""

    def wrong(found: str, expected: str) -> Problem:
        return Problem(CONFIG, 0, 0, "site", found, expected)

    for name in ("hooks", "INHERIT"):
        if config.get(name):
            yield wrong(name, f"no {name}: what is done here stands in this file alone")
    theme = config.get("theme")
    own = theme.get("custom_dir") if isinstance(theme, dict) else None
    if own and not (root / str(own)).resolve().is_relative_to(root.resolve() / "site_src"):
        yield wrong(f"custom_dir: {shown(own)}", "a folder below site_src, for it is published")
    # The theme prints these as they are.
    named = [title for _, title in pages_in_nav(config.get("nav"))]
    for text in [*(config.get(name) for name in SEEN if name != "copyright"), *named]:
        if isinstance(text, str) and re.search('[<>"]', text):
            yield wrong(shown(text), 'words without <, > and "')
    if re.search(
        r"(?i)<(?!/?(a|br|em|strong)\b)|\bon\w+\s*=|javascript:", str(config.get("copyright"))
    ):
        yield wrong("copyright with more than links", "text with links")


def read_reader(root: Path) -> Reader:
    """How the builder reads Markdown."""
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    try:
        # No page is read here, but MkDocs wants a folder of pages that is there.
        config = load_config(str(root / CONFIG), docs_dir=str(Path(__file__).parent / "templates"))
    except (Abort, ConfigurationError) as error:
        found, expected = str(error), "a configuration that MkDocs reads"
        raise InputError(Problem(CONFIG, 0, 0, "site", found, expected)) from None
    return Reader(tuple(config.markdown_extensions), dict(config.mdx_configs))


def in_language(config: dict[str, Any], edition: Edition) -> dict[str, Any]:
    """What to change in the configuration for the pages of another language."""
    language = edition.site.language

    def words(value: Any) -> Any:
        return language.text(value) if isinstance(value, str) and value else value

    changes = {name: words(config[name]) for name in SEEN if name in config}
    changes["docs_dir"] = f"{config.get('docs_dir', 'docs')}-{language.code}"
    if url := edition.site.url:
        changes["site_url"] = url + language.folder
    theme = config.get("theme", {})
    theme = dict(theme) if isinstance(theme, dict) else {"name": theme}
    theme["language"] = language.code
    if isinstance(theme.get("palette"), list):
        theme["palette"] = [_named(entry, words) for entry in theme["palette"]]
    changes["theme"] = theme
    if "nav" in config:
        changes["nav"] = _nav(config["nav"], words)
    messages = {message: forms[0] for message, forms in language.messages.items()}
    own = {"messages": messages, "scripts": dict(language.scripts)}
    changes["extra"] = {**(config.get("extra") or {}), **own}
    return changes


def _named(entry: dict[str, Any], words: Callable[[Any], Any]) -> dict[str, Any]:
    toggle = entry.get("toggle")
    if not isinstance(toggle, dict) or "name" not in toggle:
        return entry
    return {**entry, "toggle": {**toggle, "name": words(toggle["name"])}}


def _nav(items: Any, words: Callable[[Any], Any]) -> Any:
    if isinstance(items, list):
        return [_nav(item, words) for item in items]
    if isinstance(items, dict):
        return {words(title): _nav(below, words) for title, below in items.items()}
    return items


def pages_in_nav(items: Any, title: str = "") -> Iterator[tuple[str, str]]:
    """The path and the title of every page that the navigation names."""
    if isinstance(items, list):
        for item in items:
            yield from pages_in_nav(item, title)
    elif isinstance(items, dict):
        for name, below in items.items():
            yield from pages_in_nav(below, str(name))
    elif isinstance(items, str) and items.endswith(".md"):
        yield items, title
