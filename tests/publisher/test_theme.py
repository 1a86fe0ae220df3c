"""One set of colours for charts and pages, light and dark."""

import json
from pathlib import Path

import pytest

from publisher.problem import InputError
from publisher.theme import Theme, darkened, read_theme, style_sheet, vega_config
from tests.publisher.lakes import LAKES

TOKENS = "site_src/theme/tokens.json"
COLORS = {
    "paper": ["#ffffff", "#111111"],
    "ink": ["#222222", "#eeeeee"],
    "muted": ["#555555", "#aaaaaa"],
    "grid": ["#dddddd", "#333333"],
    "accent": ["#005a9c", "#6db3f2"],
}
THEME = Theme(
    "Sans", {"ink": ("#222222", "#eeeeee"), "accent": ("#005a9c", "#6db3f2")}, ("accent",)
)


def read(root: Path, **changed: object) -> Theme:
    tokens = {"font": "Sans", "colors": COLORS, "category": ["accent"], **changed}
    (root / TOKENS).parent.mkdir(parents=True)
    (root / TOKENS).write_text(json.dumps(tokens), encoding="utf-8")
    return read_theme(root)


def test_the_theme_of_the_lakes() -> None:
    theme = read_theme(LAKES)
    assert theme.font == "Liberation Sans, Arial, sans-serif"
    assert theme.colors["ink"] == ("#222222", "#eeeeee")
    assert theme.light("accent") == "#005a9c"
    assert theme.category == ("accent",)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"colors": {k: v for k, v in COLORS.items() if k != "grid"}}, "no colour grid"),
        ({"category": ["accent", "red"]}, "no colour red"),
        ({"colors": {**COLORS, "blue": ["#005a9c", "#000000"]}}, "one light value twice"),
        ({"colors": {**COLORS, "blue": "#005a9c"}}, ""),
        ({"colors": []}, ""),
        ({"category": 5}, ""),
    ],
)
def test_a_wrong_theme_is_told(changed: dict[str, object], found: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, **changed)
    assert str(caught.value).startswith(f"{TOKENS}  {found}")


def test_a_theme_that_is_missing_or_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"^{TOKENS}"):
        read_theme(tmp_path)
    (tmp_path / TOKENS).parent.mkdir(parents=True)
    (tmp_path / TOKENS).write_text("{,}")
    with pytest.raises(InputError, match=rf"^{TOKENS}"):
        read_theme(tmp_path)


def test_the_style_sheet_has_each_colour_for_both_schemes() -> None:
    assert style_sheet(THEME).splitlines() == [
        ":root{--c-ink:#222222;--c-accent:#005a9c;}",
        "@media screen{",
        '[data-md-color-scheme="slate"]{--c-ink:#eeeeee;--c-accent:#6db3f2;}',
        '[data-md-color-scheme="slate"] .figure svg [fill="#222222"]{fill:#eeeeee}',
        '[data-md-color-scheme="slate"] .figure svg [stroke="#222222"]{stroke:#eeeeee}',
        '[data-md-color-scheme="slate"] .figure svg [fill="#005a9c"]{fill:#6db3f2}',
        '[data-md-color-scheme="slate"] .figure svg [stroke="#005a9c"]{stroke:#6db3f2}',
        "}",
    ]


def test_a_drawing_is_darkened_colour_by_colour() -> None:
    drawn = '<path fill="#222222" stroke="#005a9c" d="M1"/><text fill="#123456">#222222</text>'
    assert darkened(drawn, THEME) == (
        '<path fill="#eeeeee" stroke="#6db3f2" d="M1"/><text fill="#123456">#222222</text>'
    )


def test_charts_have_the_colours_and_the_font_of_the_theme() -> None:
    config = vega_config(read_theme(LAKES))
    assert config["font"] == "Liberation Sans, Arial, sans-serif"
    assert config["range"]["category"] == ["#005a9c"]
    assert config["axis"]["gridColor"] == "#dddddd"
    assert config["title"]["color"] == "#222222"
    # The page's own background shows through, so that one picture does for both schemes.
    assert config["background"] is None
