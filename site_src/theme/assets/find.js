// "Find your county": a county or FIPS code, tolerant of typing. The names are fetched when the box
// is first used. Without this file the box is not shown as live, and the state lists remain.
//
// The library of the box is loaded when the page is idle, or when the box is first used.
window.siteText = (() => {
  // Texts in the language of the page; English ones are their own.
  const words = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");
  return (text) => words[text] ?? text;
})();
window.findCounty = (() => {
  "use strict";
  const LIMIT = 8;
  const t = window.siteText;
  const files = new URL("../", document.currentScript.src); // the tables and scripts of all languages
  const KINDS = /\b(county|parish|borough|municipio|census area|planning region|city and)\b/g;
  let loading;

  const script = (address) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${address} did not load`));
      document.head.append(element);
    });

  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/\bst\b\.?/g, "saint").replace(/\./g, "");

  // A line of RFC 4180, as the site writes it: no line ends inside a cell, and an apostrophe before
  // what a spreadsheet would run.
  const bare = (text) => text.replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, "");
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => bare((m[1] ?? m[2] ?? "").replaceAll('""', '"')));

  const rows = (text) => {
    const [head, ...lines] = text.trim().split("\n");
    const names = cells(head);
    return lines.map((line) => Object.fromEntries(cells(line).map((cell, i) => [names[i], cell])));
  };

  const load = () =>
    (loading ??= (async () => {
      const [answer] = await Promise.all([
        fetch(new URL("figures/find-index/find-index.csv", files)),
        script(new URL("assets/vendor/minisearch.js", files).href),
      ]);
      if (!answer.ok) throw new Error("the list of counties did not load");
      const places = rows(await answer.text());
      const index = new window.MiniSearch({
        idField: "fips",
        fields: ["name", "state", "state_name", "seat", "fips"],
        processTerm: (term) => plain(term),
        tokenize: (text) => plain(text).split(/[^a-z0-9]+/).filter(Boolean),
        searchOptions: {
          combineWith: "AND",
          prefix: true,
          fuzzy: (term) => (/\d/.test(term) || term.length < 4 ? false : 0.25),
          boost: { name: 3, fips: 3, state: 2 },
        },
      });
      await index.addAllAsync(places, { chunkSize: 400 });
      const byFips = new Map(places.map((place, order) => [place.fips, { ...place, order }]));
      return { index, byFips };
    })());

  // By how the words are found: the name itself, the seat itself, the name's beginning, a mistyped
  // name, a seat, only the state. Among equals former counties come last, then the most populous first.
  const search = ({ index, byFips }, query) => {
    const bare = plain(query).replace(KINDS, " ").trim() || plain(query);
    const is = (name) => name && (name === bare || bare.startsWith(`${name} `));
    const found = index.search(bare).map((hit) => {
      const place = byFips.get(hit.id);
      const name = plain(place.name).replace(KINDS, " ").trim();
      const fields = new Set(Object.values(hit.match).flat());
      const how = [
        Boolean(is(name)) || bare === place.fips,
        Boolean(is(plain(place.seat))),
        name.startsWith(bare.split(" ")[0]),
        fields.has("name"),
        fields.has("seat"),
        true,
      ].indexOf(true);
      return { place, rank: how * 2e5 + (place.status === "former" ? 1e5 : 0) + place.order };
    });
    return found.sort((a, b) => a.rank - b.rank).slice(0, LIMIT).map((hit) => hit.place);
  };

  const label = (place) => (place ? (place.state_name ? `${place.name}, ${place.state_name}` : place.name) : "");
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  let library;
  const whenLoaded = () =>
    (library ??= window.accessibleAutocomplete ? Promise.resolve() : script(new URL("assets/vendor/accessible-autocomplete.min.js", files).href));

  // Turns the input of a form into the box; `chosen` is told the place. What was typed so far stays.
  const enhance = async (form, chosen) => {
    await whenLoaded();
    const box = form.querySelector(".find-box");
    const input = box.querySelector("input");
    const root = new URL(form.dataset.root.replace(/\/?$/, "/"), document.baseURI);
    const { id } = input;
    const held = input.value;
    const focused = document.activeElement === input;
    let names;
    box.replaceChildren();
    window.accessibleAutocomplete({
      element: box,
      id,
      defaultValue: held,
      minLength: 2,
      autoselect: true,
      confirmOnBlur: false,
      displayMenu: "overlay",
      placeholder: input.placeholder,
      tNoResults: () => t("No county of that name"),
      tStatusQueryTooShort: (length) => t("Type %s characters or more.").replace("%s", length),
      tStatusNoResults: () => t("No county of that name"),
      tStatusSelectedOption: (option, length, index) => `${option} (${index + 1} / ${length})`,
      tStatusResults: (length, selected) => `${t("Places found: %s.").replace("%s", length)} ${selected}`,
      tAssistiveHint: () => t("Use the up and down arrows to look through the places found, and enter to choose one."),
      source: async (query, show) => {
        names ??= await load();
        show(search(names, query));
      },
      templates: {
        inputValue: label,
        suggestion: (place) =>
          `${escaped(label(place))} <span class="find-more">${place.seat ? `${escaped(place.seat)} · ` : ""}${place.status === "former" ? `${t("former")} · ` : ""}${place.status === "state" ? t("all counties") : place.fips}</span>`,
      },
      onConfirm: (place) => place && chosen(place, root),
    });
    box.querySelector("input").addEventListener("focus", () => load().catch(() => {}), { once: true });
    form.addEventListener("submit", (event) => event.preventDefault());
    if (!focused) return;
    const live = box.querySelector("input");
    live.focus();
    live.setSelectionRange(held.length, held.length);
    if (held) live.dispatchEvent(new Event("input", { bubbles: true })); // search for it
  };

  for (const form of document.querySelectorAll(".find-form:not([data-keep])")) {
    let started;
    const start = () => (started ??= enhance(form, (place, root) => location.assign(new URL(place.address, root))));
    form.querySelector("input").addEventListener("focus", start, { once: true });
    window.addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(start));
  }
  return { enhance, load, label };
})();
