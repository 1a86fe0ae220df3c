// Two to four counties side by side, taken from their own pages, so that nothing is said twice.
// The choice stands in the address: ?c=37183,37119
// After find.js, which stands further down in the page.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const MOST = 4;
  const t = window.siteText;
  const PARTS = [
    ["", ".facts"],
    ["Recorded detainers", "#records ~ .table-box"],
    ["Policies and counts over time", "#figure-county-timeline .figure-drawing"],
    ["Residents", "#figure-county-population figcaption, #figure-county-population .figure-drawing"],
    ["Noncitizens", "#figure-county-noncitizens figcaption, #figure-county-noncitizens .figure-drawing"],
    ["287(g) agreements", "#agreements + *"],
    ["Secure Communities", "#secure-communities + *"],
  ];
  const form = document.querySelector(".compare-form");
  const status = document.querySelector(".compare-status");
  const table = document.querySelector(".compare");
  const root = new URL(form.dataset.root, document.baseURI);
  const pages = new Map();
  let chosen = (new URLSearchParams(location.search).get("c") ?? "").split(",").filter((fips) => /^\d{5}$/.test(fips)).slice(0, MOST);

  const page = async (place) => {
    if (!pages.has(place.fips)) {
      const address = new URL(place.address, root);
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`${place.name} did not load`);
      const content = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const link of content.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), address).href;
      pages.set(place.fips, content);
    }
    return pages.get(place.fips);
  };

  // What a page says in one part: up to the next heading, without ids, which must be once in a page.
  const part = (content, selector) => {
    const box = document.createElement("div");
    if (selector.includes("figure")) box.className = "figure"; // the style sheet swaps colours there
    let found = [...content.querySelectorAll(`article ${selector.split(", ").join(", article ")}`)];
    if (selector.startsWith("#records")) found = found.slice(0, 1);
    for (const element of found) {
      const copy = document.importNode(element, true);
      for (const one of [copy, ...copy.querySelectorAll("[id]")]) if (!one.closest("svg")) one.removeAttribute("id");
      box.append(copy);
    }
    if (!found.length) box.textContent = t("Nothing recorded.");
    return box;
  };

  const show = async () => {
    const { byFips } = await window.findCounty.load();
    chosen = chosen.filter((fips) => byFips.has(fips));
    const places = chosen.map((fips) => byFips.get(fips));
    const contents = await Promise.all(places.map(page));
    const cells = [];
    places.forEach((place) => {
      const head = document.createElement("div");
      head.className = "compare-head";
      const link = document.createElement("a");
      link.href = new URL(place.address, root);
      link.textContent = window.findCounty.label(place);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = t("Remove");
      remove.setAttribute("aria-label", `${t("Remove")} ${place.name}`);
      remove.addEventListener("click", () => choose(chosen.filter((fips) => fips !== place.fips)));
      head.append(link, remove);
      cells.push(head);
    });
    for (const [title, selector] of places.length ? PARTS : []) {
      if (title) {
        const heading = document.createElement("h2");
        heading.textContent = t(title);
        cells.push(heading);
      }
      cells.push(...contents.map((content) => part(content, selector)));
    }
    table.style.setProperty("--columns", places.length || 1);
    table.replaceChildren(...cells);
    status.textContent = places.length < 2 ? t("Choose two to four counties.") : `${places.map((place) => place.name).join(", ")} ${t("side by side")}.`;
    form.hidden = places.length >= MOST;
  };

  const choose = (next) => {
    chosen = next.slice(0, MOST);
    history.replaceState(null, "", chosen.length ? `?c=${chosen.join(",")}` : location.pathname);
    show().catch((error) => (status.textContent = `${t("Not available")}: ${error.message}`));
  };

  // A fresh box after each choice: empty, closed and ready for the next county.
  const box = form.querySelector(".find-box");
  const plain = box.querySelector("input").cloneNode();
  const add = (place) => {
    if (place.status !== "state" && !chosen.includes(place.fips)) choose([...chosen, place.fips]);
    setTimeout(() => {
      box.replaceChildren(plain.cloneNode());
      window.findCounty.enhance(form, add).then(() => box.querySelector("input").focus());
    });
  };

  form.hidden = false;
  window.findCounty.enhance(form, add);
  choose(chosen);
});
