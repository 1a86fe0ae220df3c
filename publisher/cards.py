"""Draws the picture that stands for a page where its address is shared.

In: the pages as written. Out: `card.png` beside each: its title, its main chart, the site's name.
Never: draws for a site whose address is not known; a card is only found by its full address.
"""

import html
import io
import re
import textwrap
from importlib.metadata import version
from pathlib import Path

from publisher.cache import Cache, digest, write_whole
from publisher.plan import Template
from publisher.progress import Progress
from publisher.site import Site
from publisher.theme import Theme
from publisher.workers import pool
from publisher.write import Written
from publisher.writer import Writer

# In pixels; twice as wide as high, give or take, is what readers of cards cut to.
WIDTH, HEIGHT, MARGIN = 600, 315, 30
TITLE_CHARACTERS, TITLE_LINES, TITLE_SIZE = 34, 2, 28
COLORS = 64
CHUNK = 60  # cards handed to a process at once

Job = tuple[str, str, str, str]  # key of the card, title, figure, key of the drawing


def pack_cards(
    written: list[Written],
    site: Site,
    cache: Cache,
    writer: Writer,
    progress: Progress,
    workers: int = 2,
) -> int:
    """Writes a card for each page, drawing those that the cache lacks; their number."""
    name = str(site.package.descriptor.get("title", ""))
    tools = [version(tool) for tool in ("vl-convert-python", "pillow")]
    look = digest(name, vars(site.theme), COLORS, tools)
    charts = {name: figure.templates[0] for name, figure in site.figures.items()}
    jobs = {page.address: _job(page, look, charts) for page in written}
    todo = [job for job in {*jobs.values()} if not cache.path("card", job[0]).exists()]
    todo.sort()  # a set has no order of its own
    chunks = [todo[i : i + CHUNK] for i in range(0, len(todo), CHUNK)]
    tasks = [
        (cache.folder, site.theme, name, {job[2]: charts[job[2]] for job in chunk if job[2]}, chunk)
        for chunk in chunks
    ]
    with progress.counting("drawing cards", len(tasks)) as step:
        if len(tasks) < 2 or workers < 2:
            for task in tasks:
                step(draw_chunk(*task))
        else:
            with pool(workers) as others:
                for future in [others.submit(draw_chunk, *task) for task in tasks]:
                    step(future.result())
    for address, (key, *_) in jobs.items():
        writer.write(f"{address}card.png", cache.get("card", key) or b"")
    cache.sweep("card", {key for key, *_ in jobs.values()})
    return len(jobs)


def _job(page: Written, look: str, charts: dict[str, Template]) -> Job:
    figure, drawing = page.used.drawing or ("", "")
    frame = charts[figure].frame if figure else None
    key = digest(look, page.title, drawing, [frame.before, frame.after] if frame else [])
    return key, page.title, figure, drawing


def draw_chunk(
    folder: Path, theme: Theme, name: str, charts: dict[str, Template], chunk: list[Job]
) -> int:
    """Draws some cards into the cache; their number. Runs in a process of its own."""
    import vl_convert

    cache = Cache(folder)
    for key, title, figure, drawing in chunk:
        chart = charts[figure].picture(drawing, cache) if figure else ""
        card = card_svg(title, chart, name, theme)
        write_whole(cache.path("card", key), in_few_colors(vl_convert.svg_to_png(card, scale=1)))
    return len(chunk)


def in_few_colors(png: bytes) -> bytes:
    """A picture in so many colours: a seventh of the bytes, and no eye sees it."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(
            COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def card_svg(title: str, chart: str, name: str, theme: Theme) -> str:
    """The card as SVG; `chart` is a drawing or nothing."""
    lines = textwrap.wrap(title, TITLE_CHARACTERS, max_lines=TITLE_LINES, placeholder=" …")
    texts = [
        _text(line, MARGIN + TITLE_SIZE + i * 34, TITLE_SIZE, theme.light("ink"), theme, "bold")
        for i, line in enumerate(lines)
    ]
    texts.append(_text(name, HEIGHT - 16, 14, theme.light("muted"), theme, "normal"))
    top = MARGIN + 18 + len(lines) * 34
    place = (
        f'x="{MARGIN}" y="{top}" width="{WIDTH - 2 * MARGIN}" height="{HEIGHT - top - 44}" '
        'preserveAspectRatio="xMinYMin meet"'
    )
    inner = re.sub(r'^<svg ([^>]*?)width="[^"]*" height="[^"]*"', rf"<svg \1{place}", chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="100%" height="100%" fill="{theme.light("paper")}"/>'
        f"{''.join(texts)}{inner}</svg>"
    )


def _text(text: str, y: int, size: int, color: str, theme: Theme, weight: str) -> str:
    family = html.escape(theme.font.split(",")[0])
    return (
        f'<text x="{MARGIN}" y="{y}" font-family="{family}" font-size="{size}" '
        f'font-weight="{weight}" fill="{color}">{html.escape(text)}</text>'
    )
