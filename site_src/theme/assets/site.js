// Makes a chart interactive when a reader asks for it; without this file every chart is a picture.
(() => {
  "use strict";
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

  const explore = async (button) => {
    const figure = button.closest(".figure");
    const live = figure.querySelector(".figure-live");
    const drawings = [...figure.querySelectorAll(".figure-drawing")];
    const shown = drawings.find((drawing) => drawing.offsetHeight);
    if (!live.hidden) {
      live.hidden = true;
      drawings.forEach((drawing) => (drawing.hidden = false));
      button.textContent = "Explore";
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
        for (const layer of Object.keys(topology.objects)) rows[`${name}_${layer}`] = topology;
      }
      spec.datasets = rows;
      if (spec.autosize) spec.width = shown.clientWidth;
      live.style.minHeight = `${shown.clientHeight}px`;
      live.hidden = false;
      const dark = document.body.dataset.mdColorScheme === "slate";
      await window.vegaEmbed(live, spec, {
        renderer: "svg", actions: false, ast: true, tooltip: { theme: dark ? "dark" : "light" },
        loader: { baseURL: root.href },
      });
      live.setAttribute("role", "group");
      live.setAttribute("aria-label", shown.getAttribute("aria-label"));
    }
    live.hidden = false;
    drawings.forEach((drawing) => (drawing.hidden = true));
    button.textContent = "Back to the picture";
  };

  for (const button of document.querySelectorAll(".figure-explore")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await explore(button);
      } catch (error) {
        button.textContent = `Not available: ${error.message}`;
      }
      button.disabled = false;
      button.focus();
    });
  }
})();
