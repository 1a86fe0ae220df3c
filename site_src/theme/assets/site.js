// Makes a chart interactive and a table sortable when a reader asks for it, and hands out a drawing
// of the page as a file. Without this script every chart is a picture and every table a table.
(() => {
  "use strict";
  const t = window.siteText ?? ((text) => text);
  let bundle;

  const load = (address) =>
    (bundle ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.type = "module";
      script.src = address;
      script.onload = resolve;
      script.onerror = () => reject(new Error("the chart library did not load"));
      document.head.append(script);
    }));

  const json = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  };

  // Time can be moved by dragging and zoomed by Shift and the wheel; the wheel alone scrolls the page.
  const zoomable = (spec) => {
    const view = (spec.layer ?? [spec]).find((unit) => unit.encoding?.x?.type === "temporal");
    if (!view) return;
    const select = { type: "interval", encodings: ["x"], zoom: "wheel![event.shiftKey]" };
    view.params = [...(view.params ?? []), { name: "zoom", select, bind: "scales" }];
  };

  // A chart whose colours have names can be narrowed down to some of them: a box for each name below
  // the chart. Gives what the boxes are made from; nothing for a chart without such names.
  const filterable = (spec) => {
    const units = spec.layer ?? [spec];
    const colorOf = (unit) => unit.encoding?.color ?? spec.encoding?.color;
    const color = units.map(colorOf).find((one) => one?.field && one.scale?.domain?.length > 1);
    if (!color || color.type === "quantitative" || units.some((unit) => unit.layer)) return null;
    spec.params = [...(spec.params ?? []), { name: "leftOut", value: [] }];
    const filter = { filter: `indexof(leftOut, datum[${JSON.stringify(color.field)}]) < 0` };
    for (const unit of units.filter((one) => colorOf(one)?.field === color.field)) {
      const steps = unit.transform ?? [];
      const made = steps.some((step) => [step.as].flat().includes(color.field));
      unit.transform = made ? [...steps, filter] : [filter, ...steps]; // what is stacked is stacked anew
    }
    const words = JSON.parse(/^\((\{.*\})\)/.exec(color.legend?.labelExpr ?? "")?.[1] ?? "{}");
    return { title: color.title, names: color.scale.domain.map((name) => [name, words[name] ?? name]) };
  };
  const boxes = ({ title, names }, view) => {
    const set = document.createElement("fieldset");
    set.className = "figure-filter";
    const legend = document.createElement("legend");
    legend.textContent = title ? `${t("Show")}: ${title}` : t("Show");
    set.append(legend);
    for (const [name, word] of names) {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true, value: name });
      label.append(box, ` ${word}`);
      set.append(label);
    }
    set.addEventListener("change", () => {
      const leftOut = [...set.querySelectorAll("input:not(:checked)")].map((box) => box.value);
      view.signal("leftOut", leftOut).runAsync();
    });
    return set;
  };

  const explore = async (button) => {
    const figure = button.closest(".figure");
    const live = figure.querySelector(".figure-live");
    const drawings = [...figure.querySelectorAll(".figure-drawing")];
    const shown = drawings.find((drawing) => drawing.offsetHeight);
    if (!live.hidden) {
      live.hidden = true;
      drawings.forEach((drawing) => (drawing.hidden = false));
      button.textContent = t("Explore");
      return;
    }
    if (!live.firstChild) {
      const phone = shown.classList.contains("figure-phone");
      const address = new URL(button.dataset.bundle, document.baseURI).href;
      const specAddress = phone ? button.dataset.spec.replace(/\.vl\.json$/, "-phone.vl.json") : button.dataset.spec;
      const [, spec, rows] = await Promise.all([load(address), json(specAddress), json(button.dataset.rows)]);
      const root = new URL(".", address.replace(/assets\/[^/]*$/, ""));
      for (const [name, file] of Object.entries(spec.usermeta?.topologies ?? {})) {
        const topology = await json(new URL(file, root));
        for (const layer of Object.keys(topology.objects)) rows[`${name}_${layer}`] = rows[`${name}_${layer}_named`] = topology;
      }
      spec.datasets = rows;
      if (spec.autosize) spec.width = shown.clientWidth;
      zoomable(spec);
      const filter = filterable(spec);
      live.style.minHeight = `${shown.clientHeight}px`;
      live.hidden = false;
      const pages = document.querySelector(".find-form")?.dataset.root.replace(/\/?$/, "/");
      const dark = document.body.dataset.mdColorScheme === "slate";
      const { view } = await window.vegaEmbed(live, spec, {
        // The policy of the page forbids to compile text (hence `ast`) and to add styles: site.css has them.
        renderer: "svg", actions: false, ast: true, defaultStyle: false,
        tooltip: { theme: dark ? "dark" : "light", disableDefaultStyle: true },
        loader: { baseURL: pages ? new URL(pages, document.baseURI).href : root.href },
      });
      live.setAttribute("role", "group");
      live.setAttribute("aria-label", shown.getAttribute("aria-label"));
      if (filter) live.append(boxes(filter, view));
    }
    live.hidden = false;
    drawings.forEach((drawing) => (drawing.hidden = true));
    button.textContent = t("Back to the chart");
  };

  for (const button of document.querySelectorAll(".figure-explore")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await explore(button);
      } catch (error) {
        button.textContent = `${t("Not available")}: ${error.message}`;
      }
      button.disabled = false;
      button.focus();
    });
  }

  // Sorting: a button in each column head. The library sorts; here it learns what a cell is worth.
  const here = document.querySelector('script[src$="assets/site.js"]').src;
  const sortable = (table) => {
    const script = document.querySelector("script[data-sortable]") ?? document.createElement("script");
    if (!script.isConnected) {
      script.dataset.sortable = "";
      script.src = new URL("vendor/sortable.min.js", here);
      document.head.append(script);
    }
    table.classList.add("sortable", "n-last");
    for (const row of table.tBodies[0].rows) {
      for (const cell of row.cells) {
        const text = cell.textContent.trim();
        if (text === "–") cell.dataset.sort = "";
        else if (cell.classList.contains("number")) cell.dataset.sort = text.replace(/[^\d.-]/g, "");
      }
    }
    table.dataset.ready = "";
  };

  for (const table of document.querySelectorAll(".table-box table")) {
    if (!table.tHead || !table.tBodies[0] || table.tBodies[0].rows.length < 3) continue;
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
    }
    // The first click loads the library, which then hears the same click again.
    table.tHead.addEventListener("click", (event) => {
      if (table.dataset.ready !== undefined || !event.target.closest("button")) return;
      sortable(table);
      const script = document.querySelector("script[data-sortable]");
      if (!script.dataset.done) {
        script.addEventListener("load", () => {
          script.dataset.done = "yes";
          event.target.closest("button").click();
        });
      }
    });
  }

  // A drawing that is part of the page, as a file: the colours are those of the scheme in view.
  const asFile = (figure) => {
    const svg = [...figure.querySelectorAll(".figure-drawing svg")].find((drawing) => drawing.getBoundingClientRect().width);
    const copy = svg.cloneNode(true);
    const shown = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      for (const name of ["fill", "stroke"]) {
        if (element.getAttribute(name)?.startsWith("#")) element.setAttribute(name, getComputedStyle(shown[i])[name]);
      }
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.style.background = getComputedStyle(document.body).backgroundColor;
    return new XMLSerializer().serializeToString(copy);
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const picture = async (text) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };
  for (const figure of document.querySelectorAll(".figure")) {
    const links = [...figure.querySelectorAll(".figure-bar a[download]")];
    if (!links.length || !figure.querySelector(".figure-drawing svg")) continue;
    const name = links[0].getAttribute("href").split("/").pop().replace(/\.csv$/, "");
    const given = links.map((link) => link.textContent);
    for (const kind of ["PNG", "SVG"].filter((kind) => !given.includes(kind))) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = kind;
      button.addEventListener("click", async () => {
        const text = asFile(figure);
        save(kind === "SVG" ? new Blob([text], { type: "image/svg+xml" }) : await picture(text), `${name}.${kind.toLowerCase()}`);
      });
      links.at(-1).after(button);
    }
  }

  // What stands above a button, into the clipboard. Where a browser does not allow that (a page
  // without https) the text is marked, so that one key copies it.
  window.siteCopy = async (code, status) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      status.textContent = t("Copied.");
    } catch {
      getSelection().selectAllChildren(code);
      status.textContent = t("The text is marked: copy it with Ctrl+C or Cmd+C.");
    }
  };
  // A copy of the site that was built without its address: code gets the one it is read at.
  for (const box of document.querySelectorAll(".snippets")) {
    const { local, root } = box.dataset;
    if (!local) continue;
    const here = new URL(root, document.baseURI).href;
    for (const code of box.querySelectorAll("code")) code.textContent = code.textContent.replaceAll(local, here);
  }
  for (const button of document.querySelectorAll(".copied .copy")) {
    const box = button.closest(".copied");
    button.hidden = false;
    button.addEventListener("click", () => window.siteCopy(box.querySelector("code"), box.querySelector("[role=status]")));
  }

  // The same page in another language, at the same place and with the same choice.
  for (const link of document.querySelectorAll(".languages a")) {
    link.addEventListener("click", () => {
      const address = new URL(link.href);
      [address.search, address.hash] = [location.search, location.hash];
      link.href = address;
    });
  }
})();
