// Runs the theme's script (search, drawer, colour scheme, table of contents) at the first sign that a
// reader is about to use the page: until then nothing stands between the reader and the text. What
// was pressed meanwhile is told again once the script is there.
(() => {
  "use strict";
  const link = document.querySelector("link.later");
  if (!link) return;
  const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "scroll", "focusin"];
  let pressed, key;

  const again = () => {
    document.documentElement.classList.add("ready");
    removeEventListener("click", remember, true);
    removeEventListener("keydown", remember, true);
    pressed?.control?.dispatchEvent(new Event("change", { bubbles: true }));
    if (key) key.target.dispatchEvent(new KeyboardEvent("keydown", { key: key.key, code: key.code, bubbles: true }));
  };
  const remember = (event) => {
    if (event.type === "keydown") key = event;
    else pressed = event.target.closest?.("label");
  };
  const start = () => {
    for (const sign of signs) removeEventListener(sign, start, true);
    const script = document.createElement("script");
    script.src = link.href;
    script.onload = again;
    document.body.append(script);
  };

  for (const sign of signs) addEventListener(sign, start, { capture: true, passive: true });
  addEventListener("click", remember, true);
  addEventListener("keydown", remember, true);
})();
