// What a reader's browser makes of a page. Runs in the page; returns plain values.
async () => {
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
  };
  const root = document.documentElement;

  const figures = [];
  for (const figure of document.querySelectorAll(".figure")) {
    figure.scrollIntoView();
    const drawings = [];
    for (const drawing of [...figure.querySelectorAll(".figure-drawing")].filter(shown)) {
      const picture = [...drawing.querySelectorAll("svg, img")].find(shown);
      if (picture instanceof HTMLImageElement) {
        for (let wait = 0; wait < 100 && !picture.complete; wait++)
          await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const box = (picture ?? drawing).getBoundingClientRect();
      drawings.push({
        label: drawing.getAttribute("aria-label") ?? "",
        width: picture ? box.width : 0,
        height: picture ? box.height : 0,
        right: box.right,
        marks: picture instanceof HTMLImageElement
          ? picture.naturalWidth
          : picture?.querySelectorAll("path, rect, line, circle, text").length ?? 0,
      });
    }
    figures.push({ title: figure.querySelector(".figure-title")?.textContent.trim() ?? "", drawings });
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    if (text && !walker.currentNode.parentElement.closest("script, style, noscript, pre, code"))
      texts.push(text);
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const sideways = root.scrollWidth > root.clientWidth;
  return {
    scroll_width: root.scrollWidth,
    client_width: root.clientWidth,
    too_wide: !sideways ? [] : [...document.querySelectorAll("main *")]
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120)),
    scheme: document.body.dataset.mdColorScheme ?? "",
    language: root.lang,
    title: document.title,
    description: document.querySelector('meta[name="description"]')?.content ?? "",
    headings: [...document.querySelectorAll("h1")].map((heading) => heading.textContent.trim()),
    repeated_ids: ids.filter((id, place) => ids.indexOf(id) !== place),
    texts,
    figures,
  };
}
