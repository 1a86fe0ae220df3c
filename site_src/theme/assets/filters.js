// Filters a list by what its items say of themselves (data-…). The choice stands in the address, so
// that it can be shared. Without this script the form stays hidden and the whole list is there.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-filters]")) {
    const items = [...document.querySelectorAll(`#${form.dataset.filters} li, #${form.dataset.filters} tbody tr`)];
    const { noun } = form.dataset;
    const more = form.querySelector(".filters-more");
    let most = Number(form.dataset.most) || Infinity; // a long table shows its first rows
    const output = form.querySelector("output");
    const selects = [...form.querySelectorAll("select")];
    const given = new URLSearchParams(location.search);

    for (const select of selects) {
      const values = [...new Set(items.map((item) => item.dataset[select.name]))].sort();
      for (const value of values) select.add(new Option(value === "none" ? "neither" : value, value));
      select.value = values.includes(given.get(select.name)) ? given.get(select.name) : "";
    }
    form.elements.words.value = given.get("words") ?? "";

    const apply = () => {
      const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      let seen = 0;
      for (const item of items) {
        const text = item.textContent.toLowerCase();
        const shown = selects.every((s) => !s.value || item.dataset[s.name] === s.value) && words.every((word) => text.includes(word));
        count += shown;
        item.hidden = !shown || count > most;
        seen += !item.hidden;
      }
      for (const section of document.querySelectorAll(`#${form.dataset.filters} section`)) {
        section.hidden = !section.querySelector("li:not([hidden])");
      }
      const [some, all] = [count, items.length].map((number) => number.toLocaleString("en"));
      output.textContent = some === all ? `All ${all} ${noun}` : `${some} of ${all} ${noun}`;
      if (seen < count) output.textContent += `, the first ${seen} shown`;
      if (more) more.hidden = seen === count;
      const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      history.replaceState(null, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}${location.hash}`);
    };
    const showAll = () => {
      most = Infinity;
      apply();
    };
    more?.addEventListener("click", showAll);
    // What is sorted is the whole table.
    document.querySelector(`#${form.dataset.filters} thead`)?.addEventListener("click", showAll);
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }
})();
