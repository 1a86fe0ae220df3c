// Loads the page anew when the preview has another version than the page was made from.
(() => {
  "use strict";
  const { path, version } = document.currentScript.dataset;
  setInterval(async () => {
    try {
      if ((await (await fetch(path)).text()) !== version) location.reload();
    } catch (error) { /* the server has stopped: wait for it */ }
  }, 400);
})();
