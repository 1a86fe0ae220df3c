// The page has ages and states as of the day of the data; here they are brought up to today.
(() => {
  "use strict";
  const told = document.querySelector(".as-of");
  const now = new Date();
  const today = now.toISOString().slice(0, 10);
  if (today < told.dataset.asOf) return; // the clock is wrong

  // In the words of the query source_freshness.
  const age = (from) => {
    const days = Math.round((Date.parse(today) - Date.parse(from)) / 86_400_000);
    const [[y, m, d], [toY, toM, toD]] = [from, today].map((day) => day.split("-").map(Number));
    const monthEnds = new Date(Date.UTC(toY, toM, 0)).getUTCDate() === toD;
    const months = (toY - y) * 12 + toM - m - (toD < d && !monthEnds ? 1 : 0);
    if (days < 60) return days === 1 ? "1 day" : `${days} days`;
    return months < 24 ? `${months} months` : `${Math.floor(months / 12)} years`;
  };

  for (const row of document.querySelectorAll("[data-newest]")) {
    const { newest, due, stale } = row.dataset;
    row.querySelector(".age").textContent = age(newest);
    if (!due) continue;
    const word = today > stale ? "stale" : today > due ? "due" : "fresh";
    const state = row.querySelector(".state");
    const capital = /^[A-Z]/.test(state.textContent);
    state.textContent = capital ? word[0].toUpperCase() + word.slice(1) : word;
    if (!capital) state.className = `state state-${word}`;
  }
  const shown = now.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  told.textContent = `As of today, ${shown}. The newest change to the tables was made on ${told.querySelector("time").textContent}.`;
})();
