"""Templates that speak a language: the engine's own HTML, and headlines.

In: a template's name or text, a `Language`, values. Out: text, or `Markup` that is escaped.
Never: lets a value be read as HTML, or a headline reach Python.
"""

from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from publisher.closed import Closed, Fixed
from publisher.language import Language
from publisher.markup import as_text, escaped


def environment(kind: str, language: Language) -> jinja2.Environment:
    """The environment of the engine's own templates (`html`) or of headlines (`words`).

    One for each language; both have `_`, `ngettext` and the filters `said`, `tr` and `dated`.
    """
    if kind not in language.compiled:
        made: jinja2.Environment
        if kind == "html":
            loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
            made = Fixed(
                loader=loader,
                autoescape=True,
                undefined=jinja2.StrictUndefined,
                auto_reload=False,  # they do not change; each use of one would look at its file
            )
            made.trim_blocks = made.lstrip_blocks = True
        else:
            made = Closed(
                undefined=jinja2.StrictUndefined, finalize=partial(as_text, language=language)
            )
        speak(made, language)
        language.compiled[kind] = made
    found: jinja2.Environment = language.compiled[kind]
    return found


def speak(made: jinja2.Environment, language: Language) -> None:
    """Gives an environment the messages of a language and its ways with numbers and dates.

    Where the environment escapes, a message is trusted as its template is; the values in it are
    text like all others.
    """

    def gettext(message: str, /, **values: Any) -> str:
        return _put(language.text(message, **_texts(values)))

    def ngettext(one: str, many: str, count: int, /, **values: Any) -> str:
        return _put(language.counted(one, many, count, **_texts(values)))

    def _texts(values: dict[str, Any]) -> dict[str, Any]:
        whole = {name: value for name, value in values.items() if name != "num"}
        word = escaped if made.autoescape else as_text
        return {name: word(value, language) for name, value in whole.items()}

    def _put(text: str) -> str:
        return Markup(text) if made.autoescape else text

    made.add_extension("jinja2.ext.i18n")
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals |= {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    made.filters["said"] = partial(as_text, language=language)
    made.filters["tr"] = lambda text: language.known(text) or text
    made.filters["dated"] = lambda value, form="day": language.date(value, form)


def on_one_line(language: Language, template: str, **context: Any) -> Markup:
    """A template of the engine on one line: a blank line would end a block of HTML in Markdown."""
    made = environment("html", language).get_template(template).render(context)
    return Markup(made.replace("\n", ""))


def worded(text: str, language: Language, **context: Any) -> str:
    """A line of words that is a template, filled in.

    Raises jinja2.TemplateError for one that cannot be filled in.
    """
    key = ("line", text)
    if key not in language.compiled:
        language.compiled[key] = environment("words", language).from_string(text)
    return str(language.compiled[key].render(context))
