// "Propose a policy date": a form that was made from the description of the table. It checks what is
// typed as the project's own check does, shows the row as CSV, and hands it over: to the clipboard, or
// to GitHub by a link that the reader follows. Nothing is sent or kept by the page itself.
// After find.js, which stands further down in the page.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const LONGEST = 8000; // characters of an address that GitHub takes
  const form = document.querySelector("form.propose");
  const config = JSON.parse(form.dataset.config);
  const root = new URL(form.dataset.root, document.baseURI);
  const { repository, branch } = form.dataset;
  const made = document.querySelector(".made");
  const own = (name) => form.querySelector(`#event-${name}`) ?? form.querySelector(`input[type=hidden][name=${name}]`);
  const ofSource = (name) => form.querySelector(`#source-${name}`);
  const part = (name) => made.querySelector(`.made-${name}`);
  const newSource = form.querySelector(".new-source");

  // A cell as the tables have it: one line, no stray blanks, composed letters.
  const cell = (control) => control.value.replace(/\s+/g, " ").trim().normalize("NFC");
  const slug = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/['’.]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells) => cells.map(quoted).join(",");

  // The check's patterns are Python's, where \w is a letter or digit of any script.
  const letter = "\\p{L}\\p{N}_";
  const translated = (pattern) =>
    pattern.replace(/\[[^\]]*\]|\\w|\\W/g, (found) =>
      found === "\\w" ? `[${letter}]` : found === "\\W" ? `[^${letter}]` : found.replace("\\w", letter),
    );
  const personal = JSON.parse(form.dataset.personal).map((entry) => ({
    ...entry,
    pattern: new RegExp(translated(entry.pattern), entry.any_case ? "iu" : "u"),
  }));
  // What of a person a text holds, errors before warnings; in an address it does not count.
  const found = (text, level) => {
    const bare = text.replace(/https?:\/\/\S+/g, " ");
    return personal.find((entry) => entry.level === level && entry.pattern.test(bare))?.what;
  };

  const isDay = (text) => {
    const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(day);
  };
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  };
  const isAddress = (text) => /^https?:\/\/[^\s/]+[.][^\s]+$/.test(text);

  // What is wrong with one cell by the description of its field; empty when nothing is.
  const wrongByField = (control) => {
    const text = cell(control);
    const { type, format, pattern, example, minimum, maximum, shortest, longest, free } = control.dataset;
    const such = example ? `, such as ${example}` : "";
    if (!text) return !control.required ? "" : control.matches("select") ? "Choose one." : "Fill this in.";
    if (type === "date" && !/^\d{4}-\d\d-\d\d$/.test(text)) return `Write year, month and day with hyphens${such}.`;
    if (type === "date" && !isDay(text)) return "There is no such day.";
    if (["integer", "number"].includes(type)) {
      const form = type === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)$/;
      if (!form.test(text)) return `Write the number in digits, without commas${such}.`;
      if (minimum && Number(text) < Number(minimum)) return `At least ${minimum}.`;
      if (maximum && Number(text) > Number(maximum)) return `At most ${maximum}.`;
    }
    if (format === "uri" && !isAddress(text)) return "Write the whole address of a page, with https:// or http:// at the beginning.";
    if (pattern && !new RegExp(`^(?:${pattern})$`).test(text)) return `Not in the form that is asked for${such}.`;
    if (shortest && [...text].length < shortest) return `Write ${shortest} characters or more.`;
    if (longest && [...text].length > longest) return `Write ${longest} characters or fewer.`;
    const what = free !== undefined && found(text, "error");
    return what ? `This seems to hold ${what}. Take it out: no row may tell who a person is.` : "";
  };

  // The events and the ids that are there already; read once, when the form is first used.
  const cells = (text) => {
    const rows = [[]];
    for (const [, inner, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n\r]*))(,|\r?\n|$)/g)) {
      rows.at(-1).push(inner?.replaceAll('""', '"') ?? plain);
      if (end !== ",") rows.push([]);
    }
    return rows.filter((row) => row.length > 1);
  };
  let events = null;
  let reading;
  const read = () =>
    (reading ??= fetch(new URL(config.events, root))
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status)))))
      .then((text) => {
        const [names, ...rows] = cells(text);
        events = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
      })
      .catch(() => {})
      .finally(update));

  // The name of a row: the next number where the file numbers its rows, else place, date and action.
  const scheme = () => {
    const state = cell(own("state_fips"));
    const prefix = config.numbered[state];
    if (prefix) {
      const numbers = (events ?? []).map((row) => Number(new RegExp(`^${prefix}-(\\d+)$`).exec(row.event_id)?.[1] ?? 0));
      return events ? `${prefix}-${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}` : "";
    }
    const letters = own("state_fips").selectedOptions[0].dataset.letters ?? "us";
    const date = cell(own("date"));
    const action = slug(cell(own("action")));
    if (!isDay(date) || !action) return "";
    const taken = new Set((events ?? []).map((row) => row.event_id));
    const base = `${letters}-${date}-${action}`;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
    return name;
  };
  const file = () => config.files[cell(own("state_fips"))] ?? config.files.other;
  // The row that the new one stands after, in a file that is sorted by name.
  const before = (id) => {
    const kind = (name) => (/^[a-z]{2}-\d{4}-/.test(name) ? (name.startsWith("us-") ? "us" : "state") : name.split("-")[0]);
    const same = (events ?? []).map((row) => row.event_id).filter((name) => kind(name) === kind(id) && name < id);
    return same.sort().at(-1) ?? "";
  };

  const isNew = () => own("source_id").value === "new";
  const event = () => {
    const row = Object.fromEntries(config.columns.map((name) => [name, cell(own(name))]));
    if (isNew()) row.source_id = cell(ofSource("source_id"));
    return row;
  };
  const source = () => Object.fromEntries(config.source_columns.map((name) => [name, cell(ofSource(name))]));

  // The county that was chosen from the list; a name that was only typed is none.
  const place = form.querySelector("#event-county").closest(".ask");
  const typed = () => cell(form.querySelector("#event-county"));
  let county = null;
  const choose = (chosen) => {
    county = chosen;
    own("county_fips").value = chosen?.fips ?? "";
    place.querySelector(".chosen").textContent = chosen ? `Chosen: ${window.findCounty.label(chosen)}, ${chosen.fips}` : "";
    if (chosen) own("state_fips").value = chosen.fips.slice(0, 2);
    update();
  };

  const ofPlaces = /\b(County|Parish|City|Town|Village|Borough|[Cc]ounties|[Pp]arishes|[Cc]ities|[Tt]owns)\b/;

  // What the rules of the tables ask beyond a single field: control and message.
  const wrongByRule = (row) => {
    const wrong = [];
    const say = (control, message) => wrong.push([control, message]);
    const [, month, day] = row.date.split("-");
    if (isDay(row.date) && row.date > today()) say(own("date"), "This day is still to come. Only what has happened is recorded.");
    if (row.date_precision === "month" && day !== "01") say(own("date"), "When only the month is known, write its first day.");
    if (row.date_precision === "year" && (day !== "01" || month !== "01")) say(own("date"), "When only the year is known, write 1 January.");
    const box = form.querySelector("#event-county");
    if (typed() && !county) say(box, "Choose a county from the list, or leave this empty.");
    else if (row.county_fips && row.county_fips.slice(0, 2) !== row.state_fips) say(box, "This county is not in the state above.");
    else if (row.county_fips && isDay(row.date)) {
      const at = config.codes.indexOf(row.county_fips);
      const year = Number(row.date.slice(0, 4));
      const [first, last] = at < 0 ? [] : [config.first_years[at], config.last_years[at]];
      if ((first && year < first) || (last && year > last)) say(box, `This county code was not in use in ${year}. Choose the one of that time.`);
    }
    const local = row.reach === "county" || row.reach === "city";
    if (row.reach === "country" && (row.state_fips || row.county_fips)) say(own("reach"), "The whole country has no state and no county.");
    else if (row.reach === "state" && row.county_fips) say(own("reach"), "The whole state has no county. Choose county or city, or empty the county.");
    else if (row.reach === "state" && !row.state_fips) say(own("reach"), "Choose the state above.");
    else if (local && !row.county_fips) say(own("reach"), "Choose the county above. For several counties, open an issue: each gets a row of its own.");
    else if (!local && ofPlaces.test(row.jurisdiction)) say(own("jurisdiction"), "This names a county or a city. Choose it above, and county or city as the reach.");
    if (events?.some((other) => other.event_id === row.event_id)) say(own("event_id"), "Another row has this name.");
    const same = ["date", "state_fips", "county_fips", "jurisdiction", "actor", "instrument", "instrument_name", "action", "summary", "source_id", "note"];
    const twin = events?.find((other) => same.every((name) => other[name] === row[name]));
    if (twin) say(own("summary"), `This event is there already: ${twin.event_id}.`);
    if (isNew()) {
      const taken = [...own("source_id").options].some((option) => option.value === row.source_id);
      if (row.source_id && taken) say(ofSource("source_id"), "Another source has this name.");
    }
    return wrong;
  };

  // Everything that is wrong, at most one message for each control, in the order of the form.
  const all = () => [...form.querySelectorAll("[data-type]:not([type=hidden]), #event-county")];
  const controls = () => all().filter((one) => isNew() || !newSource.contains(one));
  const problems = () => {
    const rules = wrongByRule(event());
    return controls()
      .map((control) => [control, (control.dataset.type ? wrongByField(control) : "") || (rules.find(([of]) => of.id === control.id)?.[1] ?? "")])
      .filter(([control, message]) => message && !waits(control));
  };
  // A name that is made from other answers is missing only as long as those are.
  const waits = (control) => automatic.has(control) && !control.value && missing();
  const missing = () => controls().some((control) => control.required && !automatic.has(control) && !cell(control));
  const hints = () => {
    const said = controls().filter((one) => one.dataset.free !== undefined && found(cell(one), "warning"));
    return said.map((one) => [one, "This seems to name a person. Write the office alone: “the mayor”, and no name after it."]);
  };
  const titleOf = (control) => {
    const title = form.querySelector(`label[for="${control.id}"]`).firstChild.textContent.trim();
    return newSource.contains(control) ? `${title} of the new source` : title;
  };

  const show = (messages, warnings) => {
    for (const control of all()) {
      const told = (list) => list.find(([of]) => of.id === control.id)?.[1] ?? "";
      const message = document.getElementById(`${control.id}-wrong`);
      message.textContent = told(messages) || told(warnings);
      message.hidden = !message.textContent;
      message.classList.toggle("warning", !told(messages));
      if (told(messages)) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    // The box of the library sets its own description; the messages are added to it.
    form.querySelector("#event-county").setAttribute("aria-describedby", "event-county-hint event-county-wrong");
  };

  const summary = form.querySelector(".ask-wrong");
  const list = (messages) => {
    summary.replaceChildren();
    if (!messages.length) return;
    const head = document.createElement("p");
    head.textContent = messages.length === 1 ? "One answer is not as it should be:" : `${messages.length} answers are not as they should be:`;
    const items = document.createElement("ul");
    for (const [control, message] of messages) {
      const link = document.createElement("a");
      link.href = `#${control.id}`;
      link.textContent = titleOf(control);
      link.addEventListener("click", (click) => {
        click.preventDefault();
        document.getElementById(control.id).focus();
      });
      const item = document.createElement("li");
      item.append(link, `: ${message}`);
      items.append(item);
    }
    summary.append(head, items);
  };

  // An address that opens the issue form with the answers in it: the rows first, the rest as it fits.
  const issue = (row, rows) => {
    const address = new URL(`${repository}/issues/new`);
    const answers = { template: "policy-date.yml", title: `Policy date: ${row.jurisdiction}, ${row.date}`, ...rows };
    for (const [name, value] of Object.entries(answers)) address.searchParams.set(name, value);
    if (address.href.length > LONGEST) return "";
    for (const name of ["date", "page", "jurisdiction", "summary", "other_account"]) {
      const longer = new URL(address);
      if (row[name]) longer.searchParams.set(name, row[name]);
      if (longer.href.length <= LONGEST) address.search = longer.search;
    }
    return address.href;
  };

  let checked = false; // from the first check on, messages change as the reader types
  const automatic = new Set([own("event_id"), ofSource("source_id")]); // until the reader changes them
  function update() {
    if (automatic.has(own("event_id"))) own("event_id").value = scheme();
    newSource.hidden = !isNew();
    if (isNew() && automatic.has(ofSource("source_id"))) {
      const name = slug(`${cell(ofSource("publisher"))} ${cell(ofSource("title")).split(" ").slice(0, 5).join(" ")}`);
      ofSource("source_id").value = name;
    }
    const row = event();
    part("row").textContent = line(config.columns.map((name) => row[name]));
    part("file").textContent = file();
    const after = before(row.event_id);
    part("place").textContent = after ? `, after the row ${after}` : "";
    part("source").hidden = !isNew();
    const ids = [...own("source_id").options].map((option) => option.value).filter((id) => id && id !== "new" && id < row.source_id);
    part("source-place").textContent = ids.length ? `, after the row ${ids.sort().at(-1)}` : "";
    const sourceRow = isNew() ? line(config.source_columns.map((name) => source()[name])) : "";
    part("source-row").textContent = sourceRow;
    const wrong = problems();
    if (checked) {
      show(wrong, hints());
      if (summary.firstChild) list(wrong);
    }
    const ready = checked && !wrong.length;
    part("next").hidden = !ready;
    part("how").hidden = !ready;
    part("copy-source").hidden = !isNew();
    if (!checked) part("status").textContent = "The row as far as it goes; check it when you are done.";
    else if (!ready) part("status").textContent = "The row is not complete.";
    else if (!part("status").textContent.startsWith("Copied")) part("status").textContent = events ? "The row is as the check asks." : "The row is as the check asks, as far as this page can tell: the list of events could not be read.";
    if (!ready) return;
    let how = `Send the row to the people who keep the tables, or add it to the file in your copy of the project.`;
    if (repository) {
      const rows = { row: part("row").textContent, ...(sourceRow && { source_row: sourceRow }) };
      const address = issue(row, rows);
      part("issue").hidden = !address;
      part("issue").href = address || "#";
      part("edit").hidden = false;
      part("edit").href = `${repository}/edit/${branch}/${file()}`;
      part("edit-source").hidden = !isNew();
      part("edit-source").href = `${repository}/edit/${branch}/${config.sources_file}`;
      how = "Both ways lead to GitHub, where you need an account. With an issue, someone else adds the row. To edit the file, copy the row first, paste it on a line of its own in its place, and propose the change.";
      if (!address) how += " The row is too long for a link to an issue: copy it.";
    }
    part("how").textContent = how;
  }

  form.addEventListener("input", ({ target }) => {
    if (target.id === "event-county") choose(null);
    if (automatic.has(target)) automatic.delete(target);
    if ([own("event_id"), ofSource("source_id")].includes(target) && !target.value) automatic.add(target);
    part("status").textContent = "";
    update();
  });
  form.addEventListener("change", ({ target }) => {
    if (target === own("date")) {
      // 2018-12 and 2018 are first days of a month and a year; 2018-1-5 is a day.
      const [, year, month, day] = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/.exec(cell(target)) ?? [];
      if (year) {
        target.value = [year, month ?? "1", day ?? "1"].map((n) => n.padStart(2, "0")).join("-");
        if (!day) own("date_precision").value = month ? "month" : "year";
        else if (!own("date_precision").value) own("date_precision").value = "day";
      }
    }
    if (target === own("source_id")) {
      const { page, kind } = target.selectedOptions[0].dataset;
      if (page && !cell(own("page"))) own("page").value = page;
      if (kind && !own("source_type").value) own("source_type").value = kind;
    }
    if (isNew()) {
      if (!cell(ofSource("page"))) ofSource("page").value = cell(own("page"));
      if (!ofSource("source_type").value) ofSource("source_type").value = own("source_type").value;
    }
    update();
  });
  form.addEventListener("submit", async (submit) => {
    submit.preventDefault();
    await read();
    checked = true;
    update();
    const wrong = problems();
    list(wrong);
    const first = wrong.length ? document.getElementById(wrong[0][0].id) : made.querySelector("h2");
    first.focus();
  });
  form.addEventListener("focusin", read, { once: true });
  part("copy").addEventListener("click", () => window.siteCopy(part("row"), part("status")));
  part("copy-source").addEventListener("click", () => window.siteCopy(part("source-row"), part("status")));

  form.hidden = false;
  made.hidden = false;
  update();
  window.findCounty.enhance(place, (chosen) => chosen.status !== "state" && choose(chosen)).then(update);
});
