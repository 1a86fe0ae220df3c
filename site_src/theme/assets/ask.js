// "Ask the data": runs what a reader writes in SQL on the published tables, in the browser. The query
// stands in the fragment of the address, which no server sees. The engine, and the chart library, are
// loaded when they are first needed. Without this script the saved questions and the tables stay text.
(() => {
  "use strict";
  const SHOWN = 200; // rows in sight at first; as many as this come with each press of the button
  const DRAWN = 5000; // rows that a chart takes at most
  const COLORS = 6; // what the site's palette tells apart
  const form = document.querySelector(".asking-form");
  const one = (selector) => document.querySelector(selector);
  const text = form.querySelector("textarea");
  const [run, cancel] = form.querySelectorAll("button");
  const [result, status, problem] = [".asking-result", ".asking-status", ".asking-error"].map(one);
  const [rowsBox, table, more, note] = [".asking-rows", ".asking-rows table", ".asking-more", ".asking-chart-note"].map(one);
  const chart = one(".asking-chart");
  const most = Number(form.dataset.most);
  const seconds = Number(form.dataset.seconds);
  const address = (name) => new URL(form.dataset[name], document.baseURI).href;
  const number = (value) => value.toLocaleString("en", { maximumFractionDigits: 10 });
  const counted = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The engine, in a worker of its own: to stop a query is to end the worker.
  const engine = {
    start() {
      if (this.ready) return this.ready;
      this.worker = new Worker(address("worker"), { type: "module" });
      this.worker.onerror = (event) => {
        event.preventDefault();
        this.wait?.reject(new Error("the engine did not load"));
      };
      this.worker.onmessage = ({ data }) => {
        this.busy = false;
        if (data.error) this.wait.reject(Object.assign(new Error(data.error.message), { at: data.error.at }));
        else this.wait.resolve(data.ready ?? data.answer);
      };
      const ready = (this.ready = this.send({ database: address("database") }));
      ready.catch((error) => this.ready === ready && this.stop(error)); // the next query tries again
      return ready;
    },
    send(message) {
      this.busy = "sql" in message;
      return new Promise((resolve, reject) => {
        this.wait = { resolve, reject };
        this.worker.postMessage(message);
      });
    },
    stop(why) {
      this.worker?.terminate();
      this.worker = this.ready = null;
      this.busy = false;
      this.wait?.reject(why);
    },
  };

  // How many letters must change for one word to become another (Levenshtein).
  const distance = (a, b) => {
    let last = [...Array(b.length + 1).keys()];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      last = row;
    }
    return last[b.length];
  };
  const near = (word, names) => {
    const wanted = word.toLowerCase();
    const far = (name) => (name.includes(wanted) || wanted.includes(name) ? 1 : distance(wanted, name));
    const close = [...new Set(names)].filter((name) => far(name) <= Math.max(2, wanted.length / 3));
    const best = close.filter((name) => distance(wanted, name) <= 1);
    return (best.length ? best : close).sort((a, b) => far(a) - far(b) || (a < b ? -1 : 1)).slice(0, 3);
  };
  const either = (names) => (names.length ? `Did you mean ${names.join(" or ")}?` : "");

  // The usual mistakes: what the engine says, and what to do about it.
  const INSTEAD = {
    year: "substr(period_start, 1, 4)", month: "substr(period_start, 6, 2)", day: "substr(period_start, 9, 2)",
    date_trunc: "substr(period_start, 1, 7)", left: "substr(name, 1, 2)", right: "substr(name, -2)", to_char: "strftime('%Y', period_start)",
    now: "date('now')", any_value: "min(name)", regexp_matches: "name like '%word%'", greatest: "max(a, b)", least: "min(a, b)",
  };
  const HINTS = [
    [/^no such column: "?(?:\w+\.)?([^"]+?)"?( - should.*)?$/, (name, quotes, { tables, views, used }) => {
      if (quotes) return `Text stands in single quotes: '${name}'. Double quotes are for names of fields.`;
      const others = Object.keys(tables).filter((table) => !used.includes(table) && !views.includes(table) && tables[table].includes(name.toLowerCase()));
      const close = either(near(name, used.flatMap((table) => tables[table])));
      if (close) return close;
      if (others.length) return `The field ${name} is in ${others.slice(0, 3).join(", ")}: join that table.`;
      return "The fields of each table are listed under “Tables”. Text stands in single quotes: 'NC'.";
    }],
    [/^no such table: (?:main\.)?(.+)$/, (name, _, { tables }) => either(near(name, Object.keys(tables))) || `The tables are: ${Object.keys(tables).join(", ")}.`],
    [/^no such function: (.+)$/, (name) => (INSTEAD[name.toLowerCase()] ? `SQLite writes ${INSTEAD[name.toLowerCase()]}.` : "The functions are those of SQLite: count, sum, avg, min, max, round, substr, coalesce and more.")],
    [/^ambiguous column name: (.+)$/, (name) => `More than one table has ${name}. Put the table's name before it, such as detainers.${name}.`],
    [/^near "(.+)": syntax error$/s, (word) => `Look at “${word}” and just before it: a comma too many, a comma or a word too few.`],
    [/^incomplete input$/, () => "The query stops in the middle: its end, a bracket or a quote is missing."],
    [/^unrecognized token: "(.)/, (sign) => (sign === "'" ? "A single quote is not closed. A quote inside a text is written twice: 'O''Brien'." : sign === ":" ? "SQLite writes cast(value as integer) in place of value::integer." : "This sign has no meaning here.")],
    [/^misuse of aggregate/, () => "A count or a sum cannot stand in WHERE. Put it in HAVING, after GROUP BY."],
    [/readonly|not a query that reads|not authorized/, () => "The tables can only be read here: a query begins with SELECT or WITH."],
    [/^more than one query$/, () => "One query at a time: take out what follows the first semicolon."],
    [/^Cannot prepare empty SQL/, () => "Write a query, or take one of the saved questions."],
    [/out of memory|too big/, () => "The query needs more memory than this page may take. Narrow it with WHERE, or count instead of listing."],
  ];
  const hint = (message, sql, { tables, views }) => {
    const used = Object.keys(tables).filter((table) => new RegExp(`\\b${table}\\b`, "i").test(sql));
    for (const [pattern, words] of HINTS) {
      const found = pattern.exec(message);
      if (found) return words(found[1] ?? "", found[2] ?? "", { tables, views, used });
    }
    return "";
  };

  // The place of a mistake: where the engine stopped, or else where the word stands that it names.
  const placeOf = ({ message, at }, sql) => {
    const named = /^(?:near|unrecognized token:) "(.+?)"/s.exec(message)?.[1] ?? /: "?(?:main\.)?([\w.]+)/.exec(message)?.[1];
    if (at >= 0) return [at, sql.startsWith(named ?? "\0", at) ? named.length : /^\w+|^./s.exec(sql.slice(at))?.[0].length ?? 0];
    const found = named ? sql.toLowerCase().indexOf(named.toLowerCase()) : -1;
    return found < 0 ? null : [found, named.length];
  };
  const fail = (error, sql, release) => {
    const place = release && placeOf(error, sql);
    const said = `${error.message.replace(/ - should this be.*$/, "")}.`; // the advice says it in full
    const parts = [];
    if (place) {
      const [at, length] = place;
      const before = sql.slice(0, at).split("\n");
      const line = sql.split("\n")[before.length - 1];
      const column = before.at(-1).length;
      const mark = make("mark", {}, line.slice(column, column + length));
      parts.push(make("p", {}, make("strong", {}, `Line ${before.length}: ${said}`)));
      parts.push(make("pre", { className: "code", tabIndex: 0 }, make("code", {}, line.slice(0, column), mark, line.slice(column + length))));
      text.setSelectionRange(at, at + length);
    } else parts.push(make("p", {}, make("strong", {}, said.replace(/^./, (letter) => letter.toUpperCase()).replace(/\.\.$/, "."))));
    const advice = release ? hint(error.message, sql, release) : "";
    if (advice) parts.push(make("p", { className: "asking-advice" }, advice));
    problem.replaceChildren(...parts);
  };

  // A result as a table.
  const web = (value) => {
    try {
      return /^https?:\/\/\S+$/.test(value) && new URL(value).host.replace(/^www\./, "");
    } catch {
      return "";
    }
  };
  const cell = (value, column, sources) => {
    if (value === null) return make("td", { className: "quiet" }, make("span", { title: "NULL: nothing recorded" }, "–"));
    if (typeof value === "number") return make("td", { className: "number" }, /year/i.test(column) ? String(value) : number(value));
    if (column === "source_id" && sources.has(value)) return make("td", {}, make("a", { href: `${address("sources")}#${value}` }, value));
    const host = web(value);
    return make("td", { className: !host && String(value).length > 40 ? "wordy" : "" }, host ? make("a", { href: value }, host) : value);
  };
  let current; // the answer in sight
  const showRows = (upTo) => {
    const body = table.tBodies[0];
    const sources = new Set(current.sources.map(([id]) => id));
    for (const row of current.rows.slice(body.rows.length, upTo)) {
      body.append(make("tr", {}, ...row.map((value, i) => cell(value, current.columns[i], sources))));
    }
    const left = current.rows.length - body.rows.length;
    more.hidden = !left;
    more.textContent = `Show ${number(Math.min(left, SHOWN))} more of ${counted(left, "row")}`;
  };
  const show = (answer, sql) => {
    current = answer;
    const numeric = answer.columns.map((_, i) => answer.rows.some((row) => typeof row[i] === "number"));
    const heads = answer.columns.map((name, i) => make("th", { scope: "col", className: numeric[i] ? "number" : "" }, name));
    table.replaceChildren(make("thead", {}, make("tr", {}, ...heads)), make("tbody"));
    showRows(SHOWN);
    one(".asking-sources").replaceChildren(...(answer.sources.length ? ["Sources: "] : []), ...answer.sources.flatMap(([id, publisher, title], i) => [
      i ? "; " : "",
      make("a", { href: `${address("sources")}#${id}` }, `${publisher}: ${title}`),
    ]));
    rowsBox.hidden = !answer.rows.length;
    chart.querySelector(".filters").replaceChildren();
    if (answer.rows.length) offer();
    if (chart.open) draw();
    const count = answer.whole ? counted(answer.rows.length, "row") : `The first ${counted(answer.rows.length, "row")}; there are more, which neither table nor CSV has`;
    status.textContent = `${count}. ${answer.seconds.toFixed(2)} seconds.`;
    if (!answer.rows.length && /_fips\s*(?:=|in\s*\()\s*\d/i.test(sql)) status.textContent += " Codes of places are text: put quotes around them, as in '01001'.";
  };

  // A result as a file: RFC 4180, as the other tables of the site. A text that a spreadsheet would
  // run has an apostrophe in front (the data page tells how to undo that).
  const csv = ({ columns, rows }) => {
    const guarded = (value) => (typeof value === "string" && /^'*[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value ?? ""));
    const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    return [columns, ...rows].map((row) => `${row.map((value) => quoted(guarded(value))).join(",")}\n`).join("");
  };
  const save = () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([csv(current)], { type: "text/csv" })), download: `${form.dataset.name}-query.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  // A result as a chart. What a column holds decides how it can be drawn.
  const kindOf = (i) => {
    const values = current.rows.map((row) => row[i]).filter((value) => value !== null);
    if (!values.length) return "text";
    if (values.every((value) => typeof value === "number")) return /year/i.test(current.columns[i]) ? "year" : "number";
    return values.every((value) => /^\d{4}(-\d\d){0,2}$/.test(value)) ? "date" : "text";
  };
  const distinct = (i) => new Set(current.rows.map((row) => row[i])).size;
  const MARKS = { bar: "Bars", line: "Lines", point: "Points" };
  const offer = () => {
    const kinds = current.columns.map((_, i) => kindOf(i));
    const first = (...wanted) => wanted.map((kind) => kinds.indexOf(kind)).find((i) => i >= 0) ?? -1;
    const value = kinds.indexOf("number");
    const along = first("date", "year", "text", "number");
    const time = ["date", "year"].includes(kinds[along]);
    const colors = kinds.flatMap((kind, i) => (kind === "text" && i !== along && distinct(i) > 1 && distinct(i) <= COLORS ? [i] : []));
    const shared = current.rows.length > distinct(along);
    const chosen = time ? { x: along, y: value, mark: "line" } : kinds[along] === "text" ? { x: value, y: along, mark: "bar" } : { x: along, y: kinds.indexOf("number", along + 1), mark: "point" };
    const choose = (name, title, options) => {
      const select = make("select", { name }, ...options.map(([key, word]) => make("option", { value: key }, word)));
      return make("label", {}, title, select);
    };
    const columns = current.columns.map((column, i) => [i, column]);
    const parts = [choose("x", "Across", columns), choose("y", "Up", columns), choose("color", "Colour", [["", "One colour"], ...colors.map((i) => [i, current.columns[i]])]), choose("mark", "Drawn as", Object.entries(MARKS))];
    chart.querySelector(".filters").append(...parts);
    const set = { ...chosen, y: chosen.y < 0 ? along : chosen.y, color: time && shared ? (colors[0] ?? "") : "" };
    for (const select of chart.querySelectorAll("select")) select.value = set[select.name];
    chart.dataset.numbers = kinds.some((kind) => kind === "number") ? "yes" : "";
    current.kinds = kinds;
  };

  const specOf = (choice, config, width) => {
    const { columns, kinds } = current;
    const rows = current.rows.slice(0, DRAWN);
    const moment = (value) => Date.parse(`${value}`.padEnd(7, "-01"));
    // Names of columns may hold what Vega reads as a path, so the rows have names of their own.
    const values = rows.map((row) => Object.fromEntries(row.flatMap((value, i) => [[`c${i}`, value], [`t${i}`, ["date", "year"].includes(kinds[i]) && value !== null ? moment(value) : value]])));
    const axis = (i, other) => {
      const title = columns[i];
      if (kinds[i] === "number") return { field: `c${i}`, type: "quantitative", title, ...(choice.mark !== "bar" && { scale: { zero: false } }) };
      if (kinds[i] === "text" || (choice.mark === "bar" && distinct(i) <= 400)) {
        const crowded = choice.mark === "bar" && kinds[i] !== "text";
        return { field: `c${i}`, type: "ordinal", title, sort: null, ...(other && crowded && { axis: { labelOverlap: "greedy", labelAngle: 0 } }) };
      }
      const yearly = rows.every((row) => row[i] === null || /^\d{4}$/.test(row[i]));
      return { field: `t${i}`, type: "temporal", title, scale: { type: "utc" }, ...(yearly && { axis: { format: "%Y", tickCount: { interval: "year", step: 1 } } }) };
    };
    const encoding = { x: axis(choice.x, true), y: axis(choice.y, false) };
    if (choice.color !== "") encoding.color = { field: `c${choice.color}`, type: "nominal", title: columns[choice.color], sort: null, legend: { offset: 28, columns: width < 500 ? 2 : 0 } };
    const told = [...new Set([choice.x, choice.y, choice.color].filter((i) => i !== "").map(Number))];
    encoding.tooltip = told.map((i) => ({ field: `c${i}`, title: columns[i], type: kinds[i] === "number" ? "quantitative" : "nominal", ...(kinds[i] === "number" && { format: "," }) }));
    const mark = { bar: { type: "bar" }, line: { type: "line", point: true }, point: { type: "point", filled: true } }[choice.mark];
    const stepped = encoding.y.type === "ordinal" && encoding.x.type !== "ordinal";
    return { config, data: { values }, mark, encoding, width, height: stepped ? { step: 20 } : 320, autosize: { type: "fit-x", contains: "padding" } };
  };
  // Whether rows of one colour share a place along the axis that the bars stand on.
  const addsUp = ({ x, y, color }) => {
    const base = current.kinds[y] === "number" ? x : y;
    const places = current.rows.map((row) => JSON.stringify([row[base], row[color]]));
    return new Set(places).size < places.length;
  };
  let drawing = 0;
  const draw = async () => {
    const mine = ++drawing;
    const box = one(".asking-drawing");
    const selects = [...chart.querySelectorAll("select")];
    box.className = "asking-drawing";
    box.replaceChildren();
    if (!current?.rows.length || !chart.dataset.numbers) {
      note.textContent = "A chart needs a column of numbers.";
      return;
    }
    const choice = Object.fromEntries(selects.map((select) => [select.name, ["mark"].includes(select.name) || select.value === "" ? select.value : Number(select.value)]));
    note.textContent = "Drawing.";
    try {
      const [config] = await Promise.all([fetch(address("chartConfig")).then((answer) => answer.json()), import(address("chart"))]);
      if (mine !== drawing) return;
      const live = make("div");
      box.append(live);
      box.classList.add("figure"); // the style sheet swaps its colours in the dark scheme
      const dark = document.body.dataset.mdColorScheme === "slate";
      await window.vegaEmbed(live, specOf(choice, config, Math.max(260, box.clientWidth)), {
        // The policy of the page forbids to compile text (hence `ast`) and to add styles: site.css has them.
        renderer: "svg", actions: false, ast: true, defaultStyle: false,
        tooltip: { theme: dark ? "dark" : "light", disableDefaultStyle: true },
      });
      const names = [choice.y, choice.x].map((i) => current.columns[i]);
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", `Chart of ${names.join(" by ")}; the table below has the values`);
      note.textContent = [
        current.rows.length > DRAWN && `Drawn from the first ${counted(DRAWN, "row")}.`,
        choice.mark === "bar" && addsUp(choice) && `Several rows have the same place in the chart: the bars there add them up.`,
      ].filter(Boolean).join(" ");
    } catch (error) {
      note.textContent = `Not drawn: ${error.message}`;
    }
  };

  // One query from its text to its answer, or to what is wrong with it.
  let running = 0;
  const ask = async (sql) => {
    if (engine.busy) engine.stop(new Error("replaced by another query"));
    const mine = ++running;
    let timer;
    let release = null;
    result.hidden = false;
    problem.replaceChildren();
    cancel.hidden = false;
    form.setAttribute("aria-busy", "true");
    status.textContent = engine.ready ? "Running." : "Loading the engine and the tables.";
    try {
      release = await engine.start();
      addMissing(release);
      if (mine !== running) return;
      status.textContent = "Running.";
      timer = setTimeout(() => engine.stop(new Error(`Stopped after ${seconds} seconds. Narrow the query down with WHERE, or join on a key`)), seconds * 1000);
      const answer = await engine.send({ sql, most });
      if (mine === running) show(answer, sql);
    } catch (error) {
      if (mine !== running) return;
      rowsBox.hidden = true;
      status.textContent = error.cancelled ? "Cancelled." : "No result.";
      if (!error.cancelled) fail(error, sql, engine.ready ? release : null);
    } finally {
      clearTimeout(timer);
      if (mine === running) {
        running = 0;
        if (document.activeElement === cancel) run.focus();
        cancel.hidden = true;
        form.removeAttribute("aria-busy");
      }
    }
  };
  const stop = () => running && engine.stop(Object.assign(new Error("cancelled"), { cancelled: true }));

  // The address: what stands after # is never sent.
  const fragment = (sql) => `#q=${encodeURIComponent(sql).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
  const given = () => {
    try {
      return /^#q=/.test(location.hash) ? decodeURIComponent(location.hash.slice(3)) : "";
    } catch {
      return ""; // cut off in the middle of a sign
    }
  };
  const submit = () => {
    if (given() !== text.value) history.pushState(null, "", fragment(text.value));
    ask(text.value);
  };
  const questions = [...document.querySelectorAll(".asked")];
  const saved = questions.map((question) => question.querySelector("code").textContent);
  const follow = () => {
    const sql = given();
    if (!sql && location.hash) return; // a place in the page
    if (sql) {
      text.value = sql;
      ask(sql);
      return;
    }
    stop();
    text.value = saved[0];
    result.hidden = true;
  };

  // The tables: a name goes into the query where the cursor is.
  const RESERVED = /^(?:all|as|by|case|default|from|group|having|in|index|is|join|limit|not|null|on|or|order|select|set|table|to|union|using|values|when|where)$/i;
  const insertable = (code) => {
    const name = code.textContent;
    const button = make("button", { type: "button", className: "asking-name" }, make("code", {}, name));
    button.setAttribute("aria-label", `${name}: put into the query`);
    button.addEventListener("click", (event) => {
      event.preventDefault(); // in the head of a table, which would open or close
      const word = RESERVED.test(name) || !/^[a-z_]\w*$/i.test(name) ? `"${name}"` : name;
      const space = /[\w"]$/.test(text.value.slice(0, text.selectionStart)) ? " " : "";
      text.setRangeText(space + word, text.selectionStart, text.selectionEnd, "end");
      text.focus();
    });
    return button;
  };
  const list = one(".asking-tables details");
  // What the release holds besides the tables of this page, such as views.
  const addMissing = ({ tables, views }) => {
    const known = new Set([...list.querySelectorAll(".asking-table-name")].map((element) => element.textContent));
    for (const name of Object.keys(tables).filter((table) => !known.has(table))) addTable(name, tables[name], views.includes(name) ? " view" : "");
  };
  const addTable = (name, columns, kind) => {
    const head = make("summary", {}, make("code", { className: "asking-table-name" }, name), make("span", { className: "quiet" }, kind));
    const fields = columns.map((column) => make("li", {}, insertable(make("code", {}, column))));
    list.append(make("details", { className: "asked-table" }, head, make("p", {}, insertable(make("code", {}, name))), make("ul", {}, ...fields)));
  };

  if (!window.Worker || !window.WebAssembly || !window.DecompressionStream) {
    document.documentElement.classList.replace("js", "no-js");
    return;
  }
  for (const code of document.querySelectorAll(".asked-table [data-insert]")) code.replaceWith(insertable(code));
  for (const [i, question] of questions.entries()) {
    const link = make("a", { href: fragment(saved[i]) }, question.querySelector("p").textContent);
    link.addEventListener("click", () => form.scrollIntoView({ block: "start" }));
    question.replaceChildren(link);
  }
  one(".asking-click").hidden = false;
  if (matchMedia("(max-width: 59.9375em)").matches) list.open = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  });
  addEventListener("keydown", (event) => event.key === "Escape" && stop());
  cancel.addEventListener("click", stop);
  more.addEventListener("click", () => showRows(table.tBodies[0].rows.length + SHOWN));
  one(".asking-csv").addEventListener("click", save);
  one(".asking-link").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = "Link copied.";
    } catch {
      status.textContent = "The address of this page is the link: copy it from the browser.";
    }
  });
  chart.addEventListener("toggle", () => chart.open && draw());
  chart.addEventListener("change", draw);
  addEventListener("popstate", follow);
  form.hidden = false;
  follow();
})();
