// Keys of the desk, and calls for help that show themselves. Every page works without this file.
"use strict";
{
  const KEYS = "desk-keys-off";
  const search = document.getElementById("desk-search");
  const root = document.documentElement;

  // Single letters can get in the way of whoever speaks to the computer, so they can be switched off.
  const line = document.querySelector("[data-keys]"), toggle = document.querySelector("[data-keys-off]");
  const show = () => {
    const off = localStorage.getItem(KEYS) === "1";
    root.classList.toggle("keys-off", off);
    if (toggle) toggle.textContent = off ? toggle.dataset.on : toggle.dataset.off;
  };
  if (line) line.hidden = false;
  toggle?.addEventListener("click", () => {
    localStorage.setItem(KEYS, localStorage.getItem(KEYS) === "1" ? "0" : "1");
    show();
  });
  show();

  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]");
  const inRow = (row, key) => row?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const onPage = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((act) => !act.closest("[data-row]"));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === search) return search.blur();
    if (isTyping(event.target) || root.classList.contains("keys-off")) return;
    const key = event.key.toLowerCase();
    const row = /^[1-9]$/.test(key) && document.querySelector(`[data-row="${key}"]`);
    const target = row ? row.querySelector("a, button") : key === "/" ? search : null;
    const act = target ? null : inRow(event.target.closest("[data-row]"), key) || onPage(key);
    if (!target && !act) return;
    event.preventDefault();
    // A row that has no keys of its own is opened by its digit; one that has is only gone to.
    if (row && !row.querySelector("[data-key]")) return target.click();
    if (target === search) search.select();
    target ? target.focus() : act.click();
  });

  // Read the calls for help again; the page stays as it is, the title says how many they are.
  const place = document.querySelector("[data-refresh]");
  const said = document.querySelector("[data-said]");
  const count = () => Number(place.querySelector("[data-count]").dataset.count);
  const refresh = async () => {
    let answer;
    try {
      answer = await fetch(place.dataset.refresh, { headers: { Accept: "text/html" } });
    } catch {
      return;
    }
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#help-calls");
    if (!fresh) return;
    const before = count();
    const held = place.contains(document.activeElement) && document.activeElement.closest("form")?.getAttribute("action");
    place.replaceChildren(document.adoptNode(fresh));
    if (held) place.querySelector(`form[action="${CSS.escape(held)}"] button`)?.focus();
    const now = count();
    document.title = (now ? `(${now}) ` : "") + document.title.replace(/^\(\d+\) /, "");
    said.textContent = now > before ? said.dataset.text : "";
  };
  if (place) setInterval(refresh, 10_000);
}
